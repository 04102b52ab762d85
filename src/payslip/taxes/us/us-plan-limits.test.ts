/** The yearly limits of 457(b) and SIMPLE plans, and of all additions to a plan. */
import { describe, expect, it } from 'vitest';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { caseCalculator, parseCase } from '#payslip/cases/calculate-file.ts';
import { usFederalWith } from './us-federal.ts';

const calculate = caseCalculator();

type Json = Readonly<Record<string, unknown>>;
interface Person {
  readonly born?: string | undefined;
  readonly items: readonly Json[];
  readonly given?: Json;
  readonly codes?: readonly Json[];
  readonly payDate?: string;
}

/** The amounts of the items' pay codes, then the codes of the warnings. */
function taken({ born, items, given = {}, codes, payDate }: Person) {
  const result = calculate({
    ...{ pay_date: payDate ?? '2026-12-04', frequency: 'biweekly' },
    employee: {
      ...{ pay_type: 'salary', annual_salary: '260000' },
      ...(born === undefined ? {} : { birth_date: born }),
    },
    w4: { filing_status: 'single' },
    items,
    year_to_date: { SS_WAGES: '184500', MEDICARE_WAGES: '240000', ...given },
    ...(codes === undefined ? {} : { pay_codes: codes }),
  });
  const lines = result['lines'] as readonly { code: string; amount: string }[] | undefined;
  if (lines === undefined) return (result['error'] as Json)['issues'];
  const warnings = result['warnings'] as readonly { code: string }[];
  const asked = [...new Set(items.map(({ code }) => code))];
  return [
    ...asked.map((code) => lines.find((line) => line.code === code)?.amount),
    ...warnings.map(({ code }) => code),
  ];
}

const limit = 'limit_reached';
const noAge = 'limit_needs_birth_date';
const own = (id: number, code: string, more: Json): Json => ({
  ...{ id, code, kind: 'deduction', title: code, journal_account: 'any' },
  amount: { by: 'percent', of: ['gross'] },
  ...more,
});
describe('limits of other plans', () => {
  const plan = (code: string, more: Json): Json =>
    own(1001, code, { exempt_from: ['FIT'], ...more });
  const of457b = plan('P457', { statement_code: 'G' });
  const roth = own(1002, 'R457', { statement_code: 'EE' });
  const simple = plan('SIMPLE', { statement_code: 'S' });
  const match = own(1003, 'MATCH', { kind: 'employer_contribution', limit: 'annual_additions' });
  const government = { ...of457b, limit: 'deferrals_457b_governmental' };
  const twenty = (code: string) => [{ code, percent: '20' }];

  it.each<[string, Person, readonly (string | undefined)[]]>([
    [
      // 26 USC 457(e)(15): 24,500.00 in 2026, apart from the 401(k), and with the Roth part.
      'are apart for a 457(b)',
      {
        items: twenty('P457'),
        given: { '401K': '24500.00', P457: '20000.00', R457: '4000.00' },
        codes: [of457b, roth],
      },
      ['500.00', limit],
    ],
    [
      'are higher by age for a 457(b) whose pay code says that the employer is a government',
      {
        ...{ born: '1971-03-02', items: twenty('P457') },
        ...{ given: { P457: '32000.00' }, codes: [government] },
      },
      ['500.00', limit],
    ],
    [
      'are lower for a SIMPLE plan',
      { items: twenty('SIMPLE'), given: { SIMPLE: '16900.00' }, codes: [simple] },
      ['100.00', limit, noAge],
    ],
    [
      'are higher by age for a SIMPLE plan',
      {
        ...{ born: '1964-03-02', items: twenty('SIMPLE') },
        ...{ given: { SIMPLE: '22000.00' }, codes: [simple] },
      },
      ['250.00', limit],
    ],
    [
      // 26 USC 415(c)(1)(A): 72,000.00 in 2026, of which 24,500.00 are deferrals.
      'hold for deferrals and what the employer adds together',
      { items: twenty('MATCH'), given: { '401K': '24500.00', MATCH: '47000.00' }, codes: [match] },
      ['500.00', limit],
    ],
    [
      // 26 USC 414(v)(3)(A)
      'do not count catch-up contributions as additions',
      {
        ...{ born: '1971-03-02', items: twenty('MATCH'), codes: [match] },
        given: { '401K': '32500.00', MATCH: '47000.00' },
      },
      ['500.00', limit],
    ],
    [
      'are not compared in a year that is not known',
      {
        ...{ items: twenty('SIMPLE'), given: { SIMPLE: '90000.00' } },
        ...{ codes: [simple], payDate: '2023-12-01' },
      },
      ['2000.00', 'limit_not_known'],
    ],
  ])('%s', (_, person, expected) => {
    expect(taken(person)).toEqual(expected);
  });

  it('are none in runs of the edition before', () => {
    const parsed = parseCase({
      ...{ pay_date: '2026-12-04', frequency: 'biweekly', w4: { filing_status: 'single' } },
      employee: { pay_type: 'salary', annual_salary: '260000' },
      ...{ items: twenty('P457'), pay_codes: [of457b], year_to_date: { P457: '24500.00' } },
    });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const taxes = usFederalWith({ rulesEdition: 4 });
    const calculator = payslipCalculator({ ...parsed.value.ask, taxes, rulesEdition: 4 });
    if (!calculator.ok) throw new Error(calculator.refusal.message);
    const outcome = calculator.value(parsed.value.input);
    expect(outcome).toMatchObject({ payslip: { deductionsMinor: 2_000_00n, warnings: [] } });
  });
});
