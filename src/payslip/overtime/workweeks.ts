/**
 * Divides hours into workweeks, and finds the hours above a limit.
 *
 * A workweek is seven days from a fixed weekday on, and each is counted by itself. Its last hours
 * are the ones above the limit. Hours entered as overtime count as worked, and are already
 * overtime.
 */

import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { PayItem } from '#payslip/payslip-input.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import { hoursText, microText } from '#payslip/text.ts';
import { type DayName, dayNames } from '#time/day-names.ts';
import { type EpochDay, isoOf, weekdayOf } from '#time/plain-date.ts';

export interface WorkedHours {
  readonly day: EpochDay;
  readonly item: PayItem;
  readonly code: ReadyPayCode;
  readonly hoursMicro: bigint;
  /** False if the hours are already overtime. */
  readonly isStraight: boolean;
  /** False if somebody entered them without a day. Then `day` is the last day of their workweek. */
  readonly isDated: boolean;
  /** Whether another run pays these hours. */
  readonly isElsewhere: boolean;
}

export interface Workweek {
  readonly fromDay: EpochDay;
  readonly untilDay: EpochDay;
  /** In the order of their dates. */
  readonly hours: readonly WorkedHours[];
}

/** The first day of the workweek that contains a day. */
export function workweekStartOn(day: EpochDay, first: DayName): EpochDay {
  return day - ((weekdayOf(day) - 1 - dayNames.indexOf(first) + 7) % 7);
}

/** The workweeks, oldest first. Hours of one day keep their order, with those of other runs first. */
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

/** The straight hours above the limit, with the number of millionths above it. */
export function hoursAbove(
  hours: readonly WorkedHours[],
  limitMicro: bigint,
): ReadonlyMap<WorkedHours, bigint> {
  const above = new Map<WorkedHours, bigint>();
  const straight = hours.filter(({ isStraight }) => isStraight);
  // The overtime owed is (straight + overtime − limit) − overtime, so the overtime hours cancel
  // out.
  let left = totalMicro(straight) - limitMicro;
  for (const one of straight.toReversed()) {
    if (left <= 0n) break;
    const part = left < one.hoursMicro ? left : one.hoursMicro;
    above.set(one, part);
    left -= part;
  }
  return above;
}

/** How many hours of a workweek are above the limit. */
export function workweekTold(
  { fromDay, untilDay, hours }: Workweek,
  { hoursMicro: limit, source }: WeeklyOvertimeRule,
): string {
  const total = totalMicro(hours);
  const elsewhere = totalMicro(hours.filter(({ isElsewhere }) => isElsewhere));
  const entered = totalMicro(hours.filter(({ isStraight }) => !isStraight));
  const parts = [
    ...(elsewhere === 0n ? [] : [`${microText(elsewhere)} of them paid by another run`]),
    ...(entered === 0n ? [] : [`${microText(entered)} of them entered as overtime`]),
  ];
  const beside = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  const above = total > limit ? total - limit : 0n;
  const count = `${microText(total)} − ${microText(limit)} = ${microText(above)}`;
  const worked = `${hoursText(total)} worked from ${isoOf(fromDay)} to ${isoOf(untilDay)}${beside}`;
  return above === 0n
    ? `${worked}, and more than its limit on a day (${source})`
    : `${worked}: ${count} above the limit (${source})`;
}
