/**
 * Each rule of a payslip that no authority shows by an exact example, once by hand with its paragraph. A rule that is added
 * to the coverage needs a published example, a row here, or a test of its own.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caseCalculator } from '#payslip/cases/calculate-file.ts';
import { usCovered } from '#payslip/taxes/us/us-coverage.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';

const root = join(import.meta.dirname, '../..');
const calculate = caseCalculator();

/** 3,500.00 for two weeks. Taxes: 430.38, 217.00 and 50.75, together 698.13. */
const ada = {
  ...{ pay_date: '2026-06-26', frequency: 'biweekly' },
  employee: { pay_type: 'salary', annual_salary: '91000', hired: '2020-01-01' },
  w4: { filing_status: 'single' },
};

/** The workweek from Sunday 4 January 2026. */
const week = (hourly_rate: string, work_state: string) => ({
  ...{ pay_date: '2026-01-16', frequency: 'weekly' },
  period: { start: '2026-01-04', end: '2026-01-10' },
  employee: { pay_type: 'hourly', hourly_rate, hired: '2020-01-01', work_state },
  w4: { filing_status: 'single' },
});

const on = (day: string, hours: string, more: object = {}) => ({
  ...{ code: 'REGULAR', hours, worked_on: `2026-01-${day}`, ...more },
});

const twoJobs = {
  ...week('20', 'GA'),
  employee: {
    ...{ pay_type: 'hourly', work_state: 'GA' },
    terms: [
      { job: 'cook', from: '2020-01-01', pay_type: 'hourly', hourly_rate: '20' },
      { job: 'driver', from: '2020-01-01', pay_type: 'hourly', hourly_rate: '30' },
    ],
  },
  job_rate_overtime: ['cook'],
};

const give = (code: string, amount: string) => ({ ...ada, items: [{ code, amount }] });
const born = (birth_date: string) => ({ employee: { ...ada.employee, birth_date } });
const before = { SS_WAGES: '100000' };

type Row = readonly [
  rule: string,
  paragraph: string,
  working: string,
  json: object,
  /** Pay code → amount, or the code of a hold. */
  expected: Readonly<Record<string, string>> | string,
];

const rows: readonly Row[] = [
  [
    'income_tax',
    'Publication 15-T (2026), Worksheet 1A',
    '91,000 − 8,600 = 82,400; 5,800 + 22 % of 24,500 = 11,190; ÷ 26',
    ada,
    { FIT: '430.38' },
  ],
  [
    'w4_life',
    'Publication 15 (2026), section 9: the 30th day',
    'received on 1 June, the form counts from a period that ends on 1 July or later',
    { ...ada, w4: { ...ada.w4, dated: [{ received: '2026-06-01', filing_status: 'mfj' }] } },
    { FIT: '430.38' },
  ],
  [
    'nonresident_addition',
    'Publication 15-T (2026), nonresident alien employees',
    '16,100 ÷ 26 = 619.20; 4,119.20 × 26 − 8,600 = 98,499.20; 5,800 + 22 % of 40,599.20 = 14,731.82; ÷ 26',
    { ...ada, w4: { ...ada.w4, nonresident_alien: true } },
    { FIT: '566.61' },
  ],
  [
    'futa',
    '26 U.S.C. 3301 and 3306(b)(1)',
    '1,000 are left of 7,000; 0.6 %',
    { ...ada, year_to_date: { FUTA_WAGES: '6000' } },
    { FUTA_EMPLOYER: '6.00' },
  ],
  [
    'taxes_on_tips',
    '26 U.S.C. 3102(c); Publication 15 (2026), section 6',
    '100.00 less 7.65 leave 92.35 for 124.00 of Social Security on tips; 29.00 of Medicare are left',
    {
      ...week('10', 'GA'),
      items: [
        { code: 'REGULAR', hours: '10' },
        { code: 'CASH_TIPS', amount: '2000' },
      ],
    },
    { SS: '98.55', MEDICARE: '1.45', UNCOLLECTED_SS: '31.65', UNCOLLECTED_MEDICARE: '29.00' },
  ],
  [
    'group_term_life',
    '26 U.S.C. 79 and 3401(a)(14)',
    'no income tax; 6.2 % of 3,557.00',
    give('GROUP_TERM_LIFE', '57'),
    { FIT: '430.38', SS: '220.53' },
  ],
  [
    'fringe_benefits',
    '26 U.S.C. 3402(s)',
    'the company chose no income tax; 6.2 % of 3,557.00',
    give('COMPANY_CAR_NO_FIT', '57'),
    { FIT: '430.38', SS: '220.53' },
  ],
  [
    's_corporation_health',
    '26 U.S.C. 3121(a)(2)(B)',
    '22 % of 57.00 is 12.54; no Social Security on it',
    give('S_CORP_HEALTH', '57'),
    { FIT: '442.92', SS: '217.00' },
  ],
  [
    'taxes_paid_ahead',
    'Publication 15 (2026), section 13',
    '7.65 % of 400.00, and nothing is paid in money',
    { ...give('COMPANY_CAR_NO_FIT', '400'), run: 'off_cycle' },
    { SS: '24.80', MEDICARE: '5.80', TAX_ADVANCE: '30.60' },
  ],
  [
    'pay_after_death',
    'Publication 15 (2026), section 15',
    'no income tax; 6.2 % of 4,500.00',
    give('PAY_AFTER_DEATH', '1000'),
    { FIT: '430.38', SS: '279.00' },
  ],
  [
    'rate_of_the_job',
    '29 CFR 778.419',
    '35 × 20 + 15 × 30 = 1,150, and half of 20 for ten hours of a cook',
    {
      ...twoJobs,
      items: [
        ...['05', '06', '07'].map((day) => on(day, '5', { job: 'driver' })),
        ...['04', '05', '06', '07', '08'].map((day) => on(day, '5', { job: 'cook' })),
        on('09', '10', { job: 'cook' }),
      ],
    },
    { REGULAR: '950.00', OVERTIME: '300.00' },
  ],
  [
    'daily_overtime_ca',
    'California Labor Code 510(a)',
    '4 hours at 30, and 2 hours at 40',
    { ...week('20', 'CA'), items: [on('05', '14')] },
    { REGULAR: '160.00', OVERTIME: '120.00', DOUBLE_TIME: '80.00' },
  ],
  [
    'daily_overtime_ak',
    'AS 23.10.060',
    'one hour at 30',
    { ...week('20', 'AK'), items: [on('05', '9')] },
    { REGULAR: '160.00', OVERTIME: '30.00' },
  ],
  [
    'daily_overtime_co',
    'COMPS Order',
    'one hour at 30',
    { ...week('20', 'CO'), items: [on('05', '13')] },
    { REGULAR: '240.00', OVERTIME: '30.00' },
  ],
  [
    'daily_overtime_nv',
    'NRS 608.018: below 18.00 an hour',
    'one hour at 24',
    { ...week('16', 'NV'), items: [on('05', '9')] },
    { REGULAR: '128.00', OVERTIME: '24.00' },
  ],
  [
    'minimum_wage',
    '29 U.S.C. 206(a)(1)(C)',
    '7.24 is below 7.25',
    { ...week('7.24', 'GA'), items: [on('05', '8')] },
    'below_minimum_wage',
  ],
  [
    'minimum_wage_of_states',
    'California, 2026: 16.90',
    '16.89 is below 16.90',
    { ...week('16.89', 'CA'), items: [on('05', '8')] },
    'below_minimum_wage',
  ],
  [
    'elective_deferrals',
    '26 U.S.C. 402(g)(1); Notice 2025-67: 24,500',
    '500 are left',
    { ...give('401K', '1000'), year_to_date: { '401K': '24000' } },
    { '401K': '500.00' },
  ],
  [
    'catch_up_from_60',
    '26 U.S.C. 414(v)(2)(E): 24,500 + 11,250',
    '750 are left of 35,750 in the year of the 63rd birthday',
    {
      ...{ ...give('401K', '1000'), ...born('1963-12-31'), year_before: before },
      year_to_date: { '401K': '35000' },
    },
    { '401K': '750.00' },
  ],
  [
    'roth_only_catch_up',
    '26 U.S.C. 414(v)(7)',
    'wages of 150,000.01 the year before: before tax no more than 24,500',
    {
      ...{ ...give('401K', '1000'), ...born('1970-01-01') },
      ...{ year_before: { SS_WAGES: '150000.01' }, year_to_date: { '401K': '24400' } },
    },
    { '401K': '100.00' },
  ],
  [
    'spending_accounts',
    '26 U.S.C. 223(b): 4,400 for the person alone',
    '100 are left',
    { ...give('HSA', '200'), year_to_date: { HSA: '4300' } },
    { HSA: '100.00' },
  ],
  [
    'support',
    '15 U.S.C. 1673(b)(2)(B)',
    '60 % of 3,500.00 − 698.13 = 2,801.87 is 1,681.12, rounded down',
    {
      ...ada,
      orders: [
        {
          ...{ kind: 'support', received: '2026-01-05', state: 'TX', amount: '5000' },
          second_family: false,
        },
      ],
    },
    { CHILD_SUPPORT: '1681.12' },
  ],
  [
    'government_debts',
    '20 U.S.C. 1095a(a)(1)',
    '15 % of 2,801.87 is 420.28, rounded down',
    { ...ada, orders: [{ kind: 'student_loan', received: '2026-01-05', amount: '5000' }] },
    { STUDENT_LOAN: '420.28' },
  ],
];

/** Rules whose examples take more than one line: the test that works them by hand. */
const workedIn: Readonly<Record<string, string>> = {
  cost_of_group_term_life: 'src/payslip/taxes/us/imputed-income.test.ts',
  deposits_and_returns: 'src/payslip/taxes/us/returns/deposits.test.ts',
  exempt_and_taxed_work: 'src/payslip/taxes/us/exemptions.test.ts',
  expense_allowances: 'src/payslip/allowances.test.ts',
  fica_exemptions: 'src/payslip/taxes/us/exemptions.test.ts',
  minister_income_tax: 'src/payslip/taxes/us/exemptions.test.ts',
  other_plans: 'src/payslip/taxes/us/us-plan-limits.test.ts',
  sick_pay: 'src/payslip/taxes/us/sick-pay.test.ts',
};

describe('a rule without a published example is worked by hand', () => {
  it.each(rows)('%s: %s: %s', (_rule, _paragraph, _working, json, expected) => {
    const result = calculate(json);
    if (typeof expected === 'string') {
      expect(result).toMatchObject({ kind: 'held', code: expected });
      return;
    }
    const lines = (result['lines'] ?? []) as readonly { code: string; amount: string }[];
    expect(Object.fromEntries(lines.map(({ code, amount }) => [code, amount]))).toMatchObject(
      expected,
    );
  });

  it('and no rule is missing', () => {
    const shown = new Set([
      ...usFederal.examples.map(({ rule }) => rule),
      ...rows.map(([rule]) => rule),
    ]);
    const missing = usCovered.filter(({ id }) => !shown.has(id)).map(({ id }) => id);
    expect(missing.filter((id) => !existsSync(join(root, workedIn[id] ?? 'none')))).toEqual([]);
  });
});
