/** Dates for tests. */

import { parsePlainDate } from './plain-date.ts';

/** Throws if the text is not a date. */
export function plainDate(text: string): Temporal.PlainDate {
  const parsed = parsePlainDate(text);
  if (!parsed.ok) throw new RangeError(parsed.refusal.message);
  return parsed.value;
}
