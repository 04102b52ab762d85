/**
 * Where the time comes from.
 *
 * One clock is built in `main.ts` and handed down. Nothing else asks the machine for the
 * time, so a test that sets this clock has set all of it.
 *
 * Elsewhere: whether something is due or a lease has passed is decided by the database's
 * own clock (store/), inside the statement that acts.
 */

export interface Clock {
  now(): Temporal.Instant;
}

/** The machine's clock. It cannot be set: a test hands in another clock. */
export const systemClock: Clock = Object.freeze({ now: () => Temporal.Now.instant() });
