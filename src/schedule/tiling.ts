/**
 * Proves that periods cover each day exactly once.
 *
 * It accepts periods from any source, in any order: of one schedule, of two schedules between which
 * somebody moves, or listed by hand.
 */

import { type EpochDay, isoOf, toEpochDay } from '#time/plain-date.ts';

export interface CoveredSpan {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

/** Consecutive days as ISO dates, both ends included. */
interface DayRange {
  readonly from: string;
  readonly to: string;
}

export interface TilingProof {
  /** Whether each day of the span is in exactly one period, and no period leaves the span. */
  readonly holds: boolean;
  readonly days: number;
  readonly uncovered: readonly DayRange[];
  readonly coveredTwice: readonly DayRange[];
}

export function proveTiling(
  periods: readonly CoveredSpan[],
  span: { fromOn: Temporal.PlainDate; toOn: Temporal.PlainDate },
): TilingProof {
  const from = toEpochDay(span.fromOn);
  const to = toEpochDay(span.toOn);
  const sorted = periods
    .map((period) => ({ start: toEpochDay(period.startOn), end: toEpochDay(period.endOn) }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const uncovered: DayRange[] = [];
  const coveredTwice: DayRange[] = [];
  /** The first day that is not covered yet. */
  let next = from;
  for (const { start, end } of sorted) {
    if (start > next) uncovered.push(rangeOf(next, start - 1));
    if (start < next) coveredTwice.push(rangeOf(start, Math.min(end, next - 1)));
    next = Math.max(next, end + 1);
  }
  if (next <= to) uncovered.push(rangeOf(next, to));
  if (next > to + 1) coveredTwice.push(rangeOf(to + 1, next - 1));
  const holds = uncovered.length === 0 && coveredTwice.length === 0;
  return { holds, days: to - from + 1, uncovered, coveredTwice };
}

function rangeOf(from: EpochDay, to: EpochDay): DayRange {
  return { from: isoOf(from), to: isoOf(to) };
}
