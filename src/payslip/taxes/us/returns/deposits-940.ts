/**
 * Deposits of FUTA, which Form 940 reports. IRS Publication 15 (2026), section 14, and Instructions for Form 940
 * (2025): tax of 500 dollars or less at the end of a quarter waits for the next one. More is due on the last day of
 * the month after the quarter. What waits at the end of the year is due with the return, on 31 January.
 */
import type { Minor } from '#money/minor.ts';
import type { Deposit, DepositPlan } from '#payslip/taxes/tax-returns.ts';
import type { EpochDay } from '#time/plain-date.ts';
import { quarterEnd, quarterOfDay, quarterRank } from '#time/quarter.ts';
import { dueFrom, monthAfterQuarter } from './due-days.ts';

export const mayWaitMinor940 = 500_00n;

interface LiabilityDay {
  readonly on: EpochDay;
  readonly amountMinor: Minor;
}

/**
 * `days` in order, from the beginning of a quarter into which nothing waits. `ofYearEnd` is a year's credit reduction: a
 * liability of the fourth quarter (Instructions for Form 940 (2025), line 16d).
 */
export function deposits940(
  days: readonly LiabilityDay[],
  ofYearEnd: ReadonlyMap<number, Minor> = new Map(),
): Omit<DepositPlan, 'nextDays'> {
  const byQuarter = Map.groupBy(days, ({ on }) => quarterRank(quarterOfDay(on)));
  const deposits: Deposit[] = [];
  const carried: DepositPlan['carried'][number][] = [];
  const leftOver: DepositPlan['leftOver'][number][] = [];
  const years = new Set(days.map(({ on }) => quarterOfDay(on).year));
  for (const year of years) {
    let waiting: LiabilityDay[] = [];
    for (const quarter of [1, 2, 3, 4]) {
      const own = byQuarter.get(quarterRank({ year, quarter })) ?? [];
      waiting.push(...own);
      const atEnd = quarter === 4 ? (ofYearEnd.get(year) ?? 0n) : 0n;
      const amountMinor = waiting.reduce((sum, day) => sum + day.amountMinor, atEnd);
      const of = { form: '940', year, quarter, amountMinor };
      if (amountMinor > mayWaitMinor940 || (quarter === 4 && amountMinor > 0n)) {
        deposits.push(depositOf(waiting, of));
        waiting = [];
      } else if (quarter === 4 && amountMinor < 0n) {
        leftOver.push({ ...of, amountMinor: -amountMinor });
      } else if (own.length > 0 && quarter < 4) {
        carried.push(of);
      }
    }
  }
  return { deposits, carried, leftOver };
}

function depositOf(
  days: readonly LiabilityDay[],
  { form, year, quarter, amountMinor }: DepositPlan['carried'][number],
): Deposit {
  const of = { year, quarter };
  return {
    ...{ form, quarter: of, payDays: days.map(({ on }) => on), untilOn: quarterEnd(of) },
    rule: amountMinor > mayWaitMinor940 ? 'quarterly' : 'with_return',
    ...{ liabilityMinor: amountMinor, creditMinor: 0n, amountMinor },
    due: dueFrom(monthAfterQuarter(of)),
  };
}
