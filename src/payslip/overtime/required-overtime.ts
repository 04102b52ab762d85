/**
 * Which hours of a workweek must be paid as overtime, by a country's weekly limit and a state's daily one.
 *
 * An hour is counted once: hours that are overtime of their day do not count towards the weekly limit. The last
 * hours of a day or of a week are the ones above the limit. Hours that were entered as overtime are used first, so
 * that only the rest is taken from the straight hours.
 */

import type { DailyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import { totalMicro, type WorkedHours, type Workweek } from './workweeks.ts';

export type OvertimeKind = 'overtime' | 'double';

export interface RequiredOvertime {
  readonly of: WorkedHours;
  readonly micro: bigint;
  readonly kind: OvertimeKind;
}

interface OvertimeLimits {
  readonly hoursMicro: bigint;
  /** Null: no daily limit applies. */
  readonly daily: DailyOvertimeRule | null;
  /** Whether the hours were entered as double time. */
  readonly isDouble: (of: WorkedHours) => boolean;
}

/** Straight hours among the result must become overtime. The others were entered as overtime already. */
export function requiredOvertime(
  { hours, fromDay }: Pick<Workweek, 'hours' | 'fromDay'>,
  { hoursMicro, daily, isDouble }: OvertimeLimits,
): readonly RequiredOvertime[] {
  const taken = new Taken(hours);
  if (daily !== null) {
    const byDay = Map.groupBy(hours, ({ day }) => day);
    const isEveryDay = Array.from({ length: 7 }, (_, after) => fromDay + after).every(
      (day) => totalMicro(byDay.get(day) ?? []) > 0n,
    );
    for (const [day, own] of byDay) {
      const isSeventh = daily.hasSeventhDay && isEveryDay && day === fromDay + 6;
      takeDay(taken, own, { ...limitsOfDay(daily, isSeventh), isDouble });
    }
  }
  const left = totalMicro(hours) - taken.micro - hoursMicro;
  taken.take(left, { kind: 'overtime', from: enteredFirst(hours) });
  return taken.found;
}

interface DayLimits {
  readonly overtimeAbove: bigint;
  readonly doubleAbove: bigint | null;
}

function limitsOfDay(daily: DailyOvertimeRule, isSeventh: boolean): DayLimits {
  if (!isSeventh) return { overtimeAbove: daily.hoursMicro, doubleAbove: daily.doubleAboveMicro };
  return { overtimeAbove: 0n, doubleAbove: daily.hoursMicro };
}

function takeDay(
  taken: Taken,
  own: readonly WorkedHours[],
  limits: DayLimits & Pick<OvertimeLimits, 'isDouble'>,
): void {
  const { overtimeAbove, doubleAbove, isDouble } = limits;
  const total = totalMicro(own);
  const double = doubleAbove === null || total <= doubleAbove ? 0n : total - doubleAbove;
  const asDouble = own.filter(isDouble).toReversed();
  const straight = own.filter(({ isStraight }) => isStraight).toReversed();
  const asOvertime = own.filter((one) => !one.isStraight && !isDouble(one)).toReversed();
  // Straight hours are taken only if too few hours of the day were entered as overtime.
  const short = total - overtimeAbove - totalMicro([...asDouble, ...asOvertime]);
  let left = taken.take(double, { kind: 'double', from: asDouble });
  const ofStraight = left < short ? left : short;
  if (ofStraight > 0n) {
    left -= ofStraight - taken.take(ofStraight, { kind: 'double', from: straight });
  }
  taken.take(left, { kind: 'double', from: asOvertime });
  taken.take(total - double - overtimeAbove, { kind: 'overtime', from: enteredFirst(own) });
}

function enteredFirst(hours: readonly WorkedHours[]): readonly WorkedHours[] {
  const entered = hours.filter(({ isStraight }) => !isStraight).toReversed();
  return [...entered, ...hours.filter(({ isStraight }) => isStraight).toReversed()];
}

/** What has been taken of each row of hours. */
class Taken {
  readonly found: RequiredOvertime[] = [];
  micro = 0n;
  readonly #left: Map<WorkedHours, bigint>;

  constructor(hours: readonly WorkedHours[]) {
    this.#left = new Map(hours.map((one) => [one, one.hoursMicro]));
  }

  /** Returns what could not be taken. */
  take(
    micro: bigint,
    { kind, from }: { readonly kind: OvertimeKind; readonly from: readonly WorkedHours[] },
  ): bigint {
    let wanted = micro;
    for (const of of from) {
      if (wanted <= 0n) break;
      const left = this.#left.get(of) ?? 0n;
      const part = wanted < left ? wanted : left;
      if (part <= 0n) continue;
      this.found.push({ of, micro: part, kind });
      this.#left.set(of, left - part);
      this.micro += part;
      wanted -= part;
    }
    return wanted;
  }
}

/** Whether a day has more than 24 hours. Then somebody entered the total of a week with one date. */
export function hasImpossibleDay(hours: readonly WorkedHours[]): boolean {
  return [...Map.groupBy(hours, ({ day }) => day).values()].some(
    (own) => totalMicro(own) > 24_000_000n,
  );
}
