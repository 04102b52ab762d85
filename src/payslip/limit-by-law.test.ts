import { describe, expect, it } from 'vitest';
import { caseCalculator } from './cases/calculate-file.ts';

const calculate = caseCalculator();

type Json = Readonly<Record<string, unknown>>;
interface Person {
  readonly born?: string | undefined;
  readonly items: readonly Json[];
  readonly given?: Json;
  readonly yearBefore?: Json | undefined;
  readonly hired?: string;
  readonly codes?: readonly Json[];
  readonly payDate?: string;
}

/** The amounts of the items' pay codes, then the codes of the warnings. */
function taken({ born, items, given = {}, yearBefore, hired, codes, payDate }: Person) {
  const result = calculate({
    ...{ pay_date: payDate ?? '2026-12-04', frequency: 'biweekly' },
    employee: {
      ...{ pay_type: 'salary', annual_salary: '260000' },
      ...(born === undefined ? {} : { birth_date: born }),
      ...(hired === undefined ? {} : { hired }),
    },
    w4: { filing_status: 'single' },
    items,
    year_to_date: { SS_WAGES: '184500', MEDICARE_WAGES: '240000', ...given },
    ...(yearBefore === undefined ? {} : { year_before: yearBefore }),
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
const withCap = own(100, '401K', {
  ...{ valid_from: '2026-01-01', exempt_from: ['FIT'], caps: { annual: '24500.00' } },
});
const rothWithCap = own(103, 'ROTH_401K', {
  ...{ valid_from: '2026-01-01', caps: { annual: '24500.00' } },
});
const plan403b = own(1000, 'PLAN', { exempt_from: ['FIT'], statement_code: 'E' });
const before = { '401K': '24500.00' };
const forty = [{ code: '401K', percent: '20' }];

describe('elective deferrals of a year', () => {
  it.each<[string, Person, readonly (string | undefined)[]]>([
    // 26 USC 402(g)(1): 24,500.00 in 2026. 24,000.00 were given, so 500.00 of 2,000.00 are left.
    ['end at the limit', { items: forty, given: { '401K': '24000.00' } }, ['500.00', limit, noAge]],
    [
      // 26 USC 402A(c)(2): Roth counts together with what is given before tax.
      'are one limit for both kinds, although each pay code has a cap',
      {
        items: [
          { code: '401K', percent: '10' },
          { code: 'ROTH_401K', percent: '10' },
        ],
        given: { '401K': '20000.00', ROTH_401K: '4500.00' },
        codes: [withCap, rothWithCap],
      },
      ['0.00', '0.00', limit, noAge, limit, noAge],
    ],
    [
      // 26 USC 414(v)(2)(B)(i): 8,000.00 more. The cap of the company's plan does not stop them.
      'go on for a person of 55, above the cap of the plan',
      { born: '1971-03-02', items: forty, given: before, codes: [withCap] },
      ['2000.00'],
    ],
    [
      'end at the cap of the plan while the birth date is not known',
      { items: forty, given: before, codes: [withCap] },
      ['0.00', 'capped', noAge],
    ],
    [
      'go on for whoever reaches 50 on 31 December',
      { born: '1976-12-31', items: forty, given: before },
      ['2000.00'],
    ],
    [
      'end for whoever reaches 50 a day later',
      { born: '1977-01-01', items: forty, given: before },
      ['0.00', limit],
    ],
    [
      // 26 USC 414(v)(2)(E): 11,250.00 in the years of 60 to 63.
      'are higher for whoever reaches 60',
      { born: '1966-12-31', items: forty, given: { '401K': '34500.00' } },
      ['1250.00', limit],
    ],
    [
      'are higher for whoever reaches 63',
      { born: '1963-01-01', items: forty, given: { '401K': '34500.00' } },
      ['1250.00', limit],
    ],
    [
      'are as before for whoever reaches 64',
      { born: '1962-12-31', items: forty, given: { '401K': '32000.00' } },
      ['500.00', limit],
    ],
    [
      'count a 403(b) of the company by its statement code',
      {
        items: [{ code: 'PLAN', percent: '20' }],
        given: { '401K': '24000.00' },
        codes: [plan403b],
      },
      ['500.00', limit, noAge],
    ],
    [
      'do not count a pay code that states no limit',
      {
        items: [{ code: 'PLAN', percent: '20' }],
        given: before,
        codes: [{ ...plan403b, limit: 'none' }],
      },
      ['2000.00'],
    ],
    [
      'of 2023 have its limit',
      { items: forty, given: { '401K': '22000.00' }, payDate: '2023-12-01' },
      ['500.00', limit, noAge],
    ],
  ])('%s', (_, person, expected) => {
    expect(taken(person)).toEqual(expected);
  });

  // 26 USC 414(v)(7): from 2026 after tax only, above 150,000.00 of Social Security wages in the year before.
  it.each<[string, Person, readonly string[]]>([
    [
      'end before tax and go on as Roth',
      { yearBefore: { SS_WAGES: '150000.01' }, items: [] },
      ['0.00', '2000.00', limit, 'limit_after_tax_only'],
    ],
    [
      'go on before tax up to the threshold',
      { yearBefore: { SS_WAGES: '150000.00' }, items: [] },
      ['2000.00', '2000.00'],
    ],
    [
      'go on before tax for whoever was hired this year',
      { hired: '2026-01-05', items: [] },
      ['2000.00', '2000.00'],
    ],
    [
      'end before tax while the wages of the year before are not known',
      { hired: '2025-12-31', items: [] },
      ['0.00', '2000.00', limit, 'limit_needs_year_before'],
    ],
  ])('beyond the limit %s', (_, person, expected) => {
    const items = [...forty, { code: 'ROTH_401K', percent: '20' }];
    expect(taken({ ...person, born: '1971-03-02', items, given: before })).toEqual(expected);
  });
});

describe('the limit of an item', () => {
  it.each<[string, Person, readonly string[]]>([
    [
      'counts what was given at another employer',
      {
        items: [{ code: '401K', percent: '20', limit: '14500.00' }],
        given: { '401K': '14000.00' },
      },
      ['500.00', limit],
    ],
    [
      'holds for the other pay codes of the same limit',
      {
        items: [{ code: 'ROTH_401K', amount: '0', limit: '14500.00' }, ...forty],
        given: { '401K': '14000.00' },
      },
      ['0.00', '500.00', limit],
    ],
    [
      'takes the place of the cap and of the birth date',
      { items: [{ ...forty[0], limit: '32500.00' }], given: before, codes: [withCap] },
      ['2000.00'],
    ],
    [
      'ends where the law does for a person of that age',
      { born: '1990-01-01', items: [{ ...forty[0], limit: '32500.00' }], given: before },
      ['0.00', limit],
    ],
    [
      'holds for a deduction that no law limits',
      {
        items: [{ code: 'DUES', amount: '30', limit: '100.00' }],
        given: { DUES: '80.00' },
        codes: [own(1000, 'DUES', { amount: { by: 'amount' } })],
      },
      ['20.00', limit],
    ],
  ])('%s', (_, person, expected) => {
    expect(taken(person)).toEqual(expected);
  });
});

describe('savings for health and care', () => {
  const fsa = own(1000, 'CARE', {
    exempt_from: ['FIT'],
    limit: 'dependent_care',
    amount: { by: 'amount' },
  });
  const health = { ...fsa, limit: 'health_fsa' };
  const byEmployer = {
    ...own(1001, 'HSA_ER', { statement_code: 'W', amount: { by: 'amount' } }),
    kind: 'employer_contribution',
  };
  it.each<[string, Person, readonly string[]]>([
    // 26 USC 223(b): 4,400.00 for self and 8,750.00 for a family in 2026; 1,000.00 more from 55 on.
    [
      'for a family',
      {
        items: [{ code: 'HSA', amount: '900', limit_for: 'family' }],
        born: '1990-01-01',
        given: { HSA: '8000' },
      },
      ['750.00', limit],
    ],
    [
      'for a family, from 55 on',
      {
        items: [{ code: 'HSA', amount: '900', limit_for: 'family' }],
        born: '1971-12-31',
        given: { HSA: '8000' },
      },
      ['900.00'],
    ],
    [
      'for self',
      {
        items: [{ code: 'HSA', amount: '900', limit_for: 'self' }],
        born: '1990-01-01',
        given: { HSA: '4000' },
      },
      ['400.00', limit],
    ],
    [
      'for self while nobody says what is covered',
      { items: [{ code: 'HSA', amount: '900' }], born: '1990-01-01', given: { HSA: '4000' } },
      ['400.00', limit, 'limit_needs_choice'],
    ],
    [
      'with what the employer gives',
      {
        items: [
          { code: 'HSA', amount: '900', limit_for: 'self' },
          { code: 'HSA_ER', amount: '900' },
        ],
        born: '1990-01-01',
        given: { HSA: '3000' },
        codes: [byEmployer],
      },
      ['900.00', '500.00', limit],
    ],
    // 26 USC 125(i): 3,400.00 in 2026.
    [
      'in a health account',
      { items: [{ code: 'CARE', amount: '900' }], given: { CARE: '3000' }, codes: [health] },
      ['400.00', limit],
    ],
    // 26 USC 129(a)(2): 7,500.00 from 2026 on, and half of it on a separate return.
    [
      'for dependents',
      { items: [{ code: 'CARE', amount: '900' }], given: { CARE: '7000' }, codes: [fsa] },
      ['500.00', limit],
    ],
    [
      'for dependents on a separate return',
      {
        items: [{ code: 'CARE', amount: '900', limit_for: 'separate' }],
        given: { CARE: '3000' },
        codes: [fsa],
      },
      ['750.00', limit],
    ],
    [
      'for dependents in 2025',
      {
        items: [{ code: 'CARE', amount: '900' }],
        given: { CARE: '4500' },
        codes: [fsa],
        payDate: '2025-12-05',
      },
      ['500.00', limit],
    ],
  ])('end at the limit: %s', (_, person, expected) => {
    expect(taken(person)).toEqual(expected);
  });
});

describe('a case is refused for', () => {
  const pointers = (person: Person) =>
    (taken(person) as readonly { pointer: string; code: string }[]).map(
      ({ pointer, code }) => `${pointer} ${code}`,
    );
  it.each<[string, Person, readonly string[]]>([
    ['a person of 200', { born: '1826-05-01', items: [] }, ['/employee/birth_date too_old']],
    [
      'a person who is not yet born',
      { born: '2026-12-04', items: [] },
      ['/employee/birth_date not_yet_born'],
    ],
    [
      'a choice that the limit does not have',
      { items: [{ code: 'HSA', amount: '1', limit_for: 'separate' }] },
      ['/items/0/limit_for not_for_pay_code'],
    ],
    [
      'a choice where there is none',
      { items: [{ code: '401K', amount: '1', limit_for: 'family' }] },
      ['/items/0/limit_for not_for_pay_code'],
    ],
    [
      'a limit of an earning',
      { items: [{ code: 'BONUS', amount: '1', limit: '5' }] },
      ['/items/0/limit not_for_pay_code'],
    ],
    [
      'a limit below zero',
      { items: [{ code: '401K', amount: '1', limit: '-5' }] },
      ['/items/0/limit negative_amount'],
    ],
    [
      'a pay code with an unknown limit',
      { items: [], codes: [own(1000, 'X', { limit: 'hsa_' })] },
      ['/pay_codes/0/limit unknown_limit'],
    ],
    [
      'a limit of a pay code that nobody gives',
      {
        items: [],
        codes: [own(1000, 'X', { limit: 'hsa', kind: 'information', amount: { by: 'amount' } })],
      },
      ['/pay_codes/0/limit not_for_kind'],
    ],
  ])('%s', (_, person, expected) => {
    expect(pointers(person)).toEqual(expected);
  });
});

describe('an explanation of a limited line', () => {
  it('names the paragraphs and what was given', () => {
    const result = calculate({
      ...{ pay_date: '2026-12-04', frequency: 'biweekly', explain: true },
      employee: { pay_type: 'salary', annual_salary: '260000', birth_date: '1971-03-02' },
      w4: { filing_status: 'single' },
      items: forty,
      year_to_date: { '401K': '32000.00' },
    });
    const { lines } = result['explanation'] as { lines: readonly (Json & { inputs: Json[] })[] };
    const inputs = lines.find(({ code }) => code === '401K')?.inputs ?? [];
    const [law, given] = inputs.map(({ name, value }) => `${name}: ${value}`);
    expect(law).toContain('26 USC 402(g)(1) and 26 USC 414(v)(2)(B)(i)');
    expect([law?.split(': ')[1], given?.split(': ')[1]]).toEqual(['32500.00', '32000.00']);
  });
});
