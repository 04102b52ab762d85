/** A clock for tests. */

import type { Clock } from './clock.ts';

export interface TestClock extends Clock {
  /** Moves to a moment, forwards or backwards. */
  set(at: Temporal.Instant | string): void;
  /**
   * Moves forwards by a duration, such as `{ hours: 3 }` or `PT15M`. A day is 24 hours, because an
   * instant has no zone.
   */
  advance(by: Temporal.Duration | Temporal.DurationLike | string): void;
}

/** A clock that changes only when a test moves it. */
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
