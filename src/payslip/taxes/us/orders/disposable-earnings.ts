/**
 * Disposable earnings, and the part of them that the law protects from ordinary debts.
 *
 * Disposable earnings are pay for work less what law requires to withhold: 15 U.S.C. 1672(b). Bonuses, retroactive
 * pay and other lump sums for work are earnings. Reimbursements and tips are not: Department of Labor, Fact Sheet
 * 30 (December 2024). Deductions that the employee chose are not subtracted.
 */
import type { Minor } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import type { PayBeforeOrders } from '#payslip/taxes/court-orders.ts';

/** 29 U.S.C. 206(a)(1): 7.25 dollars since 24 July 2009, in cents. */
const minimumWageMinor = 725n;
/** 15 U.S.C. 1673(a)(2). */
const protectedHours = 30n;
const protectedPerWeekMinor: Minor = minimumWageMinor * protectedHours;

/** Millionths of a percent of one. */
const whole = 100_000_000n;

export const percentMicro = (percent: bigint): bigint => percent * 1_000_000n;

/** Tips that the payroll pays. The credit that an employer takes for tips is not known here. */
export function tipsOf(pay: PayBeforeOrders): Minor {
  return pay.amountOf('TIPS');
}

export function disposableOf(pay: PayBeforeOrders): Minor {
  const earnings = pay.grossMinor - tipsOf(pay) - pay.taxesMinor;
  return earnings < 0n ? 0n : earnings;
}

/** A legal share is rounded down, so that it is never above the limit. */
export function shareOf(disposableMinor: Minor, micro: bigint): Minor {
  return divideRounded(disposableMinor * micro, whole, 'down');
}

/** What an order for a percentage asks for, to the nearest cent. */
export function percentOfDisposable(disposableMinor: Minor, micro: bigint): Minor {
  return divideRounded(disposableMinor * micro, whole, 'half_up');
}

/**
 * The protected amount of a pay period. A month has 4 1/3 weeks and half a month 2 1/6: 29 CFR 870.10(c)(2). A period
 * shorter than a week counts as a week.
 */
function protectedInPeriod(perWeekMinor: Minor, { periodsPerYear }: PayBeforeOrders): Minor {
  if (periodsPerYear >= 52n) return perWeekMinor;
  return divideRounded(perWeekMinor * 52n, periodsPerYear, 'up');
}

/** The most that ordinary debts together may take: a percentage, and only what is above the protected amount. */
export function ordinaryLimit(
  pay: PayBeforeOrders,
  limit: { readonly percentMicro: bigint; readonly protectedPerWeekMinor: Minor },
): Minor {
  const disposable = disposableOf(pay);
  const share = shareOf(disposable, limit.percentMicro);
  const above = disposable - protectedInPeriod(limit.protectedPerWeekMinor, pay);
  return least(share, above < 0n ? 0n : above);
}

/** 15 U.S.C. 1673(a). */
export const federalOrdinary = { percentMicro: percentMicro(25n), protectedPerWeekMinor };

export function least(left: Minor, right: Minor): Minor {
  return left < right ? left : right;
}
