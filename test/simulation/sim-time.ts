/**
 * The time of a simulation, for the database and for every timer. Only the scheduler moves it.
 */
import type { Timers } from '#engine/timers.ts';

interface Timer {
  readonly atMs: number;
  readonly owner: object;
  readonly run: () => void;
}

export class SimTime {
  #nowMs: number;
  /** In the order in which they were set. Timers of the same time run in this order. */
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

  /** Timers that are cancelled when their owner dies. */
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

  /**
   * Runs the timers that are due, unless their owner is stopped. Returns false if there are none.
   */
  runDue(isStopped: (owner: object) => boolean): boolean {
    const due = [...this.#timers].filter(
      (timer) => timer.atMs <= this.#nowMs && !isStopped(timer.owner),
    );
    for (const timer of due) if (this.#timers.delete(timer)) timer.run();
    return due.length > 0;
  }

  /** The time of the next timer in milliseconds. Null: there is none. */
  nextMs(isStopped: (owner: object) => boolean): number | null {
    const coming = [...this.#timers].filter((timer) => !isStopped(timer.owner));
    return coming.length === 0 ? null : Math.min(...coming.map((timer) => timer.atMs));
  }
}
