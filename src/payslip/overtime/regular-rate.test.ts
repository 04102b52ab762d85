/** Overtime on the regular rate of the workweek. Every amount is worked by hand next to its paragraph. */
import { describe, expect, it } from 'vitest';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { caseCalculator, parseCase } from '#payslip/cases/calculate-file.ts';

const calculate = caseCalculator();

/** One workweek, Sunday 4 to Saturday 10 January 2026. */
const week = {
  pay_date: '2026-01-16',
  frequency: 'weekly',
  period: { start: '2026-01-04', end: '2026-01-10' },
  employee: { pay_type: 'hourly', hourly_rate: '20', hired: '2020-01-01' },
  w4: { filing_status: 'single' },
};

const promised = {
  ...{ id: 1001, code: 'PROMISED', kind: 'earning', title: 'Promised bonus' },
  ...{ amount: { by: 'amount' }, in_regular_rate: true, journal_account: 'wages_expense' },
};

const on = (day: number, hours: string, more: object = {}) => ({
  code: 'REGULAR',
  hours,
  worked_on: `2026-01-${String(day).padStart(2, '0')}`,
  ...more,
});

/** Monday to Friday. */
const five = (hours: string, more: object = {}) =>
  [5, 6, 7, 8, 9].map((day) => on(day, hours, more));

const at = (state: string, rate = '20') => ({
  employee: { ...week.employee, hourly_rate: rate, work_state: state },
});

const cookAndDriver = {
  employee: {
    pay_type: 'hourly',
    terms: [
      { job: 'cook', from: '2020-01-01', pay_type: 'hourly', hourly_rate: '20.00' },
      { job: 'driver', from: '2020-01-01', pay_type: 'hourly', hourly_rate: '30.00' },
    ],
  },
};

/** 50 hours, of which the last ten are a cook's. */
const twoJobs = [
  ...[5, 6, 7].map((day) => on(day, '5', { job: 'driver' })),
  ...[4, 5, 6, 7].map((day) => on(day, '5', { job: 'cook' })),
  ...[on(8, '5', { job: 'cook' }), on(9, '10', { job: 'cook' })],
];

function paid(more: object) {
  const result = calculate({ ...week, ...more });
  const lines = (result['lines'] ?? []) as readonly {
    code: string;
    kind: string;
    amount: string;
  }[];
  const earned = lines.filter(({ kind }) => kind === 'earning');
  return {
    ...{ kind: result['kind'], gross: result['gross'], result },
    lines: Object.fromEntries(earned.map(({ code, amount }) => [code, amount])),
    warnings: ((result['warnings'] ?? []) as readonly { code: string }[]).map(({ code }) => code),
  };
}

describe('overtime on the regular rate', () => {
  it.each<[string, object, string]>([
    // 29 CFR 778.110(a): 46 hours at 12.00.
    ['of one rate', { ...at('GA', '12'), items: [{ code: 'REGULAR', hours: '46' }] }, '588.00'],
    // 29 CFR 778.110(b): and a bonus of 46.00 for the week, so 13.00 an hour.
    [
      'with a promised bonus',
      {
        ...at('GA', '12'),
        pay_codes: [promised],
        items: [
          { code: 'REGULAR', hours: '46' },
          { code: 'PROMISED', amount: '46' },
        ],
      },
      '637.00',
    ],
    // 29 CFR 778.115: 35 × 20 + 15 × 30 = 1,150; ÷ 50 = 23; half of it × 10 = 115.
    ['of two rates, by day', { ...cookAndDriver, items: twoJobs }, '1265.00'],
    [
      'of two rates, in hours without days that were entered as overtime',
      {
        ...cookAndDriver,
        pay_date: '2026-06-05',
        period: { start: '2026-05-25', end: '2026-05-31' },
        items: [
          { code: 'REGULAR', hours: '25', job: 'cook' },
          { code: 'REGULAR', hours: '15', job: 'driver' },
          { code: 'OVERTIME', hours: '10', job: 'cook' },
        ],
      },
      '1265.00',
    ],
    // 29 CFR 778.207(b): 50 × 20 + 20 × 3 = 1,060; ÷ 50 = 21.20; half of it × 10 = 106.
    [
      'with a night differential',
      {
        pay_date: '2026-06-05',
        period: undefined,
        items: [
          { code: 'REGULAR', hours: '40' },
          { code: 'OVERTIME', hours: '10' },
          { code: 'SHIFT_PREMIUM', hours: '20', rate: '3.00' },
        ],
      },
      '1166.00',
    ],
    // 29 CFR 778.117: 50 × 20 + 100 = 1,100; ÷ 50 = 22; half of it × 10 = 110.
    [
      'with a commission of that week',
      { items: [...five('10'), { code: 'COMMISSION', amount: '100', worked_on: '2026-01-07' }] },
      '1210.00',
    ],
    // 29 U.S.C. 207(e)(6): a holiday premium of half the rate is not in it. 1,000 + 40 + 10 × 10.
    [
      'without the premium of a holiday',
      { items: [...five('10'), on(5, '4', { code: 'HOLIDAY_PREMIUM' })] },
      '1140.00',
    ],
  ])('%s', (_, more, gross) => {
    expect(paid(more)).toMatchObject({ gross, warnings: [] });
  });

  it('is at the rate of the job where people agreed to it, and other pay still earns its half', () => {
    // 29 CFR 778.419: 1,150 + 10 × 20 ÷ 2 = 1,250.
    const agreed = { ...cookAndDriver, items: twoJobs, job_rate_overtime: ['cook'] };
    expect(paid(agreed)).toMatchObject({ gross: '1250.00', warnings: [] });
    expect(paid({ ...agreed, job_rate_overtime: ['driver'] }).gross).toBe('1265.00');
    // A premium of 50 for 50 hours is one more for each: 1,200 + 10 × (20 + 1) ÷ 2 = 1,305.
    const night = on(5, '10', { code: 'SHIFT_PREMIUM', rate: '5' });
    expect(paid({ ...agreed, items: [...twoJobs, night] }).gross).toBe('1305.00');
  });

  it('adds nothing to hours that were entered as overtime and pay more than the law asks', () => {
    // The regular rate is (40 × 20 + 10 × 30) ÷ 50 = 22, and 1.5 × 30 was entered.
    const items = [...five('8'), on(10, '10', { code: 'OVERTIME', rate: '30' })];
    expect(paid({ items })).toMatchObject({ gross: '1250.00', warnings: [] });
  });

  it('counts the pay of a workweek that began in the period before', () => {
    const period = { start: '2026-01-08', end: '2026-01-21' };
    const worked_before = [5, 6, 7].map((day) => on(day, '10', { rate: '30' }));
    const items = [on(8, '10'), on(9, '10')];
    // 30 × 30 + 20 × 20 = 1,300; ÷ 50 = 26; half of it × 10 = 130, on top of 400.
    expect(paid({ frequency: 'biweekly', period, items, worked_before })).toMatchObject({
      lines: { REGULAR: '200.00', OVERTIME: '330.00' },
      warnings: [],
    });
  });

  it('is explained by the rate of each workweek, with its paragraph', () => {
    const { result } = paid({ ...cookAndDriver, items: twoJobs, explain: true });
    const told = JSON.stringify(result['explanation']);
    expect(told).toContain('÷ 50 = 23');
    expect(told).toContain('29 CFR 778.109 and 778.115');
    expect(told).toMatch(/10 [^"]* × 23 × 0.5 = 115.00/);
  });

  it('is not what runs by the first rules pay', () => {
    const parsed = parseCase({
      ...week,
      ...cookAndDriver,
      ...at('CA'),
      ...cookAndDriver,
      items: twoJobs,
    });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const calculator = payslipCalculator({ ...parsed.value.ask, rulesEdition: 2 });
    if (!calculator.ok) throw new Error(calculator.refusal.message);
    expect(calculator.value(parsed.value.input)).toMatchObject({
      payslip: { grossMinor: 125_000n, warnings: [{ code: 'regular_rate_not_calculated' }] },
    });
  });
});

describe('daily overtime', () => {
  it.each<[string, object, Record<string, string>]>([
    // Labor Code 510(a): above 8 and above 12 hours of a day.
    [
      'of a long day in California',
      { ...at('CA'), items: [on(5, '14')] },
      { REGULAR: '160.00', OVERTIME: '120.00', DOUBLE_TIME: '80.00' },
    ],
    [
      'does not count towards the forty hours once more',
      { ...at('CA'), items: five('10') },
      { REGULAR: '800.00', OVERTIME: '300.00' },
    ],
    [
      'and the weekly one are added for different hours',
      { ...at('CA'), items: [...five('8'), on(10, '6'), on(9, '2', { code: 'OVERTIME' })] },
      { REGULAR: '800.00', OVERTIME: '240.00' },
    ],
    [
      'of a seventh day of work in a workweek',
      { ...at('CA'), items: [4, 5, 6, 7, 8, 9].map((day) => on(day, '5')).concat(on(10, '9')) },
      { REGULAR: '600.00', OVERTIME: '240.00', DOUBLE_TIME: '40.00' },
    ],
    [
      'pays double what was entered as time and a half',
      { ...at('CA'), items: [on(5, '8'), on(5, '6', { code: 'OVERTIME' })] },
      // 6 × 30, and half the rate more for the two hours above twelve.
      { REGULAR: '160.00', OVERTIME: '200.00' },
    ],
    [
      'of two rates is on the regular rate',
      { ...at('CA'), items: [on(5, '6'), on(5, '4', { rate: '30' })] },
      // 240 ÷ 10 = 24; the last two hours are a half of it more.
      { REGULAR: '180.00', OVERTIME: '84.00' },
    ],
    [
      'in Alaska and Colorado',
      { ...at('CO'), items: [on(5, '13')] },
      { REGULAR: '240.00', OVERTIME: '30.00' },
    ],
    ['not in Nevada above its rate', { ...at('NV'), items: [on(5, '9')] }, { REGULAR: '180.00' }],
    [
      'in Nevada below its rate',
      { ...at('NV', '16'), items: [on(5, '9')] },
      { REGULAR: '128.00', OVERTIME: '24.00' },
    ],
    [
      'unless the company turns it off',
      { ...at('AK'), daily_overtime: 'none', items: [on(5, '9')] },
      { REGULAR: '180.00' },
    ],
  ])('%s', (_, more, lines) => {
    expect(paid(more)).toMatchObject({ lines, warnings: [] });
  });

  it('in Nevada with rates on both sides of its bound is reported', () => {
    const items = [on(5, '5'), on(5, '4', { rate: '15' })];
    expect(paid({ ...at('NV'), items }).warnings).toEqual(['daily_overtime_not_calculated']);
  });

  it('is not made of the total of a week with one date', () => {
    const result = paid({ ...at('CA'), items: [on(5, '40')] });
    expect(result).toMatchObject({
      ...{ lines: { REGULAR: '800.00' }, warnings: ['daily_overtime_not_calculated'] },
    });
  });
});

describe('overtime on a salary', () => {
  const salaried = (more: object = {}) => ({
    employee: {
      ...{ pay_type: 'salary', annual_salary: '52000', hired: '2020-01-01' },
      ...{ overtime: 'nonexempt', ...more },
    },
  });
  const bonus = { code: 'PROMISED', amount: '100', worked_on: '2026-01-09' };

  it.each<[string, object, object]>([
    // 29 CFR 778.113(a): 52,000 ÷ 2,080 = 25.00 an hour; 37.50 for each hour above 40.
    ['is on the salary ÷ its hours', { items: five('9') }, { OVERTIME: '187.50' }],
    ['is none up to 40 hours', { items: five('8') }, {}],
    // 29 CFR 778.209(a): 100 ÷ 50 = 2.00 more, so 25.00 + 13.50 for each of ten hours.
    [
      'has its part of a promised bonus',
      { pay_codes: [promised], items: [...five('10'), bonus] },
      { OVERTIME: '385.00', PROMISED: '100.00' },
    ],
    // California Labor Code 510(a) and 515(d): two hours above 8 on each of four days.
    [
      'is due for long days in California',
      { ...salaried({ work_state: 'CA' }), items: [5, 6, 7, 8].map((day) => on(day, '10')) },
      { OVERTIME: '300.00' },
    ],
    // Hours that somebody counted: 8 × 25.00 × 1.5.
    [
      'is on that rate if entered',
      { items: [{ code: 'OVERTIME', hours: '8' }] },
      { OVERTIME: '300.00' },
    ],
    // 30.00 an hour from Thursday on: (24 × 25 + 21 × 30) ÷ 45 = 27.33…; 5 × 30 + half of it × 5.
    [
      'is on both salaries of a week with a raise',
      {
        employee: {
          ...{ hired: '2020-01-01', overtime: 'nonexempt', pay_type: 'salary' },
          terms: [
            { from: '2020-01-01', pay_type: 'salary', annual_salary: '52000' },
            { from: '2026-01-08', pay_type: 'salary', annual_salary: '62400' },
          ],
        },
        items: [...[5, 6, 7].map((day) => on(day, '8')), on(8, '8'), on(9, '13')],
      },
      { OVERTIME: '218.33' },
    ],
  ])('%s', (_, more, lines) => {
    const result = paid({ ...salaried(), ...more });
    expect(result.warnings.filter((code) => code !== 'salary_changed')).toEqual([]);
    const { SALARY, ...others } = result.lines;
    expect(Number(SALARY)).toBeGreaterThanOrEqual(1_000);
    expect(others).toEqual(lines);
  });

  it('names the paragraph of its rate', () => {
    const { result } = paid({ ...salaried(), items: five('9'), explain: true });
    expect(JSON.stringify(result['explanation'])).toContain('29 CFR 778.113');
  });

  /** With choices that a case file does not have. */
  function calculated(items: readonly object[], more: object): unknown {
    const parsed = parseCase({ ...week, ...salaried(), items });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const calculator = payslipCalculator({ ...parsed.value.ask, ...more });
    if (!calculator.ok) throw new Error(calculator.refusal.message);
    return calculator.value(parsed.value.input);
  }

  it('has the sentence with which a run of an earlier edition stored it', () => {
    const said =
      'the employee worked more than 40 hours in a week, but Paybeat does not calculate overtime on a salary; enter the overtime hours with a rate';
    for (const rulesEdition of [1, 2, 3, 4]) {
      const payslip = { warnings: [{ code: 'overtime_not_calculated', message: said }] };
      expect(calculated(five('9', { rate: '25' }), { rulesEdition })).toMatchObject({ payslip });
    }
  });

  it('is not known where the salary is for other hours, and for somebody who is exempt', () => {
    const unknown = { payslip: { warnings: [{ code: 'overtime_not_calculated' }] } };
    expect(calculated(five('9', { rate: '25' }), { hoursPerYear: 1_820 })).toMatchObject(unknown);
    const missing = { code: 'missing_rate' };
    expect(calculated(five('9'), { hoursPerYear: 1_820 })).toMatchObject(missing);
    const exempt = paid({ ...salaried({ overtime: 'exempt' }), items: five('9') });
    expect(exempt.result).toMatchObject(missing);
  });

  it('was none in runs of the edition before', () => {
    expect(calculated(five('9'), { rulesEdition: 4 })).toMatchObject({ code: 'missing_rate' });
  });

  it('takes no impossible hours, and warns of hours without days above 80 in two weeks', () => {
    const hours = (text: string) => [{ code: 'REGULAR', hours: text }];
    const two = {
      ...{ ...salaried(), frequency: 'biweekly' },
      period: { start: '2026-01-04', end: '2026-01-17' },
    };
    expect(paid({ ...two, items: hours('84') })).toMatchObject({
      ...{ lines: { SALARY: '2000.00' }, warnings: ['overtime_without_days'] },
    });
    expect(paid({ ...two, items: hours('-8') }).kind).not.toBe('payslip');
  });
});

describe('what is paid without overtime', () => {
  it('is told where the company has turned overtime off', () => {
    const off = (items: readonly object[], more: object = {}) =>
      paid({ overtime: 'none', items, ...more }).warnings;
    expect(off(five('9'))).toEqual(['overtime_turned_off']);
    expect(off([{ code: 'REGULAR', hours: '41' }])).toEqual(['overtime_turned_off']);
    expect(off([...five('8'), { code: 'OVERTIME', hours: '5' }])).toEqual([]);
    expect(off(five('9'), { employee: { ...week.employee, overtime: 'exempt' } })).toEqual([]);
  });

  it('is told of dated pay whose workweek has no known hours', () => {
    const items = (day: string) => [
      ...five('10'),
      { code: 'PROMISED', amount: '100', worked_on: day },
    ];
    const of = (day: string) => paid({ pay_codes: [promised], items: items(day) });
    expect(of('2025-12-30').warnings).toEqual(['regular_rate_not_calculated']);
    expect(of('2026-01-08')).toMatchObject({ warnings: [], gross: '1210.00' });
  });
});
