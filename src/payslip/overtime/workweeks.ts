/**
 * Workweeks: which hours fall into which, and which of them are above a limit.
 *
 * A workweek is seven days from a fixed weekday on and stands alone. The hours above the limit are
 * its last ones in time; hours that were entered as overtime count as worked and are overtime already.
 */

import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import { type DayName, dayNames } from '#time/day-names.ts';
import { type EpochDay, weekdayOf } from '#time/plain-date.ts';

export interface WorkedHours {
  readonly day: EpochDay;
  readonly item: PayItem;
  readonly code: ReadyPayCode;
  readonly hoursMicro: bigint;
  /** Not overtime yet. */
  readonly isStraight: boolean;
  /** Another run pays them, straight. */
  readonly isElsewhere: boolean;
}

export interface Workweek {
  readonly fromDay: EpochDay;
  readonly untilDay: EpochDay;
  /** In the order of their days. */
  readonly hours: readonly WorkedHours[];
}

/** The first day of the workweek in which a day falls. */
export function workweekStartOn(day: EpochDay, first: DayName): EpochDay {
  return day - ((weekdayOf(day) - 1 - dayNames.indexOf(first) + 7) % 7);
}

/** Oldest first. Hours of one day stay in their order, those of other runs first. */
export function workweeksOf(hours: readonly WorkedHours[], first: DayName): readonly Workweek[] {
  const inOrder = [...hours].sort(
    (a, b) => a.day - b.day || Number(b.isElsewhere) - Number(a.isElsewhere),
  );
  const byStart = Map.groupBy(inOrder, ({ day }) => workweekStartOn(day, first));
  return [...byStart].map(([fromDay, own]) => ({ fromDay, untilDay: fromDay + 6, hours: own }));
}

export function totalMicro(hours: readonly WorkedHours[]): bigint {
  return hours.reduce((sum, { hoursMicro }) => sum + hoursMicro, 0n);
}

/** How much of which straight hours is above the limit. */
export function hoursAbove(
  hours: readonly WorkedHours[],
  limitMicro: bigint,
): ReadonlyMap<WorkedHours, bigint> {
  const above = new Map<WorkedHours, bigint>();
  const straight = hours.filter(({ isStraight }) => isStraight);
  // Hours above the limit less those that are overtime already: both have these in them.
  let left = totalMicro(straight) - limitMicro;
  for (const one of straight.toReversed()) {
    if (left <= 0n) break;
    const part = left < one.hoursMicro ? left : one.hoursMicro;
    above.set(one, part);
    left -= part;
  }
  return above;
}
