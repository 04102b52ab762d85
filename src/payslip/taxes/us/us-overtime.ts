/**
 * Overtime under the Fair Labor Standards Act. Each workweek is counted by itself. Hours worked
 * above forty in it earn at least one and a half times the regular rate.
 *
 * Daily overtime is calculated for states on which at least two sources agree. For California the text of Labor Code
 * 510 was read; the others come from guides to state law. Oregon and Puerto Rico have one source, so they are only
 * warned of.
 */

import { rate } from '#money/rate.ts';
import type { DailyOvertimeRule, WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';

const hours = (count: number): bigint => BigInt(count) * 1_000_000n;

const daily = (
  count: number,
  rest: Partial<DailyOvertimeRule> & Pick<DailyOvertimeRule, 'source'>,
): DailyOvertimeRule => ({
  ...{ hoursMicro: hours(count), doubleAboveMicro: null, hasSeventhDay: false },
  ...{ belowRateMicro: null, fromOn: null },
  ...rest,
});

export const usWeeklyOvertime: WeeklyOvertimeRule = {
  // 29 U.S.C. 207(a)(1). Each workweek is counted by itself: 29 CFR 778.104.
  hoursMicro: hours(40),
  multiplier: rate('1.5'),
  codes: {
    ...{ straight: 'REGULAR', overtime: 'OVERTIME', double: 'DOUBLE_TIME' },
    premium: 'WEEKLY_OVERTIME_PREMIUM',
  },
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
  daily: new Map([
    // An hour is not paid at two overtime rates: "Nothing in this section requires an employer to combine more than
    // one rate of overtime compensation", so hours above the daily limit do not count towards the weekly one.
    [
      'CA',
      daily(8, {
        ...{ doubleAboveMicro: hours(12), hasSeventhDay: true },
        source: 'California Labor Code 510(a)',
      }),
    ],
    // Employers with fewer than four employees are outside: they turn daily overtime off.
    ['AK', daily(8, { source: 'Alaska: more than 8 hours a day (AS 23.10.060)' })],
    // Twelve hours in a row across two days are not known from hours by day.
    ['CO', daily(12, { source: 'Colorado: more than 12 hours a workday (COMPS Order)' })],
    // One and a half times the minimum wage of 12.00, which holds from July 2024 on.
    [
      'NV',
      daily(8, {
        ...{ belowRateMicro: 18_000_000n, fromOn: Temporal.PlainDate.from('2024-07-01') },
        source: 'Nevada: more than 8 hours a day, below 1.5 × the minimum wage (NRS 608.018)',
      }),
    ],
  ]),
  regularRate: {
    // 29 U.S.C. 207(e): all remuneration, except what is listed there.
    included: ['SHIFT_PREMIUM', 'PIECE_RATE', 'COMMISSION'],
    // 207(e)(2) pay for no work, (e)(6) premiums for holidays. Tips are no pay of the employer. Retroactive pay is
    // calculated again with its own overtime.
    excluded: [
      ...['HOLIDAY_PREMIUM', 'TIPS', 'RETRO_PAY', 'SEVERANCE', 'UNPAID_LEAVE'],
      ...['VACATION', 'SICK', 'SICK_PAY', 'HOLIDAY'],
    ],
    sources: {
      oneRate: '29 CFR 778.110',
      severalRates: '29 CFR 778.109 and 778.115',
      salary: '29 CFR 778.113',
      otherPay: '29 CFR 778.207(b), 778.117 and 778.209(a)',
      agreed: '29 CFR 778.419',
      otherWeeks:
        'pay for other weeks is divided among them, 29 CFR 778.209, which is not calculated',
    },
  },
  source: '29 U.S.C. 207(a)(1); 29 CFR 778.104 and 778.106',
};
