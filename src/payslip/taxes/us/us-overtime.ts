/**
 * Overtime under the Fair Labor Standards Act: a workweek stands alone, and hours worked above forty
 * in it are paid at one and a half times the regular rate at least.
 *
 * What states ask for beyond it is not calculated. Their hours a day stand here to be told of: they
 * rest on secondary sources (guides to state law), not on the statutes themselves.
 */

import { rate } from '#money/rate.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';

const hours = (count: number): bigint => BigInt(count) * 1_000_000n;

export const usWeeklyOvertime: WeeklyOvertimeRule = {
  // 29 U.S.C. 207(a)(1); each workweek by itself: 29 CFR 778.104.
  hoursMicro: hours(40),
  multiplier: rate('1.5'),
  codes: { straight: 'REGULAR', overtime: 'OVERTIME', premium: 'WEEKLY_OVERTIME_PREMIUM' },
  alsoInRate: ['BONUS', 'COMMISSION'],
  // California: Labor Code 510. Oregon: only mills, canneries and the like. Nevada: only below one and
  // a half times its minimum wage. Alaska, Colorado, Puerto Rico: by their own laws.
  dailyHoursMicro: new Map([
    ['CA', hours(8)],
    ['AK', hours(8)],
    ['CO', hours(12)],
    ['NV', hours(8)],
    ['OR', hours(10)],
    ['PR', hours(8)],
  ]),
  source: '29 U.S.C. 207(a)(1); 29 CFR 778.104 and 778.106',
};
