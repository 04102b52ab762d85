/** Dates as tests write them. */

import { parsePlainDate } from './plain-date.ts';

/** A date that cannot be read is a mistake of the test. */
export function plainDate(text: string): Temporal.PlainDate {
  const parsed = parsePlainDate(text);
  if (!parsed.ok) throw new RangeError(parsed.refusal.message);
  return parsed.value;
}
