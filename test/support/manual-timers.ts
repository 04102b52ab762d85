/**
 * A clock and timers that move only when a test says so.
 *
 * Nothing here sleeps. `runNext` jumps to the earliest timer. `drive` repeats that until a promise
 * has settled, and lets the event loop turn in between.
 */

import type { Timers } from '#engine/timers.ts';
import { Bug } from '#errors.ts';
import { type TestClock, testClock } from '#time/clock.fixture.ts';

export interface ManualTime {
  readonly clock: TestClock;
  readonly timers: Timers;
  /** Moves the clock to the earliest timer and runs it. Returns false if there is none. */
  runNext(): boolean;
  /**
   * Turns the event loop and runs timers until the promise settles. Throws if it can never settle.
   */
  drive<T>(promise: Promise<T>): Promise<T>;
  /** Lets everything happen that does not depend on time. */
  settle(): Promise<void>;
}

interface Timer {
  readonly at: Temporal.Instant;
  readonly run: () => void;
}

const idleTurnsMax = 200;

export function manualTime(startAt = '2026-01-05T08:00:00Z'): ManualTime {
  const clock = testClock(startAt);
  /** In the order in which they were set. Timers of the same time run in this order. */
  const pending = new Set<Timer>();
  const timers: Timers = {
    after(ms, run) {
      const at = clock.now().add({ nanoseconds: Math.ceil(Math.max(0, ms) * 1e6) });
      const timer = { at, run };
      pending.add(timer);
      return () => pending.delete(timer);
    },
  };
  const earliest = () =>
    [...pending].reduce<Timer | undefined>(
      (first, timer) =>
        first === undefined || Temporal.Instant.compare(timer.at, first.at) < 0 ? timer : first,
      undefined,
    );
  const runNext = () => {
    const timer = earliest();
    if (timer === undefined) return false;
    pending.delete(timer);
    if (Temporal.Instant.compare(timer.at, clock.now()) > 0) clock.set(timer.at);
    timer.run();
    return true;
  };
  const settle = async () => {
    await turn();
    for (let next = earliest(); next !== undefined && isDue(next, clock); next = earliest()) {
      runNext();
      await turn();
    }
  };
  const drive = async <T>(promise: Promise<T>): Promise<T> => {
    let isSettled = false;
    const mark = () => {
      isSettled = true;
    };
    promise.then(mark, mark);
    for (let idleTurns = 0; idleTurns < idleTurnsMax; ) {
      await turn();
      if (isSettled) return promise;
      idleTurns = runNext() ? 0 : idleTurns + 1;
    }
    throw new Bug('the promise cannot settle: no timer is left to run');
  };
  return { clock, timers, runNext, drive, settle };
}

function isDue(timer: Timer, clock: TestClock): boolean {
  return Temporal.Instant.compare(timer.at, clock.now()) <= 0;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
