/**
 * Overtime under the Fair Labor Standards Act. Each workweek is counted by itself. Hours worked
 * above forty in it earn at least one and a half times the regular rate.
 *
 * Additional state rules are not calculated. Their daily hours are listed here only for a warning.
 * They come from secondary sources (guides to state law), not from the statutes themselves.
 */

import { rate } from '#money/rate.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';

const hours = (count: number): bigint => BigInt(count) * 1_000_000n;

export const usWeeklyOvertime: WeeklyOvertimeRule = {
  // 29 U.S.C. 207(a)(1). Each workweek is counted by itself: 29 CFR 778.104.
  hoursMicro: hours(40),
  multiplier: rate('1.5'),
  codes: { straight: 'REGULAR', overtime: 'OVERTIME', premium: 'WEEKLY_OVERTIME_PREMIUM' },
  alsoInRate: ['BONUS', 'COMMISSION'],
  // California: Labor Code 510. Oregon: only mills, canneries and similar plants. Nevada: only
  // below one and a half times its minimum wage. Alaska, Colorado, Puerto Rico: by their own laws.
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
