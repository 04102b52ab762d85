/** The JSON values that rules and schedules share: dates, times of day, zones and conventions. */

import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import { parsedText } from '#text/read-json.ts';
import { conventions } from './conventions.ts';
import { parsePlainDate } from './plain-date.ts';
import { parseTimeZone } from './zone.ts';

const timePattern = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Parses `14:00`. Refusals: `time_wrong_format`. */
export function parseTimeOfDay(text: unknown): Answer<Temporal.PlainTime> {
  const found = typeof text === 'string' ? timePattern.exec(text) : null;
  if (found !== null) return answer(new Temporal.PlainTime(Number(found[1]), Number(found[2])));
  return refuse({
    family: 'invalid',
    code: 'time_wrong_format',
    message: `"${String(text)}" is not a time of day from 00:00 to 23:59.`,
    hint: 'Write it with two digits each, as in 09:30.',
  });
}

export const dateValue = parsedText(parsePlainDate, {
  description: 'A date, YYYY-MM-DD',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
});

export const timeValue = parsedText(parseTimeOfDay, {
  description: 'A time of day, HH:MM',
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
});

export const zoneValue = parsedText(parseTimeZone, {
  description: 'A time zone of the IANA database',
  examples: ['America/New_York', 'Europe/London'],
});

const conventionName = z.enum(conventions);

export const conventionValue = z.union(
  [conventionName, z.strictObject({ weekend: conventionName, holiday: conventionName })],
  {
    error: `Expected one of ${conventions.join(', ')}, or {"weekend": "preceding", "holiday": "following"}.`,
  },
);
