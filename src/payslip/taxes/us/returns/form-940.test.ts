/** Lines 3 to 8 against the example of the Instructions for Form 940 (2025): three people, 68,000 dollars. */
import { expect, it } from 'vitest';
import { generalPayCodes } from '#payslip/codes/general-pay-codes.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import { usPayCodes } from '#payslip/taxes/us/us-pay-codes.ts';
import { usReturns } from './us-returns.ts';

const own: readonly PayCodeDefinition[] = [
  {
    ...{ id: 1000, code: 'MATCH', kind: 'employer_contribution', title: 'Match' },
    ...{ journalAccount: 'benefits', amount: { by: 'match', matches: '401K', of: [], tiers: [] } },
  },
  {
    ...{ id: 1001, code: 'HEALTH', kind: 'employer_contribution', title: 'Health insurance' },
    ...{ journalAccount: 'benefits', amount: { by: 'amount' }, statementCode: 'DD' },
  },
  {
    ...{ id: 1002, code: 'STATE_UNEMPLOYMENT', kind: 'employer_contribution', title: 'SUTA' },
    ...{ journalAccount: 'taxes', amount: { by: 'amount' } },
  },
  {
    ...{ id: 1003, code: 'DEPENDENT_CARE', kind: 'information', title: 'Dependent care' },
    ...{ journalAccount: 'none', amount: { by: 'amount' }, wages: 'supplemental' },
    exemptFrom: ['FIT', 'SS', 'MEDICARE', 'FUTA'],
  },
];
const all = [...generalPayCodes, ...usPayCodes, ...own];

/** Lines 3 to 8 of the year, from amounts in dollars. */
function linesOf(dollars: Readonly<Record<string, number>>): readonly (bigint | null)[] {
  const amounts = Object.entries(dollars).map(([name, amount]) => {
    const code = all.find((one) => one.code === name);
    if (code === undefined) throw new Error(name);
    const statementCode = usReturns.statementCodeOf(code);
    return { code, statementCode, amountMinor: BigInt(amount) * 100n };
  });
  const sumOf = (name: string) => BigInt(dollars[name] ?? 0) * 100n;
  const made = usReturns.year(2026, { sumOf, quarters: [sumOf], payslips: 1, amounts });
  const lines = made?.lines.slice(0, 6) ?? [];
  return lines.map(({ wagesMinor, amountMinor }) => wagesMinor ?? amountMinor);
}

const cents = (...dollars: readonly number[]) => dollars.map((one) => BigInt(one) * 100n);

it('the example of the instructions has the lines that they print', () => {
  // Joan 44,000 with 2,000 of health insurance, Sara 8,000 with 500 and John 16,000 with 2,000 of benefits.
  const benefits = { HEALTH: 2_000, MATCH: 2_500 };
  expect(linesOf({ SALARY: 63_500, ...benefits, FUTA_WAGES: 21_000, FUTA_EMPLOYER: 126 })).toEqual(
    cents(68_000, 4_500, 42_500, 47_000, 21_000, 126),
  );
});

it.each([
  ['a cafeteria plan is paid and exempt', { SECTION125: 300, HSA: 200 }, [10_000, 500]],
  ['deferrals to a 401(k) are not exempt', { '401K': 900, ROTH_401K: 100 }, [10_000, 0]],
  ['tips in cash and benefits are payments', { CASH_TIPS: 50, IMPUTED_INCOME: 20 }, [10_070, 0]],
  ['an exempt benefit is in both', { DEPENDENT_CARE: 400 }, [10_400, 400]],
  ['pay that was taken back is none', { PAY_TAKEN_BACK: 250 }, [9_750, 0]],
  ['reimbursed expenses and other deductions are none', { MILEAGE: 80, LOAN: 90 }, [10_000, 0]],
  ['the pay of a student is exempt', { FUTA_EXEMPT_WAGES: 4_000 }, [10_000, 4_000]],
  ['a tax of the state is none', { STATE_UNEMPLOYMENT: 70 }, [10_000, 0]],
])('%s', (_, more, expected) => {
  expect(linesOf({ SALARY: 10_000, ...more }).slice(0, 2)).toEqual(cents(...expected));
});

it('the boxes of a statement are in the order of the form, with only the codes that are listed', () => {
  const boxes = usReturns.boxes(new Set(['W', 'E', 'D'])).map(({ box }) => box);
  expect(boxes).toEqual(['1', '2', '3', '4', '5', '6', '7', '12 D', '12 E', '12 W']);
});
