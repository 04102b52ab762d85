/**
 * Deposits of the taxes that Form 941 reports: income tax, Social Security and Medicare of both sides, Additional
 * Medicare. IRS Publication 15 (2026), section 11:
 *
 *   - monthly: the taxes on the pay of a month are due on the 15th of the next one;
 *   - semiweekly: on pay from Wednesday to Friday the next Wednesday, from Saturday to Tuesday the next Friday, and
 *     always at least three business days after the period;
 *   - a period with pay dates in two quarters makes two deposits, due on the same day;
 *   - when a period reaches 100,000 dollars, all of it is due on the next business day. Adding up then starts anew.
 *     The employer deposits semiweekly from the next day to the end of the next calendar year.
 *
 * Reversed tax of the quarter lowers the day on which it counts. A day's liability is not reported below zero
 * (Instructions for Schedule B (Form 941), rev. June 2025), so what is left lowers later deposits of the quarter.
 */
import { assert } from '#errors.ts';
import type { Minor } from '#money/minor.ts';
import type {
  Deposit,
  DepositorStatus,
  DepositPlan,
  DepositRule,
} from '#payslip/taxes/tax-returns.ts';
import { type EpochDay, epochDayOf, yearOf } from '#time/plain-date.ts';
import { quarterOfDay, quarterRank } from '#time/quarter.ts';
import { dueAfter, dueFrom, fifteenthAfter, monthEnd, semiweeklyEnd } from './due-days.ts';

/** IRS Publication 15 (2026), section 11, "$100,000 Next-Day Deposit Rule". */
const nextDayMinor = 100_000_00n;

/** "At least 3 business days following the close of a semiweekly period". */
const semiweeklyDays = 3;

interface LiabilityDay {
  readonly on: EpochDay;
  readonly amountMinor: Minor;
}

/** Days of pay whose taxes are due together. */
interface Group {
  readonly status: DepositorStatus;
  readonly untilOn: EpochDay;
  readonly days: LiabilityDay[];
  isNextDay: boolean;
}

/** `days` in order, one for each pay date. */
export function deposits941(
  days: readonly LiabilityDay[],
  statusOf: (year: number) => DepositorStatus,
): Omit<DepositPlan, 'carried'> {
  const groups = grouped(days, statusOf);
  const nextDays = groups.flatMap(({ isNextDay, days: of }) => (isNextDay ? [lastOf(of).on] : []));
  const credits = new Map<number, Minor>();
  const deposits = groups
    .flatMap(depositsOf)
    .map((deposit) => lowered(deposit, credits))
    .sort(byDueDay);
  const leftOver = [...credits].flatMap(([key, amountMinor]) =>
    amountMinor === 0n
      ? []
      : [{ form: '941', year: Math.floor(key / 4), quarter: (key % 4) + 1, amountMinor }],
  );
  return { deposits, leftOver, nextDays };
}

function grouped(
  days: readonly LiabilityDay[],
  statusOf: (year: number) => DepositorStatus,
): readonly Group[] {
  const groups: Group[] = [];
  let open: Group | null = null;
  let sumMinor = 0n;
  /** The last day until which a next-day deposit makes the employer semiweekly. */
  let semiweeklyUntil: EpochDay | null = null;
  for (const day of days) {
    const isHeld: boolean = semiweeklyUntil !== null && day.on <= semiweeklyUntil;
    const status: DepositorStatus = isHeld ? 'semiweekly' : statusOf(yearOf(day.on));
    const untilOn = status === 'monthly' ? monthEnd(day.on) : semiweeklyEnd(day.on);
    if (open === null || open.isNextDay || open.untilOn !== untilOn || open.status !== status) {
      open = { status, untilOn, days: [], isNextDay: false };
      groups.push(open);
      sumMinor = 0n;
    }
    open.days.push(day);
    sumMinor += day.amountMinor;
    if (sumMinor >= nextDayMinor) {
      open.isNextDay = true;
      semiweeklyUntil = epochDayOf({ year: yearOf(day.on) + 1, month: 12, day: 31 });
    }
  }
  return groups;
}

/** One for each quarter. */
function depositsOf({ status, untilOn, days, isNextDay }: Group): readonly Deposit[] {
  const last = lastOf(days);
  const rule: DepositRule = isNextDay ? 'next_day' : status;
  const due = isNextDay
    ? dueAfter(last.on, 1)
    : status === 'monthly'
      ? dueFrom(fifteenthAfter(untilOn))
      : dueAfter(untilOn, semiweeklyDays);
  const byQuarter = Map.groupBy(days, ({ on }) => quarterRank(quarterOfDay(on)));
  return [...byQuarter.values()].map((of) => {
    const liabilityMinor = of.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    return {
      ...{ form: '941', quarter: quarterOfDay(lastOf(of).on), rule, due, liabilityMinor },
      payDays: of.map(({ on }) => on),
      untilOn: isNextDay ? last.on : untilOn,
      ...{ creditMinor: 0n, amountMinor: liabilityMinor },
    };
  });
}

/** Less what earlier deposits of the quarter left over. Keeps what this one leaves. */
function lowered(deposit: Deposit, credits: Map<number, Minor>): Deposit {
  const key = quarterRank(deposit.quarter);
  const creditMinor = credits.get(key) ?? 0n;
  const left = deposit.liabilityMinor - creditMinor;
  const amountMinor = left < 0n ? 0n : left;
  credits.set(key, amountMinor - left);
  const used = deposit.liabilityMinor - amountMinor;
  return { ...deposit, creditMinor: used < 0n ? 0n : used, amountMinor };
}

/** Those without a due date last. */
export function byDueDay(one: Deposit, other: Deposit): number {
  const latest = Number.MAX_SAFE_INTEGER;
  return (
    (one.due.day ?? latest) - (other.due.day ?? latest) ||
    one.untilOn - other.untilOn ||
    quarterRank(one.quarter) - quarterRank(other.quarter)
  );
}

function lastOf(days: readonly LiabilityDay[]): LiabilityDay {
  const last = days.at(-1);
  assert(last, 'a group has a day');
  return last;
}
