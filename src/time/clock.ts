/**
 * The source of the current time.
 *
 * `main.ts` creates one clock and passes it on. Nothing else asks the machine for the time, so a
 * test that sets this clock controls all of it.
 *
 * Elsewhere: the database's clock (store/) decides, in the statement that acts, whether something
 * is due or a lease has expired.
 */

export interface Clock {
  now(): Temporal.Instant;
}

/** The machine's clock. It cannot be set; a test passes another clock. */
export const systemClock: Clock = Object.freeze({ now: () => Temporal.Now.instant() });
