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

export interface TestClock extends Clock {
  /** Moves to a moment, forwards or backwards. */
  set(at: Temporal.Instant | string): void;
  /** Moves forwards; a duration such as `{ hours: 3 }`, `PT15M`. Days are 24 hours: an instant has no zone. */
  advance(by: Temporal.Duration | Temporal.DurationLike | string): void;
}

/** A clock that stands still until it is told to move. */
export function testClock(startAt: Temporal.Instant | string): TestClock {
  let now = Temporal.Instant.from(startAt);
  return {
    now: () => now,
    set: (at) => {
      now = Temporal.Instant.from(at);
    },
    advance: (by) => {
      const duration = Temporal.Duration.from(by);
      now = now.add(duration.with({ days: 0 })).add({ hours: 24 * duration.days });
    },
  };
}
