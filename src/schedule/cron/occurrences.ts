/**
 * The moments at which a cron expression fires in a zone.
 *
 * An expression names local times, which are resolved by time/zone.ts. A time that a clock change
 * skips fires at the first moment after the gap. A time that occurs twice fires only the first
 * time. Times that coincide fire once. So an hourly expression fires 23 times on a day with a gap
 * (02:00 and 03:00 coincide), and 24 times on a day of 25 hours.
 */

import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { type LocalTimeKind, localAt, resolveLocal } from '#time/zone.ts';
import { type Cron, firstLocalFrom, type LocalMinute, lastLocalUpTo } from './cron-expression.ts';

export interface Occurrence {
  readonly at: Temporal.Instant;
  /** The local time that the expression names. The clocks never show a time that was skipped. */
  readonly local: Temporal.PlainDateTime;
  readonly kind: LocalTimeKind;
}

/** The first occurrence strictly after a moment. Null only past the end of the calendar. */
export function nextOccurrence(
  cron: Cron,
  search: { after: Temporal.Instant; zone: string },
): Occurrence | null {
  // The search may begin at the local time of now. Any earlier local time resolves to now or
  // before, even in a gap or an overlap.
  let from: LocalMinute | null = localMinuteOf(localAt(search.after, search.zone));
  while (from !== null) {
    const local = firstLocalFrom(cron, from);
    if (local === null) return null;
    const occurrence = occurrenceAt(local, search.zone);
    if (Temporal.Instant.compare(occurrence.at, search.after) > 0) return occurrence;
    from = minuteAfter(local);
  }
  return null;
}

/** The last occurrence strictly before a moment. Null only before the start of the calendar. */
export function previousOccurrence(
  cron: Cron,
  search: { before: Temporal.Instant; zone: string },
): Occurrence | null {
  let upTo: LocalMinute | null = latestLocalBefore(search.before, search.zone);
  while (upTo !== null) {
    const local = lastLocalUpTo(cron, upTo);
    if (local === null) return null;
    const occurrence = occurrenceAt(local, search.zone);
    if (Temporal.Instant.compare(occurrence.at, search.before) < 0) return occurrence;
    upTo = minuteBefore(local);
  }
  return null;
}

/** The next `count` occurrences in order. */
export function nextOccurrences(
  cron: Cron,
  search: { after: Temporal.Instant; zone: string; count: number },
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  let after = search.after;
  while (found.length < search.count) {
    const next = nextOccurrence(cron, { after, zone: search.zone });
    if (next === null) break;
    found.push(next);
    after = next.at;
  }
  return found;
}

/**
 * The latest local time that the clocks have shown before a moment. In the second pass of a
 * repeated hour that is not the current one, but the time just before the clocks went back.
 */
function latestLocalBefore(before: Temporal.Instant, zone: string): LocalMinute {
  const now = before.toZonedDateTimeISO(zone);
  const here = localMinuteOf(now.toPlainDateTime());
  if (resolveLocal(now.toPlainDateTime(), zone).kind !== 'doubled') return here;
  const change = now.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  if (change === null) return here;
  const shown = localMinuteOf(localAt(change.toInstant().subtract({ nanoseconds: 1 }), zone));
  return isLater(shown, here) ? shown : here;
}

function occurrenceAt(minute: LocalMinute, zone: string): Occurrence {
  const local = fromEpochDay(minute.day).toPlainDateTime({
    hour: Math.floor(minute.minute / 60),
    minute: minute.minute % 60,
  });
  return { ...resolveLocal(local, zone), local };
}

function localMinuteOf(local: Temporal.PlainDateTime): LocalMinute {
  return { day: toEpochDay(local.toPlainDate()), minute: local.hour * 60 + local.minute };
}

function minuteAfter({ day, minute }: LocalMinute): LocalMinute {
  return minute === 24 * 60 - 1 ? { day: day + 1, minute: 0 } : { day, minute: minute + 1 };
}

function minuteBefore({ day, minute }: LocalMinute): LocalMinute {
  return minute === 0 ? { day: day - 1, minute: 24 * 60 - 1 } : { day, minute: minute - 1 };
}

function isLater(a: LocalMinute, b: LocalMinute): boolean {
  return a.day > b.day || (a.day === b.day && a.minute > b.minute);
}
