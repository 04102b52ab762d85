/**
 * Adds deductions, a company's own taxes and contributions in whole numbers: the rules of deduct.ts
 * where no limit takes effect. Returns false for what it does not cover, and for every limit that
 * reduces an amount, because that limit adds a warning.
 */

import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import type { IntegerCode } from './integer-code.ts';
import { percentMicroOf } from './integer-pay.ts';
import type { IntegerSheet } from './integer-sheet.ts';

/** Adds the line of one pay code from its items, among all items of the employee. */
export function addIntegerTaken(
  sheet: IntegerSheet,
  code: IntegerCode,
  items: readonly PayItem[],
): boolean {
  if (!code.isCovered) return false;
  let wanted = 0;
  for (const item of items) {
    if (item.payCodeId !== code.id) continue;
    const amount = wantedOf(sheet, code, item);
    if (amount === null || reachesGoal(sheet, item, amount)) return false;
    wanted = sheet.integers.within(wanted + amount);
  }
  if (items.length === 0) {
    const amount = wantedOf(sheet, code, null);
    if (amount === null) return false;
    if (amount === 0) return true;
    wanted = amount;
  }
  // A refund would hide that the pay does not cover the taxes.
  if (wanted < 0 && code.isDeduction && sheet.net < sheet.reimbursed) return false;
  if (wanted > 0 && isLimited(sheet, code, wanted)) return false;
  sheet.write(code.slot, wanted);
  return true;
}

/** The amount by the rule, before any limit. Null: not covered. */
function wantedOf(sheet: IntegerSheet, code: IntegerCode, item: PayItem | null): number | null {
  const { integers } = sheet;
  if (item !== null && item.amountMinor !== null) return integers.of(item.amountMinor);
  if (code.by === 'amount') return code.amount;
  if (code.by !== 'percent') return null;
  const percentMicro = percentMicroOf(sheet, code, item);
  if (percentMicro === null) return null;
  const base = sheet.baseOf(code.of);
  return integers.mulDiv(base < 0 ? 0 : base, percentMicro, code.ofPercent);
}

function reachesGoal({ integers }: IntegerSheet, item: PayItem, amount: number): boolean {
  const balance = item.balanceMinor;
  if (balance === undefined || balance === null) return false;
  return amount >= integers.of(balance);
}

function isLimited(sheet: IntegerSheet, code: IntegerCode, wanted: number): boolean {
  const { input } = sheet;
  if (wanted > code.perPeriodCap) return true;
  if (code.monthlyCap !== Number.POSITIVE_INFINITY) {
    if (input.monthToDate === undefined) return true;
    if (wanted > code.monthlyCap - before(sheet, input.monthToDate, code)) return true;
  }
  if (code.annualCap !== Number.POSITIVE_INFINITY) {
    if (wanted > code.annualCap - before(sheet, input.yearToDate, code)) return true;
  }
  if (code.sharedIds.length > 0 && wanted > code.sharedMost - givenBefore(sheet, code)) return true;
  if (!code.isDeduction || wanted <= sheet.net - code.minimumNet) return false;
  // Deductions before tax may exceed the net pay here. The taxable wages are checked after them.
  return !(code.isPretax && code.isHeldIfShort);
}

/** Under all pay codes that share the limit. */
function givenBefore(sheet: IntegerSheet, { sharedIds, sharedSlots }: IntegerCode): number {
  const { integers, input, amounts } = sheet;
  let given = 0;
  for (const id of sharedIds) given = integers.within(given + input.yearToDate.whole(id));
  for (const slot of sharedSlots) given += amounts[slot] ?? 0;
  return given;
}

function before({ integers }: IntegerSheet, amounts: AmountsByCode, { id }: IntegerCode): number {
  return integers.within(amounts.whole(id));
}
