/**
 * Examples that United States authorities published, as cases of the calculator. `coverage` and the tests calculate each
 * of them and compare every listed amount to the cent.
 *
 * Publication 15-T has no worked example for the percentage method of automated systems. Examples 1, 2 and 4 of
 * Publication 15, section 7, use the wage bracket method. That is a coarser official method, so they are not here.
 *
 * Elsewhere: the rules that the examples show (us-coverage.ts).
 */
import type { PublishedExample } from '#payslip/taxes/coverage.ts';
import { usTaxSubjects } from './us-pay-codes.ts';

const sharon = {
  pay_date: '2025-05-01',
  frequency: 'monthly',
  employee: { pay_type: 'salary', annual_salary: '24000' },
  w4: { filing_status: 'single' },
};

const incomeTaxExamples: readonly PublishedExample[] = [
  {
    rule: 'supplemental_wages',
    what: 'a bonus of 1,000 at the flat rate',
    source: 'IRS Publication 15 (2025), section 7, example 3',
    json: {
      ...sharon,
      pay_date: '2025-05-15',
      run: 'off_cycle',
      items: [{ code: 'BONUS', amount: '1000' }],
      // Five salaries of 2,000.00: (24,000 − 8,600 − 6,400) × 10 % ÷ 12 from each
      year_to_date: { FIT: '375.00', FIT_WAGES: '10000.00' },
    },
    lines: { FIT: '220.00', SUPPLEMENTAL_WAGES: '1000.00' },
  },
  {
    rule: 'social_security_medicare',
    what: 'an employee taken over with 2,000 of wages, who is taxed on the first 174,100',
    source: 'IRS Publication 15 (2025), section 9, "Successor employer", example',
    json: {
      ...sharon,
      frequency: 'annually',
      employee: { pay_type: 'salary', annual_salary: '250000' },
      year_to_date: { SS_WAGES: '2000', MEDICARE_WAGES: '2000' },
    },
    lines: {
      SS_WAGES: '174100.00',
      MEDICARE_WAGES: '250000.00',
      // 0.9 % of 52,000, the part above 200,000 including the 2,000.
      ADDITIONAL_MEDICARE: '468.00',
    },
  },
  {
    rule: 'social_security_medicare',
    what: 'the wage base of 2025 at 6.2 %, for employee and employer each',
    source:
      'IRS Publication 15 (2025), section 9, "Tax rates and the social security wage base limit"',
    json: {
      ...sharon,
      frequency: 'annually',
      employee: { pay_type: 'salary', annual_salary: '176100' },
    },
    lines: { SS: '10918.20', SS_EMPLOYER: '10918.20', MEDICARE: '2553.45', SS_WAGES: '176100.00' },
  },
  {
    rule: 'supplemental_wages',
    what: 'a bonus of 1,000 at the flat rate',
    source: 'IRS Publication 15 (2026), section 7, example 3',
    json: {
      ...sharon,
      pay_date: '2026-05-15',
      run: 'off_cycle',
      items: [{ code: 'BONUS', amount: '1000' }],
      year_to_date: { FIT: '329.15', FIT_WAGES: '10000.00' },
    },
    lines: { FIT: '220.00', SUPPLEMENTAL_WAGES: '1000.00' },
  },
  {
    rule: 'social_security_medicare',
    what: 'Form W-2 of 199,750 in wages: box 3 stops at the wage base, and box 5 does not',
    source: 'General Instructions for Forms W-2 and W-3 (2026)',
    json: {
      ...{ ...sharon, pay_date: '2026-05-01', frequency: 'annually' },
      employee: { pay_type: 'salary', annual_salary: '199750' },
    },
    lines: { SS_WAGES: '184500.00', MEDICARE_WAGES: '199750.00' },
  },
];

/** Hourly pay for the week from Sunday 4 January 2026. */
const week = {
  pay_date: '2026-01-16',
  frequency: 'weekly',
  period: { start: '2026-01-04', end: '2026-01-10' },
  employee: { pay_type: 'hourly', hourly_rate: '12', hired: '2020-01-01', work_state: 'TX' },
  w4: { filing_status: 'single' },
};

const salaried = (annual: string) => ({
  ...{ pay_type: 'salary', annual_salary: annual, overtime: 'nonexempt', hired: '2020-01-01' },
});

const promised = {
  ...{ id: 1001, code: 'PROMISED', kind: 'earning', title: 'Promised bonus' },
  ...{ amount: { by: 'amount' }, in_regular_rate: true, journal_account: 'wages_expense' },
};

const tenHours = (day: number) => ({
  ...{ code: 'REGULAR', hours: '10' },
  worked_on: `2026-01-${String(day).padStart(2, '0')}`,
});

const overtimeExamples: readonly PublishedExample[] = [
  {
    rule: 'weekly_overtime',
    what: 'two weeks of 30 and of 50 hours, which are 10 hours of overtime, here at 10.00 an hour',
    source: '29 CFR 778.104',
    json: {
      ...{ ...week, pay_date: '2026-01-23', frequency: 'biweekly' },
      period: { start: '2026-01-04', end: '2026-01-17' },
      employee: { ...week.employee, hourly_rate: '10' },
      items: [5, 6, 7, 12, 13, 14, 15, 16].map(tenHours),
    },
    lines: { REGULAR: '700.00', OVERTIME: '150.00' },
  },
  {
    rule: 'regular_rate',
    what: '46 hours at 12.00',
    source: '29 CFR 778.110(a)',
    json: { ...week, items: [{ code: 'REGULAR', hours: '46' }] },
    lines: {},
    gross: '588.00',
  },
  {
    rule: 'regular_rate',
    what: '46 hours at 12.00, and a bonus of 46.00 for that week',
    source: '29 CFR 778.110(b)',
    json: {
      ...{ ...week, pay_codes: [promised] },
      items: [
        { code: 'REGULAR', hours: '46' },
        { code: promised.code, amount: '46' },
      ],
    },
    lines: {},
    gross: '637.00',
  },
  {
    rule: 'salary_overtime',
    what: 'a salary of 220.80 for 40 hours: 5.52 an hour, here with one hour of overtime at 8.28',
    source: '29 CFR 778.113(a)',
    json: { ...week, employee: salaried('11481.60'), items: [{ code: 'REGULAR', hours: '41' }] },
    lines: { SALARY: '220.80', OVERTIME: '8.28' },
  },
  {
    rule: 'salary_overtime',
    what: 'a monthly salary of 1,040: 6.00 an hour, here with one hour of overtime at 9.00',
    source: '29 CFR 778.113(b)',
    json: {
      ...{ ...week, frequency: 'monthly', pay_date: '2026-01-30' },
      period: { start: '2026-01-01', end: '2026-01-31' },
      employee: salaried('12480'),
      items: [
        ...[5, 6, 7, 8].map(tenHours),
        { code: 'REGULAR', hours: '1', worked_on: '2026-01-09' },
      ],
    },
    lines: { SALARY: '1040.00', OVERTIME: '9.00' },
  },
];

const untaxed = {
  ...{ id: 1001, code: 'DISPOSABLE', kind: 'earning', title: 'Disposable earnings' },
  ...{ amount: { by: 'amount' }, exempt_from: usTaxSubjects, journal_account: 'wages_expense' },
};

/** Pay from which nothing is withheld, so that all of it is disposable. */
const disposable = (amount: string, frequency: string) => ({
  ...{ pay_date: '2026-06-19', frequency, employee: { pay_type: 'hourly', work_state: 'TX' } },
  ...{ w4: { filing_status: 'single' }, pay_codes: [untaxed] },
  items: [
    { code: 'REGULAR', amount: '0' },
    { code: untaxed.code, amount },
  ],
});

const ordinary = (amount: string, frequency: string, taken: string): PublishedExample => ({
  rule: 'ordinary_debts',
  what: `${frequency} disposable earnings of ${amount}`,
  source: 'US Department of Labor, Fact Sheet 30 (December 2024)',
  json: {
    ...disposable(amount, frequency),
    orders: [
      {
        ...{ kind: 'creditor', state: 'TX', received: '2026-01-05' },
        ...{ amount: '100000', limit_percent: '25' },
      },
    ],
  },
  lines: { GARNISHMENT: taken },
});

interface Levy {
  readonly frequency: string;
  readonly status: string;
  readonly dependents: number;
  readonly exempt: string;
  readonly pay: string;
  /** Pay less the exempt amount. */
  readonly taken: string;
}

const levy = ({ frequency, status, dependents, exempt, pay, taken }: Levy): PublishedExample => ({
  rule: 'tax_levy',
  what: `${frequency} pay, status ${status}, ${dependents} dependents: ${exempt} are exempt`,
  source: 'IRS Publication 1494 (1-2024), examples',
  json: {
    ...disposable(pay, frequency),
    orders: [
      { ...{ kind: 'tax_levy', received: '2024-05-01' }, filing_status: status, dependents },
    ],
  },
  lines: { TAX_LEVY: taken },
});

const orderExamples: readonly PublishedExample[] = [
  ordinary('233.00', 'weekly', '15.50'),
  ordinary('368.00', 'weekly', '92.00'),
  ordinary('300.00', 'weekly', '75.00'),
  ordinary('1800.00', 'monthly', '450.00'),
  levy({
    ...{ frequency: 'weekly', status: 'single', dependents: 3 },
    ...{ exempt: '569.22', pay: '1000.00', taken: '430.78' },
  }),
  levy({
    ...{ frequency: 'biweekly', status: 'mfj', dependents: 2 },
    ...{ exempt: '1507.70', pay: '2000.00', taken: '492.30' },
  }),
];

export const usExamples: readonly PublishedExample[] = [
  ...incomeTaxExamples,
  ...overtimeExamples,
  ...orderExamples,
];
