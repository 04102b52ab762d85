/**
 * Entries of django-celery-beat without a cron expression: at intervals, by the sun, or once. Says what each of them did,
 * and what does it here. One that runs a period once is read (old-beat.ts).
 */
import type { OldBeatEntry, OldOtherTimes } from '#files/django/old-records.ts';
import { parseInstant } from '#time/instant.ts';
import { localAt } from '#time/zone.ts';
import { isoMoment } from './moments.ts';
import type { OldSystem } from './read-old.ts';

/** The one moment of an entry. Null: it has none that can be read. */
export function clockedAt(entry: OldBeatEntry, system: OldSystem): Temporal.Instant | null {
  const moment = rowOf(entry, system)?.moment ?? null;
  const read = moment === null ? null : parseInstant(isoMoment(moment));
  return read?.ok === true ? read.value : null;
}

/** Why the entry is not read, and what to do: a part of a sentence. */
export function otherTimesInWords(
  entry: OldBeatEntry,
  ask: { readonly system: OldSystem; readonly zone: string; readonly isScan: boolean },
): string {
  const { otherTimes } = entry;
  const row = rowOf(entry, ask.system);
  if (row === null) return `its ${otherTimes?.kind ?? 'time'} ${otherTimes?.id ?? ''} is not there`;
  const when = whenOf(row);
  if (!ask.isScan) {
    return `it does so ${when}. Paybeat runs the period at its own due time instead`;
  }
  const cron = row.kind === 'interval' ? cronOf(row, { ...entry, zone: ask.zone }) : null;
  if (cron !== null) {
    return `it does so ${when}. Give "${cron}" as the times of the scan, and the plan compares with them`;
  }
  return `it does so ${when}, which no cron expression says. Give the times of a daily scan to compare with. Paybeat needs no scan`;
}

function rowOf({ otherTimes }: OldBeatEntry, system: OldSystem): OldOtherTimes | null {
  if (otherTimes === null) return null;
  return system.otherTimes[otherTimes.kind].get(otherTimes.id) ?? null;
}

/** `every 6 hours`, `at sunset at 52.52, 13.40`, `once, at 2026-12-24 09:00:00+00` */
function whenOf(row: OldOtherTimes): string {
  const { kind, every, unit, event, latitude, longitude, moment } = row;
  if (kind === 'interval') return `every ${every ?? '?'} ${unit ?? '?'}`;
  if (kind === 'clocked') return `once, at ${moment ?? 'a moment that is missing'}`;
  const what = (event ?? 'an event').replaceAll('_', ' ');
  return `at ${what} at ${latitude ?? '?'}, ${longitude ?? '?'}`;
}

interface Since {
  readonly lastRunAt: string | null;
  readonly zone: string;
}

/** The cron expression of an interval, counted from the last time that it ran. Null: none says the same. */
function cronOf({ every, unit }: OldOtherTimes, { lastRunAt, zone }: Since): string | null {
  const count = Number(every);
  if (!Number.isSafeInteger(count) || count < 1) return null;
  const read = lastRunAt === null ? null : parseInstant(isoMoment(lastRunAt));
  const last = read?.ok === true ? localAt(read.value, zone) : null;
  if (unit === 'minutes' && 60 % count === 0) {
    return `${steps((last?.minute ?? 0) % count, { count, of: 60 })} * * * *`;
  }
  if (unit === 'hours' && 24 % count === 0) {
    return `${last?.minute ?? 0} ${steps((last?.hour ?? 0) % count, { count, of: 24 })} * * *`;
  }
  // Without its last time, nobody knows at which time of the day it runs.
  return unit === 'days' && count === 1 && last !== null
    ? `${last.minute} ${last.hour} * * *`
    : null;
}

/** `*`, `7` or `1,7,13,19` */
function steps(first: number, { count, of }: { readonly count: number; readonly of: number }) {
  if (count === 1) return '*';
  return Array.from({ length: of / count }, (_, nth) => first + nth * count).join(',');
}
