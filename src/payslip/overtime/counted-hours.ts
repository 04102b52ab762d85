/** How a workweek treats the hours of a pay code. */

import { parseRate } from '#money/rate.ts';
import { isTimeWorked } from '#payslip/codes/general-pay-codes.ts';
import type { PayCode } from '#payslip/codes/pay-code.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';

export const notWorked = 0;
export const straightHours = 1;
export const overtimeHours = 2;

/** The pay code does not say whether its hours are time worked. */
export const unsaidHours = 3;

type HoursCode = Pick<PayCode, 'id' | 'amount' | 'hoursWorked'>;

export function kindOfHours(code: HoursCode, rule: WeeklyOvertimeRule): number {
  const { amount } = code;
  if (amount.by !== 'hours' || amount.premium === true) return notWorked;
  const isWorked = isTimeWorked(code);
  if (isWorked === undefined) return unsaidHours;
  if (!isWorked) return notWorked;
  return isAtLeast(amount.multiplier, rule) ? overtimeHours : straightHours;
}

/** Whether the hours of a pay code are time worked that is not yet paid as overtime. */
export function isStraightTime(code: HoursCode, rule: WeeklyOvertimeRule): boolean {
  return kindOfHours(code, rule) === straightHours;
}

function isAtLeast(multiplier: string, { multiplier: least }: WeeklyOvertimeRule): boolean {
  const parsed = parseRate(multiplier);
  if (!parsed.ok) return false;
  const { numerator, denominator } = parsed.value;
  return numerator * least.denominator >= least.numerator * denominator;
}

export function isDoubleTime({ amount }: Pick<PayCode, 'amount'>): boolean {
  if (amount.by !== 'hours' || amount.premium === true) return false;
  const parsed = parseRate(amount.multiplier);
  return parsed.ok && parsed.value.numerator >= 2n * parsed.value.denominator;
}
