/**
 * Adds direct pay in whole numbers: the rules of earn.ts and salary.ts for a plain item. Every
 * function returns false for what it does not cover.
 */

import { divideWhole } from '#money/safe-integers.ts';
import type { DaySpan } from '#payslip/employment.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { coarseMicro, type IntegerCode } from './integer-code.ts';
import type { IntegerSheet } from './integer-sheet.ts';

/** Without an item, the pay code supplies every value. */
export function addIntegerPay(
  sheet: IntegerSheet,
  code: IntegerCode,
  item: PayItem | null,
): boolean {
  if (!code.isCovered) return false;
  if (item !== null && item.amountMinor !== null) {
    sheet.write(code.slot, sheet.integers.of(item.amountMinor));
    return true;
  }
  switch (code.by) {
    case 'hours':
    case 'pieces':
      return item !== null && addHours(sheet, code, item);
    case 'percent': {
      const percentMicro = percentMicroOf(sheet, code, item);
      if (percentMicro === null) return false;
      const base = sheet.baseOf(code.of);
      sheet.write(code.slot, sheet.integers.mulDiv(base, percentMicro, code.ofPercent));
      return true;
    }
    case 'amount':
      if (code.amount === null) return false;
      sheet.write(code.slot, code.amount);
      return true;
    default:
      return false;
  }
}

function addHours(sheet: IntegerSheet, code: IntegerCode, item: PayItem): boolean {
  const { integers, period } = sheet;
  if (item.quantityMicro === null) return false;
  const quantity = integers.of(item.quantityMicro);
  if (quantity < 0) return false;
  const isByHours = code.by === 'hours';
  if (isByHours && quantity > period.days * 24_000_000) return false;
  let rateMicro = item.rateMicro === null ? code.rateMicro : integers.of(item.rateMicro);
  if (rateMicro === null) {
    const own = sheet.pay.hourlyRateMicro;
    if (!isByHours || code.isOfSalary || own === null) return false;
    if (sheet.isDated && !isOfMainJobIn(item, period)) return false;
    rateMicro = integers.of(own);
  }
  const rate = integers.product(rateMicro, code.multiplier);
  const coarse = quantity / coarseMicro;
  const amount =
    code.dividedCoarsely !== null && Math.floor(coarse) === coarse
      ? integers.mulDiv(coarse, rate, code.dividedCoarsely)
      : integers.mulDiv(quantity, rate, code.divided);
  sheet.write(code.slot, amount);
  return true;
}

/** Whether the hours are paid by the terms that are valid in the whole period. */
function isOfMainJobIn({ job, workedOn }: PayItem, period: DaySpan): boolean {
  if (job !== undefined && job !== null) return false;
  if (workedOn === undefined || workedOn === null) return true;
  const day = toEpochDay(workedOn);
  return day >= period.fromDay && day <= period.untilDay;
}

/** The salary of a whole period. */
export function addIntegerSalary(sheet: IntegerSheet, code: IntegerCode): boolean {
  const { annualSalaryMinor } = sheet.pay;
  if (annualSalaryMinor === null) return false;
  const divided = { divisor: sheet.period.facts.periodsPerYear, mode: code.ofPercent.mode };
  sheet.write(code.slot, divideWhole(sheet.integers.of(annualSalaryMinor), divided));
  return true;
}

/** Millionths of a percent, of the item or of the pay code. */
export function percentMicroOf(
  { integers }: IntegerSheet,
  code: IntegerCode,
  item: PayItem | null,
): number | null {
  if (item === null || item.percentMicro === null) return code.percentMicro;
  return integers.of(item.percentMicro);
}
