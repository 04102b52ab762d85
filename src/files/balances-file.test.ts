import { describe, expect, it } from 'vitest';
import { USD } from '#money/minor.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { anybody } from './anybody.fixture.ts';
import { parseBalancesFile } from './balances-file.ts';

const header = 'employee_id,year,tax,taxable_wages,withheld\n';
const parse = (rows: string) =>
  parseBalancesFile(Buffer.from(header + rows), {
    country: usFederal,
    currency: USD,
    people: anybody,
    payCodes: new Set(['SALARY']),
  });
const places = (rows: string): readonly string[] => {
  const file = parse(rows);
  if (file.ok) return [];
  return (file.refusal.issues ?? []).map(({ pointer, code }) => `${pointer}: ${code}`);
};

const every = [
  'E1,2026,FIT,40000,4100.5',
  'E1,2026,ss,41000,2542',
  'E1,2026,MEDICARE,41000,594.50',
  'E1,2026,ADDITIONAL_MEDICARE,0,0',
  'E1,2026,FUTA,7000,42',
].join('\n');

describe('a balances file', () => {
  it('becomes year-to-date by pay code', () => {
    const file = parse(every);
    if (!file.ok) throw new Error(JSON.stringify(file.refusal));
    const amounts = [...file.value.rows()].map((row) =>
      row.amounts.map(({ payCode, amountMinor }) => `${payCode} ${amountMinor}`),
    );
    expect(amounts).toEqual([
      ['FIT 410050', 'FIT_WAGES 4000000'],
      ['SS 254200', 'SS_WAGES 4100000'],
      ['MEDICARE 59450', 'MEDICARE_WAGES 4100000'],
      ['ADDITIONAL_MEDICARE 0'],
      ['FUTA_EMPLOYER 4200', 'FUTA_WAGES 700000'],
    ]);
  });

  it('names pay codes that exist', () => {
    const file = parse(every);
    if (!file.ok) throw new Error('refused');
    const codes = new Set(everyBuiltInPayCode.map(({ code }) => code));
    const named = [...file.value.rows()].flatMap((row) => row.amounts.map((a) => a.payCode));
    expect(named.filter((code) => !codes.has(code))).toEqual([]);
  });

  it.each([
    ['an unknown tax', 'E1,2026,SOCIAL,1,1', 'row 2, column tax: unknown_tax'],
    ['a year of two digits', 'E1,26,SS,1,1', 'row 2, column year: not_a_whole_number'],
    ['no year', 'E1,,SS,1,1', 'row 2, column year: missing_value'],
    ['wages below zero', 'E1,2026,SS,-1,0', 'row 2, column taxable_wages: negative'],
    ['no wages', 'E1,2026,SS,,0', 'row 2, column taxable_wages: missing_value'],
    ['no tax withheld', 'E1,2026,SS,1,', 'row 2, column withheld: missing_value'],
    ['wages and tax swapped', 'E1,2026,SS,62,1000', 'row 2, column withheld: withheld_above_wages'],
    ['a tax twice', 'E1,2026,SS,1,0\nE1,2026,SS,1,0', 'row 3, column tax: balance_twice'],
  ])('with %s is refused', (_, rows, place) => {
    expect(places(rows)).toEqual([place]);
  });

  it('may hold the same tax of two years', () => {
    expect(places('E1,2025,SS,1,0\nE1,2026,SS,1,0')).toEqual([]);
  });
});

describe('a row of a pay code or a total', () => {
  const wide = 'employee_id,year,tax,taxable_wages,withheld,code,amount\n';
  const read = (rows: string) =>
    parseBalancesFile(Buffer.from(wide + rows), {
      country: usFederal,
      ...{ currency: USD, people: anybody, payCodes: new Set(['SALARY', 'FIT']) },
    });

  it('brings its amount, below zero too', () => {
    const file = read('E1,2026,,,,salary,40000\nE1,2026,,,,GROSS,-1');
    if (!file.ok) throw new Error(JSON.stringify(file.refusal));
    expect([...file.value.rows()].map(({ what, amounts }) => [what, amounts])).toEqual([
      ['SALARY', [{ payCode: 'SALARY', amountMinor: 4_000_000n }]],
      ['GROSS', [{ payCode: 'GROSS', amountMinor: -100n }]],
    ]);
  });

  it.each([
    ['a code of nobody', 'E1,2026,,,,SALLARY,1', 'row 2, column code: unknown_pay_code'],
    ['a tax for a code', 'E1,2026,,,,FIT,1', 'row 2, column code: comes_with_tax'],
    ['a tax beside it', 'E1,2026,SS,,,SALARY,1', 'row 2, column tax: tax_and_code'],
    ['an amount of a tax', 'E1,2026,SS,1,0,,1', 'row 2, column amount: tax_and_code'],
    ['no amount', 'E1,2026,,,,SALARY,', 'row 2, column amount: missing_value'],
    ['neither', 'E1,2026,,1,0,,', 'row 2, column tax: missing_value'],
    [
      'a code twice',
      'E1,2026,,,,SALARY,1\nE1,2026,,,,SALARY,1',
      'row 3, column code: balance_twice',
    ],
  ])('is refused with %s', (_, rows, place) => {
    const file = read(rows);
    const issues = file.ok ? [] : (file.refusal.issues ?? []);
    expect(issues.map(({ pointer, code }) => `${pointer}: ${code}`)).toEqual([place]);
  });
});
