/**
 * The time of a simulation: one present moment for the database and for every timer, moved by the
 * scheduler alone.
 */
import type { Timers } from '#engine/timers.ts';

interface Timer {
  readonly atMs: number;
  readonly owner: object;
  readonly run: () => void;
}

export class SimTime {
  #nowMs: number;
  /** In the order in which they were set, which is the order among equals. */
  readonly #timers = new Set<Timer>();

  constructor(start: Temporal.Instant) {
    this.#nowMs = start.epochMilliseconds;
  }

  now(): Temporal.Instant {
    return Temporal.Instant.fromEpochMilliseconds(this.#nowMs);
  }

  moveTo(ms: number): void {
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Timers that go with their owner when it dies. */
  timersOf(owner: object): Timers {
    return {
      after: (ms, run) => {
        const timer = { atMs: this.#nowMs + Math.ceil(Math.max(0, ms)), owner, run };
        this.#timers.add(timer);
        return () => this.#timers.delete(timer);
      },
    };
  }

  dropTimersOf(owner: object): void {
    for (const timer of this.#timers) if (timer.owner === owner) this.#timers.delete(timer);
  }

  /** Runs those whose moment has come and whose owner is not stopped; false when there are none. */
  runDue(isStopped: (owner: object) => boolean): boolean {
    const due = [...this.#timers].filter(
      (timer) => timer.atMs <= this.#nowMs && !isStopped(timer.owner),
    );
    for (const timer of due) if (this.#timers.delete(timer)) timer.run();
    return due.length > 0;
  }

  /** When the next timer comes, in milliseconds; null when there is none. */
  nextMs(isStopped: (owner: object) => boolean): number | null {
    const coming = [...this.#timers].filter((timer) => !isStopped(timer.owner));
    return coming.length === 0 ? null : Math.min(...coming.map((timer) => timer.atMs));
  }
}
