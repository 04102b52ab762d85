/** Days and moments as Django and PostgreSQL write them. */

import { parseInstant } from '#time/instant.ts';
import { parsePlainDate } from '#time/plain-date.ts';
import { localAt } from '#time/zone.ts';

interface OldMoment {
  readonly day: Temporal.PlainDate;
  /** False: the text has no offset, so it is taken as local time. */
  readonly hasZone: boolean;
}

export function isoMoment(text: string): string {
  return text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00');
}

/** Null if it cannot be read. `2026-10-31 06:00:00.12+00` and `2026-10-31T06:00:00Z` are one. */
export function oldMoment(text: string, zone: string): OldMoment | null {
  const iso = isoMoment(text);
  const instant = parseInstant(iso);
  if (instant.ok) return { day: localAt(instant.value, zone).toPlainDate(), hasZone: true };
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/.test(iso)) return null;
  const day = parsePlainDate(iso.slice(0, 10));
  return day.ok ? { day: day.value, hasZone: false } : null;
}
