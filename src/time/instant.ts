/**
 * Parses an instant strictly: a date, a time and an offset, such as `2026-03-08T02:30:00-05:00`.
 *
 * `Temporal.Instant.from` also accepts bracketed annotations, a comma, a space and a 61st second.
 * Other systems write these by accident, so they are refused here.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import { parsedText } from '#text/read-json.ts';
import { parsePlainDate } from './plain-date.ts';

const shape =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** Refusals: `instant_wrong_format`, and `date_impossible` for a day that does not exist. */
export function parseInstant(text: unknown): Answer<Temporal.Instant> {
  const found = typeof text === 'string' ? shape.exec(text) : null;
  if (typeof text !== 'string' || found === null) {
    return refuse({
      family: 'invalid',
      code: 'instant_wrong_format',
      message: `"${String(text)}" is not a moment: a date, a time and Z or an offset.`,
      hint: 'Write it as 2026-03-08T07:00:00Z or 2026-03-08T02:00:00-05:00.',
    });
  }
  const date = parsePlainDate(found[1]);
  return date.ok ? answer(Temporal.Instant.from(text)) : date;
}

export const instantValue = parsedText(parseInstant, {
  description: 'A moment with Z or an offset',
  examples: ['2026-03-08T07:00:00Z'],
});
