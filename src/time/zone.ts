/**
 * Converts a local time in a zone to a single moment.
 *
 * Promises
 *   - a local time that a clock change skips moves to the first moment after the gap. If clocks jump
 *     from 02:00 to 03:00, then 02:30 becomes 03:00, not 03:30;
 *   - a local time that occurs twice means its first occurrence;
 *   - the order is kept: a later local time is never an earlier moment.
 *
 * Zones are IANA names. A bare offset (`+02:00`) is refused, because it has no clock changes. A pay
 * office that writes one means its current zone.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import { withArticle } from '#text/counted.ts';
import { epochDayOf } from './plain-date.ts';

/** Whether a local time occurs once, never or twice on its day. */
export type LocalTimeKind = 'once' | 'skipped' | 'doubled';

interface LocalResolution {
  readonly at: Temporal.Instant;
  readonly kind: LocalTimeKind;
}

interface ClockChange {
  /** The first moment with the new offset. */
  readonly at: Temporal.Instant;
  /** The local day of that moment. */
  readonly on: Temporal.PlainDate;
  /** Minutes by which the clocks jump: positive forwards (a gap), negative backwards (an overlap). */
  readonly minutes: number;
}

const namePattern = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;
const epoch = Temporal.Instant.fromEpochMilliseconds(0);
/** Valid names: as written → the zone database's spelling. */
const known = new Map<string, string>();
/** For each zone, a range of local times that occur once and have one offset. */
const lastSteady = new Map<string, { offsetMs: number; fromMs: number; toMs: number }>();
const dayMs = 86_400_000;

export function isTimeZone(text: string): boolean {
  return canonicalCase(text) !== null;
}

/** Refusals: `time_zone_unknown`. The answer has the zone database's own spelling. */
export function parseTimeZone(text: unknown): Answer<string> {
  const name = typeof text === 'string' ? canonicalCase(text) : null;
  if (name !== null) return answer(name);
  const shown = typeof text === 'string' ? `"${text}"` : withArticle(typeof text);
  return refuse({
    family: 'invalid',
    code: 'time_zone_unknown',
    message: `${shown} is not a time zone.`,
    hint: 'Write an IANA name such as America/New_York or Europe/London.',
  });
}

/** Resolves a local time. The zone must be one that `parseTimeZone` accepted. */
export function resolveLocal(local: Temporal.PlainDateTime, zone: string): LocalResolution {
  const wallMs = wallMsOf(local);
  const steady = lastSteady.get(zone);
  if (steady !== undefined && wallMs > steady.fromMs && wallMs < steady.toMs) {
    return { at: Temporal.Instant.fromEpochMilliseconds(wallMs - steady.offsetMs), kind: 'once' };
  }
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochNanoseconds === later.epochNanoseconds) {
    rememberSteady(earlier);
    return { at: earlier.toInstant(), kind: 'once' };
  }
  if (earlier.toPlainDateTime().equals(local)) {
    return { at: earlier.toInstant(), kind: 'doubled' };
  }
  const change = earlier.getTimeZoneTransition('next');
  return { at: (change ?? later).toInstant(), kind: 'skipped' };
}

/** Milliseconds from local 1970-01-01T00:00 to a local time. NaN if it has a finer fraction. */
function wallMsOf(local: Temporal.PlainDateTime): number {
  if (local.microsecond !== 0 || local.nanosecond !== 0) return Number.NaN;
  const seconds = (local.hour * 60 + local.minute) * 60 + local.second;
  return epochDayOf(local) * dayMs + seconds * 1000 + local.millisecond;
}

/**
 * Remembers the range without a clock change around the last result. A plan of a year asks for one
 * zone many times, and a zone keeps its offset for months. The range leaves out more than a day at
 * either end, where a local time could be skipped or doubled.
 */
function rememberSteady(found: Temporal.ZonedDateTime): void {
  const offsetMs = found.offsetNanoseconds / 1e6;
  const margin = 1.5 * dayMs;
  // One nanosecond later, because `previous` excludes a change at exactly this moment.
  const before = found.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const after = found.getTimeZoneTransition('next');
  if (!Number.isInteger(offsetMs)) return;
  lastSteady.set(found.timeZoneId, {
    offsetMs,
    fromMs: before === null ? -Infinity : before.epochMilliseconds + offsetMs + margin,
    toMs: after === null ? Infinity : after.epochMilliseconds + offsetMs - margin,
  });
}

/** The local time that clocks show at a moment. */
export function localAt(at: Temporal.Instant, zone: string): Temporal.PlainDateTime {
  return at.toZonedDateTimeISO(zone).toPlainDateTime();
}

/** The clock changes of a zone whose local day is in the span, both ends included. */
export function clockChangesBetween(
  zone: string,
  span: { fromOn: Temporal.PlainDate; toOn: Temporal.PlainDate },
): readonly ClockChange[] {
  const found: ClockChange[] = [];
  let moment: Temporal.ZonedDateTime | null = span.fromOn
    .toZonedDateTime(zone)
    .subtract({ nanoseconds: 1 });
  for (;;) {
    moment = moment.getTimeZoneTransition('next');
    if (moment === null) return found;
    const change = changeAt(moment);
    if (Temporal.PlainDate.compare(change.on, span.toOn) > 0) return found;
    found.push(change);
  }
}

/** The clock change on that local date, if there is one. */
export function clockChangeOn(date: Temporal.PlainDate, zone: string): ClockChange | null {
  return clockChangesBetween(zone, { fromOn: date, toOn: date })[0] ?? null;
}

/**
 * A gap at midnight belongs to the day that it shortens. An overlap into the evening belongs to
 * that evening.
 */
function changeAt(moment: Temporal.ZonedDateTime): ClockChange {
  const before = moment.subtract({ nanoseconds: 1 });
  const minutes = (moment.offsetNanoseconds - before.offsetNanoseconds) / 60e9;
  return { at: moment.toInstant(), on: moment.toPlainDate(), minutes };
}

function canonicalCase(text: string): string | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (!namePattern.test(text)) return null;
  try {
    const name = epoch.toZonedDateTimeISO(text).timeZoneId;
    known.set(text, name);
    return name;
  } catch {
    return null;
  }
}
