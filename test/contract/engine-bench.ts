/**
 * What each case of the contract works with: one engine, and short functions for the usual steps.
 */
import { expect } from 'vitest';
import type {
  Engine,
  Enqueued,
  EnqueueOptions,
  Handler,
  Handlers,
  TaskPayload,
  Worker,
} from '#engine/engine.ts';
import type { RetryPauses } from '#engine/task-rules.ts';
import type { Clock } from '#time/clock.ts';
import { outcomeOf } from '../support/outcomes.ts';
import type { TaskOutcome } from '../support/remembering-engine.ts';

export interface EngineUnderTest {
  readonly engine: Engine;
  /** The clock of the engine's workers. */
  readonly clock: Clock;
  /** Lets time pass until the promise settles. On a real broker this only waits. */
  drive<T>(promise: Promise<T>): Promise<T>;
}

export type MakeEngine = (options: {
  readonly retryPauses: RetryPauses;
}) => Promise<EngineUnderTest>;

/** Short enough for a broker with a real clock. */
export const retryPauses: RetryPauses = { firstMs: 40, longestMs: 1_000 };
/** Timers of a real clock may fire a little early. */
export const toleranceMs = 3;
/** Long enough for any broker. A result ends the wait at once. */
const outcomeMs = 10_000;

/** The cases of the contract. The name of a case is the sentence that it proves. */
export type Cases = Readonly<Record<string, (bench: Bench) => Promise<void>>>;

export class Bench {
  readonly engine: Engine;
  readonly #made: EngineUnderTest;

  constructor(made: EngineUnderTest) {
    this.#made = made;
    this.engine = made.engine;
  }

  /** Enqueues the task `pay`. */
  enqueue(
    id: string,
    options: Omit<EnqueueOptions, 'id'> = {},
    payload: TaskPayload = {},
  ): Promise<Enqueued> {
    return this.engine.enqueue('pay', payload, { id, ...options });
  }

  /** Starts a worker on the queue `default` that runs `pay`, one task at a time. */
  work(pay: Handler, options: { concurrency?: number; queues?: string[] } = {}): Promise<Worker> {
    return this.workWith({ pay }, options);
  }

  workWith(
    handlers: Handlers,
    options: { concurrency?: number; queues?: string[] } = {},
  ): Promise<Worker> {
    const { concurrency = 1, queues = ['default'] } = options;
    return this.engine.work(queues, handlers, { concurrency });
  }

  /** Returns how the task ended. */
  outcome(id: string): Promise<TaskOutcome> {
    return this.outcomeWithin(id, outcomeMs);
  }

  outcomeWithin(id: string, timeoutMs: number): Promise<TaskOutcome> {
    return this.drive(outcomeOf(this.engine, id, { timeoutMs }));
  }

  async succeeds(...ids: string[]): Promise<void> {
    for (const id of ids) expect(await this.outcome(id), id).toMatchObject({ kind: 'success' });
  }

  drive<T>(promise: Promise<T>): Promise<T> {
    return this.#made.drive(promise);
  }

  now(): Temporal.Instant {
    return this.#made.clock.now();
  }

  nowMs(): number {
    return this.now().epochMilliseconds;
  }
}

/** A handler that runs until the test releases it. */
export function gate() {
  const entered = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const seen: { signal?: AbortSignal } = {};
  const handler: Handler = async ({ signal }) => {
    seen.signal = signal;
    entered.resolve();
    await opened.promise;
    return 'through';
  };
  return { handler, entered: entered.promise, open: () => opened.resolve(), seen };
}
