/** A country is one folder: the core calculates pay for a country that it does not know. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anybody } from '#files/anybody.fixture.ts';
import { neededBalances, parseBalancesFile } from '#files/balances-file.ts';
import { parseRosterFile, rosterPayCodes } from '#files/roster-file.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { caseShapeOf } from '#payslip/cases/case-shape.ts';
import { builtInPayCodes } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import { explainLines } from '#payslip/explanation/explain-payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { madeUpCountry } from '../support/made-up-country.ts';

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

const ask = {
  ...{ codes, currency: JPY, payOn: day('2031-02-28'), taxes: madeUpCountry },
  overtime: 'none' as const,
};

const employee: PayslipInput = {
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
  yearToDate: AmountsByCode.none,
  taxForm: { residence: 'here' },
};

describe('a country that the core does not know', () => {
  it('has its pay calculated in its own currency, with its own facts about a person', () => {
    const made = payslipCalculator(ask);
    if (!made.ok) throw new Error(made.refusal.message);
    // 10,000 − 300 − 1,200 = 8,500. The tax is a tenth of it, or a twentieth.
    expect(made.value(employee)).toMatchObject({
      payslip: { grossMinor: 10_000n, deductionsMinor: 300n, taxesMinor: 850n, netMinor: 8_850n },
    });
    expect(made.value({ ...employee, taxForm: { residence: 'elsewhere' } })).toMatchObject({
      payslip: { taxesMinor: 425n },
    });
    expect(made.value({ ...employee, taxForm: {} })).toMatchObject({
      kind: 'held',
      code: 'unknown_residence',
    });
  });

  it('selects its table by the pay date, and refuses a date outside its tables', () => {
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

describe('the rest of Paybeat with a country that it does not know', () => {
  const bytes = (...lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`);
  const roster = (head: string, row: string, country: typeof madeUpCountry) =>
    parseRosterFile(bytes(head, row), { currency: JPY, country, schedules: new Set() });

  it("reads the form and the deductions of a roster from the country's own columns", () => {
    const head =
      'employee_id,name,pay_type,annual_salary,hire_date,residence,pension_pct,post_tax_amount';
    const file = roster(head, 'E1,Ama,salary,120001,2025-01-01,Elsewhere,3,100', madeUpCountry);
    if (!file.ok) throw new Error(JSON.stringify(file.refusal.issues));
    expect([...file.value.rows()]).toMatchObject([
      {
        taxForm: { residence: 'elsewhere' },
        items: [
          { payCode: 'PENSION_FUND', percentMicro: 3_000_000n },
          { payCode: 'POST_TAX', amountMinor: 100n },
        ],
      },
    ]);
    expect(rosterPayCodes(madeUpCountry)).toEqual(['PENSION_FUND', 'POST_TAX']);
  });

  it('refuses a column of another country, and reports a missing one of its own', () => {
    const head = 'employee_id,name,pay_type,annual_salary,hire_date';
    const row = 'E1,Ama,salary,120001,2025-01-01';
    const foreign = roster(`${head},filing_status`, `${row},single`, madeUpCountry);
    expect(foreign.ok).toBe(false);
    expect(JSON.stringify(foreign)).toContain('residence');
    expect(roster(`${head},residence`, `${row},here`, usFederal).ok).toBe(false);
  });

  it('imports opening balances of its taxes, and says which are needed', () => {
    const file = parseBalancesFile(
      bytes('employee_id,year,tax,taxable_wages,withheld', 'E1,2031,WAGE_TAX,8500,850'),
      {
        ...{ currency: JPY, country: madeUpCountry, payCodes: new Set<string>() },
        people: anybody,
      },
    );
    if (!file.ok) throw new Error(JSON.stringify(file.refusal.issues));
    expect([...file.value.rows()]).toMatchObject([
      {
        amounts: [
          { payCode: 'WAGE_TAX', amountMinor: 850n },
          { payCode: 'TAXED_WAGES', amountMinor: 8_500n },
        ],
      },
    ]);
    expect(neededBalances(madeUpCountry)).toEqual([{ tax: 'WAGE_TAX', payCode: 'TAXED_WAGES' }]);
  });

  it('pays overtime above its legal hours, with its own pay codes', () => {
    const built = compilePayCodes(builtInPayCodes(madeUpCountry), {
      ...{ currency: JPY, taxes: madeUpCountry },
    });
    if (!built.ok) throw new Error(JSON.stringify(built.refusal.issues));
    const made = payslipCalculator({ ...ask, codes: built.value, overtime: 'weekly' });
    if (!made.ok) throw new Error(made.refusal.message);
    const idOf = (code: string) => built.value.byCode.get(code)?.id ?? 0;
    const outcome = made.value({
      ...employee,
      employee: {
        ...employee.employee,
        ...{ payType: 'hourly', annualSalaryMinor: null, hourlyRateMicro: 100_000_000n },
      },
      // Sunday 2 to Saturday 8 February: five days of eight hours are five hours above 35.
      items: [3, 4, 5, 6, 7].map((date) => ({
        ...none,
        payCodeId: idOf('REGULAR'),
        quantityMicro: 8_000_000n,
        workedOn: new Temporal.PlainDate(2031, 2, date),
      })),
    });
    if (outcome.kind === 'held') throw new Error(outcome.code);
    // The law requires at least 1.25. The pay code OVERTIME pays 1.5.
    const paid = Object.fromEntries(
      outcome.payslip.lines.map((line) => [line.payCodeId, line.amountMinor]),
    );
    expect(paid).toMatchObject({ [idOf('REGULAR')]: 3_500n, [idOf('OVERTIME')]: 750n });
    expect(built.value.byCode.has('401K')).toBe(false);
  });

  it('reads only its own form from a case', () => {
    const plain = {
      pay_date: '2031-02-28',
      frequency: 'monthly',
      employee: { pay_type: 'hourly' },
    };
    const shape = caseShapeOf(madeUpCountry);
    expect(shape.safeParse({ ...plain, declared: { residence: 'here' } }).success).toBe(true);
    expect(shape.safeParse({ ...plain, w4: { filing_status: 'single' } }).success).toBe(false);
  });
});

describe('the core', () => {
  it('reaches no country from the calculation through any chain of imports', () => {
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

/** Imports of values. Type imports disappear from the program. */
const IMPORT = /^import (?!type\b)[^;]*?from '([^']+)';$/gm;
