/** The people and pay codes of rich-companies.ts. The crowd is the same every time: it comes from a seed. */
import { seeded } from '#engine/seeded.ts';

export const richRoster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,step2,step3,step4a,step4b,step4c,w4_form,allowances,exempt,nonresident,k401_pct,section125_amount,post_tax_pct,hire_date,end_date,work_state,overtime
ada,Ada,salary,91000.00,,single,0,0,0,0,0,,,,,6,62.50,,2019-03-01,,,
ben,Ben,hourly,,24.505,mfj,1,2000,0,0,0,,,,,,,1.5,2021-06-14,,CA,
cleo,Cleo,salary,130000.00,,hoh,0,4000,1200,3000,25,,,,,5,,,2018-01-08,,,nonexempt
dan,Dan,hourly,,19.75,single,,,,,,,,,,,,,2023-02-20,,,
eve,Eve,salary,70000.00,,single,,,,,,,,,,,,,2099-01-01,,,
fay,Fay,salary,64000.00,,mfj,,,,,,2019,3,,,,,,2020-02-03,2026-04-24,,
gus,Gus,hourly,,18.00,qss,,,,,,,,,,2,,,2022-08-01,,,
hal,Hal,hourly,,21.15,single,,,,,,,,1,,,,,2022-08-01,,,exempt
ivy,Ivy,salary,900000.00,,mfs,,,,,,,,,,,,,2017-05-01,,,
jon,Jon,salary,52000.00,,single,,,,,,,,,1,,,,2026-04-21,,,
kit,Kit,salary,2500000000000000.00,,single,,,,,,,,,,5,,,2016-01-04,,,
kim,Kim,salary,5000000000.01,,single,,,,,,,,,,5,,,2016-01-04,,,
liv,Liv,salary,26000.00,,single,,,,,100,,,,,10,900,,2024-07-01,,,
moe,Moe,salary,39000.00,,qss,,0,,,20,,,,,3,12.5,0.5,2024-07-01,,TX,
`;

const forDeduction = { kind: 'deduction', journal_account: 'deductions_payable' };

export const ownPayCodes: readonly object[] = [
  {
    ...{ id: 1000, code: 'SAVINGS', title: 'Savings', applies_to_all: true, ...forDeduction },
    ...{ amount: { by: 'percent', percent: '4', of: ['gross'] }, caps: { monthly: '300' } },
    ...{ if_short: 'part', minimum_net: '50' },
  },
  {
    ...{ id: 1001, code: 'MATCH_401K', kind: 'employer_contribution', title: '401(k) match' },
    amount: {
      ...{ by: 'match', matches: '401K', of: ['gross'] },
      tiers: [
        { up_to_percent: '3', match_percent: '100' },
        { up_to_percent: '5', match_percent: '50' },
      ],
    },
    ...{ caps: { annual: '700.00' }, applies_to_all: true, journal_account: 'benefits_expense' },
  },
  {
    ...{ id: 1002, code: 'STATE_TAX', kind: 'tax', title: 'State tax', applies_to_all: true },
    amount: {
      ...{ by: 'bands', of: ['FIT_WAGES'], annualize: true },
      bands: [
        { above: '0', percent: '1.111' },
        { above: '30000', percent: '4.95' },
      ],
    },
    ...{ rounding: 'half_even', journal_account: 'taxes_payable' },
  },
  {
    ...{ id: 1003, code: 'BICYCLE', title: 'Bicycle loan', priority: 200, ...forDeduction },
    ...{ amount: { by: 'amount' }, minimum_net: '500.00', if_short: 'part' },
  },
  {
    ...{ id: 1004, code: 'NIGHT', kind: 'earning', title: 'Night premium' },
    amount: { by: 'hours', multiplier: '0.15', premium: true },
    ...{ hours_worked: false, journal_account: 'wages_expense' },
  },
  {
    ...{ id: 1005, code: 'PIECES', kind: 'earning', title: 'Pieces', rounding: 'up' },
    ...{ amount: { by: 'pieces' }, journal_account: 'wages_expense' },
  },
  {
    ...{ id: 1006, code: 'ALLOWANCE', kind: 'earning', title: 'Allowance' },
    ...{ amount: { by: 'amount' }, wages: 'supplemental', journal_account: 'wages_expense' },
  },
  {
    ...{ id: 1008, code: 'TRAINING', kind: 'earning', title: 'Training', hours_worked: true },
    ...{ amount: { by: 'hours', multiplier: '1' }, journal_account: 'wages_expense' },
  },
  {
    ...{ id: 1007, code: 'COURT', title: 'Court order', ...forDeduction },
    ...{ amount: { by: 'percent', percent: '60', of: ['disposable'] }, if_short: 'part' },
    garnishment: { percent_of_disposable: '25', protected_per_week: '217.50' },
  },
];

/** Everybody above, and thirty more. */
export const crowd: string = [
  richRoster.trimEnd(),
  ...Array.from({ length: 30 }, (_, index) => somebody(index)),
  '',
].join('\n');

function somebody(index: number): string {
  const chance = seeded(7_000 + index);
  const status = chance.pick(['single', 'mfj', 'mfs', 'hoh', 'qss']);
  const amount = (most: number) => (chance.below(most * 100) / 100).toFixed(2);
  const maybe = (of: () => string) => (chance.chance(0.4) ? of() : '');
  const form = [
    ...[maybe(() => '1'), maybe(() => amount(4000)), maybe(() => amount(9000))],
    ...[maybe(() => amount(9000)), maybe(() => amount(90))],
  ];
  const deductions = [maybe(() => amount(9)), maybe(() => amount(120)), maybe(() => amount(3))];
  const dates = `20${10 + chance.below(15)}-0${1 + chance.below(9)}-15`;
  return [
    ...[`c${index}`, `Person ${index}`, 'salary', amount(260_000), '', status, ...form],
    ...['', '', '', '', ...deductions, dates, '', maybe(() => 'OH'), ''],
  ].join();
}
