/** A country is a folder: the core calculates for one that it has never heard of. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import { type MadeUpFacts, madeUpCountry } from '../support/made-up-country.ts';

const JPY = { code: 'JPY', decimals: 0 } as const;
const none = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };
const day = (text: string) => Temporal.PlainDate.from(text);

const definitions: readonly PayCodeDefinition[] = [
  {
    id: 1,
    code: 'WAGE',
    kind: 'earning',
    title: 'Wage',
    amount: { by: 'salary' },
    journalAccount: 'wages',
  },
  {
    id: 2,
    code: 'PENSION',
    kind: 'deduction',
    title: 'Pension',
    amount: { by: 'percent', of: ['gross'], percent: '3' },
    exemptFrom: ['WAGE_TAX'],
    journalAccount: 'pensions',
  },
  ...madeUpCountry.payCodes,
];

const compiled = compilePayCodes(definitions, { currency: JPY, taxes: madeUpCountry });
if (!compiled.ok) throw new Error(JSON.stringify(compiled.refusal.issues));
const codes = compiled.value;

const ask = { codes, currency: JPY, payOn: day('2031-02-28'), taxes: madeUpCountry };

const employee: MadeUpFacts = {
  employee: {
    hiredOn: day('2025-01-01'),
    endedOn: null,
    payType: 'salary',
    annualSalaryMinor: 120_001n,
    hourlyRateMicro: null,
  },
  period: {
    startOn: day('2031-02-01'),
    endOn: day('2031-02-28'),
    payOn: day('2031-02-28'),
    periodsPerYear: 12,
  },
  items: [{ payCodeId: 2, ...none }],
  yearToDate: new Map(),
  residence: 'here',
};

describe('a country that the core has never heard of', () => {
  it('is calculated, in its own currency, with its own facts about a person', () => {
    const made = payslipCalculator(ask);
    if (!made.ok) throw new Error(made.refusal.message);
    // 10,000 − 300 − 1,200 = 8,500; a tenth, or a twentieth of it
    expect(made.value(employee)).toMatchObject({
      payslip: { grossMinor: 10_000n, deductionsMinor: 300n, taxesMinor: 850n, netMinor: 8_850n },
    });
    expect(made.value({ ...employee, residence: 'elsewhere' })).toMatchObject({
      payslip: { taxesMinor: 425n },
    });
    expect(made.value({ ...employee, residence: null })).toMatchObject({
      kind: 'held',
      code: 'unknown_residence',
    });
  });

  it('picks its table by the pay date, and refuses one beyond them', () => {
    const before = { ...ask, payOn: day('2030-02-28') };
    const made = payslipCalculator(before);
    if (!made.ok) throw new Error(made.refusal.message);
    const period = { ...employee.period, payOn: before.payOn };
    expect(made.value({ ...employee, period })).toMatchObject({ payslip: { taxesMinor: 870n } });
    expect(payslipCalculator({ ...ask, payOn: day('2032-01-01') })).toMatchObject({
      ok: false,
      refusal: { code: 'tax_table_missing' },
    });
  });

  it('is explained line by line', () => {
    const explained = explainLines(ask, employee);
    if (!explained.ok || explained.value.kind === 'held') throw new Error('not explained');
    const tax = explained.value.lines.find(({ code }) => code === 'WAGE_TAX');
    expect(tax?.explanation).toMatchObject({ amountMinor: 850n, table: { id: 'made-up-2031' } });
  });
});

describe('the core', () => {
  it('reaches no country from the calculation, whatever it imports', () => {
    const source = 'src/payslip';
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const [, from] of readFileSync(path, 'utf8').matchAll(IMPORT)) {
        if (from === undefined) continue;
        if (from.startsWith('./')) visit(join(dirname(path), from));
        else if (from.startsWith('#payslip/')) visit(join('src', from.slice(1)));
      }
    };
    visit(`${source}/calculate-payslip.ts`);
    visit(`${source}/explanation/explain-payslip.ts`);
    expect(seen.size).toBeGreaterThan(15);
    expect([...seen].filter((path) => path.startsWith(`${source}/taxes/`))).toEqual([]);
  });
});

/** Imports of values; a type leaves nothing behind. */
const IMPORT = /^import (?!type\b)[^;]*?from '([^']+)';$/gm;
