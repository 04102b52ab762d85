/**
 * An engine that goes on inside the process while the real one cannot be reached.
 *
 * The queue is a hint: what it says is claimed in the database. So a worker whose broker is away gives
 * itself the tasks that it would have been given, and a pay day does not wait for a queue. When the
 * broker is back it may deliver the same tasks once more, which changes nothing.
 *
 * A broker that was away is asked again after `againSeconds`; until then nobody waits for it.
 *
 * Not here: tasks of queues that nobody in this process serves. Those wait for the broker.
 */
import { Outage } from '#errors.ts';
import type { Clock } from '#time/clock.ts';
import type {
  Engine,
  Enqueued,
  EnqueueOptions,
  Handlers,
  TaskPayload,
  Worker,
  WorkOptions,
} from './engine.ts';
import { inProcessEngine } from './in-process.ts';
import { defaultQueue } from './task-rules.ts';

export const againSeconds = 15;

export class EngineWithStandIn implements Pick<Engine, 'enqueue' | 'work'> {
  readonly #real: Pick<Engine, 'enqueue' | 'work'>;
  readonly #standIn: Engine;
  readonly #clock: Clock;
  readonly #onOutage: (outage: Outage) => void;
  /** Of the workers in this process that have not been told to stop. */
  readonly #serving = new Set<{ readonly queues: readonly string[] }>();
  #awayUntil: Temporal.Instant | null = null;

  constructor(ask: {
    readonly engine: Pick<Engine, 'enqueue' | 'work'>;
    readonly clock: Clock;
    /** Told each time the real one did not answer. */
    readonly onOutage: (outage: Outage) => void;
  }) {
    this.#real = ask.engine;
    this.#clock = ask.clock;
    this.#onOutage = ask.onOutage;
    this.#standIn = inProcessEngine({ clock: ask.clock });
  }

  async enqueue(task: string, payload: TaskPayload, options: EnqueueOptions): Promise<Enqueued> {
    const isServed = this.#serves(options.queue ?? defaultQueue);
    if (isServed && this.#isKnownAway()) return this.#standIn.enqueue(task, payload, options);
    try {
      const enqueued = await this.#real.enqueue(task, payload, options);
      this.#awayUntil = null;
      return enqueued;
    } catch (error) {
      if (!(error instanceof Outage) || !isServed) throw error;
      this.#awayUntil = this.#clock.now().add({ seconds: againSeconds });
      this.#onOutage(error);
      return this.#standIn.enqueue(task, payload, options);
    }
  }

  /** On both; one is idle while the other works. */
  async work(queues: readonly string[], handlers: Handlers, options: WorkOptions): Promise<Worker> {
    const here = await this.#standIn.work(queues, handlers, options);
    let there: Worker;
    try {
      there = await this.#real.work(queues, handlers, options);
    } catch (error) {
      await here.stop({ graceful: false });
      throw error;
    }
    const serving = { queues };
    this.#serving.add(serving);
    return {
      name: there.name,
      stop: async (how) => {
        this.#serving.delete(serving);
        await Promise.all([here.stop(how), there.stop(how)]);
      },
    };
  }

  /** Ends what stands in; the real one is its owner's. */
  close(): Promise<void> {
    return this.#standIn.close({ graceful: false });
  }

  #serves(queue: string): boolean {
    return this.#serving.values().some(({ queues }) => queues.includes(queue));
  }

  #isKnownAway(): boolean {
    const until = this.#awayUntil;
    return until !== null && Temporal.Instant.compare(this.#clock.now(), until) < 0;
  }
}
