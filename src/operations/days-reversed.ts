/** Refuses a span of days whose first day is after its last. */
import { type Answer, refuse } from '#errors.ts';

/** Refusal: days_reversed. */
export function daysReversed(ask: {
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
}): Answer<never> | null {
  const { fromOn, toOn } = ask;
  if (Temporal.PlainDate.compare(fromOn, toOn) <= 0) return null;
  return refuse({
    family: 'usage',
    code: 'days_reversed',
    message: `the first day, ${fromOn}, is after the last day, ${toOn}`,
    hint: 'exchange the two days',
  });
}
