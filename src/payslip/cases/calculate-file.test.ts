import { describe, expect, it } from 'vitest';
import { standardPack } from '#payslip/taxes/tax-packs.ts';
import { caseCalculator } from './calculate-file.ts';
import { caseJsonSchema, caseShapeOf } from './case-shape.ts';

const calculate = caseCalculator();

const plain = {
  pay_date: '2026-01-23',
  frequency: 'biweekly',
  employee: { pay_type: 'salary', annual_salary: '78000' },
  w4: { filing_status: 'single' },
};

describe('a case', () => {
  it('is calculated from JSON to JSON, amounts as text', () => {
    const result = calculate({ id: 'A-1', ...plain });
    expect(result).toMatchObject({
      id: 'A-1',
      kind: 'payslip',
      currency: 'USD',
      gross: '3000.00',
      taxes: '549.88',
      net: '2450.12',
      tax_table: 'us-federal-2026',
      warnings: [],
    });
    expect(result['not_calculated']).toEqual(standardPack.notCovered);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('needs no period, and has one anyway', () => {
    const hours = { ...plain, employee: { pay_type: 'hourly', hourly_rate: '10' } };
    const worked = (entered: string) => [{ code: 'REGULAR', hours: entered }];
    expect(calculate({ ...hours, items: worked('336') })).toMatchObject({ gross: '3360.00' });
    expect(calculate({ ...hours, items: worked('336.1') })).toMatchObject({
      code: 'hours_above_period',
    });
  });

  it('carries year-to-date in and out, by pay code', () => {
    const result = calculate({ ...plain, year_to_date: { SS_WAGES: '183000.00', FIT: '1.00' } });
    expect(result['year_to_date']).toMatchObject({ SS_WAGES: '184500.00', FIT: '321.38' });
  });

  it('is held with what to do, when the data of the person is wrong', () => {
    const missing = { ...plain, id: 7, employee: { pay_type: 'salary' } };
    const result = calculate(missing);
    expect(result).toMatchObject({ id: 7, kind: 'held', code: 'missing_salary' });
    expect(result['hint']).toContain('annual salary');
  });

  it('is refused for a pay date beyond the tables, by name', () => {
    expect(calculate({ ...plain, pay_date: '2027-01-01' })).toMatchObject({
      kind: 'refused',
      error: { code: 'tax_table_missing', message: expect.stringContaining('2023 to 2026') },
    });
  });

  it('gives the same answer after any earlier request', () => {
    const first = JSON.stringify(calculate(plain));
    calculate({
      ...plain,
      supplemental_method: 'aggregate',
      items: [{ code: 'BONUS', amount: '9' }],
    });
    calculate({ ...plain, pay_date: '2024-01-23', employee: { pay_type: 'hourly' } });
    expect(JSON.stringify(calculate(plain))).toBe(first);
    expect(JSON.stringify(caseCalculator()(plain))).toBe(first);
  });

  it('explains every line step by step on request', () => {
    const told = calculate({ ...plain, explain: true });
    const { explanation, ...rest } = told;
    expect(rest).toEqual(calculate(plain));
    expect(JSON.stringify(explanation)).toContain('Worksheet 1A');
  });

  it('has a published JSON Schema that names what it needs', () => {
    expect(caseJsonSchema()).toMatchObject({
      additionalProperties: false,
      required: ['pay_date', 'frequency', 'employee', 'w4'],
    });
    expect(caseShapeOf(standardPack).safeParse(plain).success).toBe(true);
  });
});

const item = (values: object) => ({ ...plain, items: [values] });
const employee = (values: object) => ({ ...plain, employee: { ...plain.employee, ...values } });

describe('a case is refused for', () => {
  it.each<[string, unknown, string, string]>([
    ['nothing', undefined, '', 'wrong_type'],
    ['a list', [], '', 'wrong_type'],
    ['a missing pay date', { ...plain, pay_date: undefined }, '/pay_date', 'missing_key'],
    ['a day that is none', { ...plain, pay_date: '2026-02-30' }, '/pay_date', 'date_impossible'],
    ['a date-time', { ...plain, pay_date: '2026-02-01T00:00' }, '/pay_date', 'date_wrong_format'],
    ['an unknown frequency', { ...plain, frequency: 'hourly' }, '/frequency', 'unknown_value'],
    ['an unknown key', { ...plain, salary: '1' }, '/salary', 'unknown_key'],
    ['another country', { ...plain, country: 'uk' }, '/country', 'country_not_covered'],
    ['an unknown currency', { ...plain, currency: 'usd' }, '/currency', 'unknown_currency'],
    [
      'a number for an amount',
      employee({ annual_salary: 78000 }),
      '/employee/annual_salary',
      'wrong_type',
    ],
    [
      'an exponent',
      employee({ annual_salary: '78e3' }),
      '/employee/annual_salary',
      'not_an_amount',
    ],
    [
      'nineteen digits',
      employee({ annual_salary: '99999999999999999999' }),
      '/employee/annual_salary',
      'amount_out_of_range',
    ],
    [
      'a negative salary',
      employee({ annual_salary: '-1' }),
      '/employee/annual_salary',
      'negative_amount',
    ],
    [
      'an end before the start',
      employee({ hired: '2026-01-02', ended: '2026-01-01' }),
      '/employee/ended',
      'ends_before_start',
    ],
    [
      'a period turned round',
      { ...plain, period: { start: '2026-01-18', end: '2026-01-05' } },
      '/period/end',
      'ends_before_start',
    ],
    [
      'an unknown pay code',
      item({ code: 'BONOUS', amount: '1' }),
      '/items/0/code',
      'unknown_pay_code',
    ],
    [
      'a prototype for a pay code',
      item({ code: '__proto__', amount: '1' }),
      '/items/0/code',
      'unknown_pay_code',
    ],
    ['negative hours', item({ code: 'REGULAR', hours: '-1' }), '/items/0/hours', 'negative_number'],
    [
      'hours of seven decimals',
      item({ code: 'REGULAR', hours: '1.0000001' }),
      '/items/0/hours',
      'too_many_decimals',
    ],
    [
      'hours and pieces at once',
      item({ code: 'REGULAR', hours: '1', pieces: '1' }),
      '/items/0/pieces',
      'two_quantities',
    ],
    [
      'a year-to-date of nobody',
      { ...plain, year_to_date: { SS_WAGE: '1' } },
      '/year_to_date/SS_WAGE',
      'unknown_pay_code',
    ],
    [
      'a status of nobody',
      { ...plain, w4: { filing_status: 'married' } },
      '/w4/filing_status',
      'unknown_value',
    ],
    [
      'half an allowance',
      { ...plain, w4: { filing_status: 'single', allowances: 0.5 } },
      '/w4/allowances',
      'wrong_type',
    ],
    [
      'a pay code that is circular',
      {
        ...plain,
        pay_codes: [
          {
            id: 1000,
            code: 'X',
            kind: 'deduction',
            title: 'X',
            amount: { by: 'percent', of: ['X'] },
            journal_account: 'x',
          },
        ],
      },
      '/pay_codes/0/amount/of',
      'circular_base',
    ],
  ])('%s', (_, json, pointer, code) => {
    expect(calculate(json)).toMatchObject({
      kind: 'refused',
      error: { issues: [{ pointer, code }] },
    });
  });

  it('all of its problems at once', () => {
    const json = { ...item({ code: 'NONE', amount: 'x', percent: 'y' }), currency: 'USD' };
    const result = calculate({ ...json, employee: { pay_type: 'salary', annual_salary: '1.234' } });
    const { issues } = result['error'] as { issues: readonly { pointer: string }[] };
    expect(issues.map(({ pointer }) => pointer)).toEqual([
      '/employee/annual_salary',
      '/items/0/code',
      '/items/0/amount',
      '/items/0/percent',
    ]);
  });
});
