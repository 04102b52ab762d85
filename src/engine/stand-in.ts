/**
 * Lets workers continue inside the process while the real engine cannot be reached.
 *
 * The queue is only a hint, because each task is claimed in the database. A worker without its
 * broker sends itself the tasks that the broker would have sent, so pay day does not wait for a
 * queue. When the broker returns, it may deliver the same tasks again, which changes nothing.
 *
 * After an outage, the broker is tried again after `againSeconds`; until then no call waits for it.
 * A broker that was unreachable from the start is tried in the background until the worker reaches
 * it.
 *
 * A broker that answers but is unfit (a wrong password, an evicting policy) is refused when a
 * worker starts. If a broker becomes unfit later, that is reported, and the worker continues
 * without it.
 *
 * This covers only queues that this process serves. Tasks of other queues wait for the broker.
 */
import { Outage } from '#errors.ts';
import type { Clock } from '#time/clock.ts';
import { isRefusal } from './bullmq/broker-outage.ts';
import type { Engine, Enqueued, EnqueueOptions, TaskPayload, Worker } from './engine.ts';
import { inProcessEngine } from './in-process.ts';
import { defaultQueue } from './task-rules.ts';
import { systemTimers, type Timers } from './timers.ts';

export const againSeconds = 15;
/** The pause between two attempts to reach a broker that was unreachable from the start. */
const reachAgainMs = 2_000;

type Work = Parameters<Engine['work']>;

export class EngineWithStandIn implements Pick<Engine, 'enqueue' | 'work'> {
  readonly #real: Pick<Engine, 'enqueue' | 'work'>;
  readonly #standIn: Engine;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #onOutage: (outage: Outage) => void;
  readonly #onServed: () => void;
  /** How many workers wait for the broker. */
  #unreached = 0;
  /** The queues of the workers in this process that have not been told to stop. */
  readonly #serving = new Set<{ readonly queues: readonly string[] }>();
  #awayUntil: Temporal.Instant | null = null;

  constructor(ask: {
    readonly engine: Pick<Engine, 'enqueue' | 'work'>;
    readonly clock: Clock;
    readonly timers?: Timers;
    /** Called for each attempt that the real engine does not answer. */
    readonly onOutage: (outage: Outage) => void;
    /** Called when the real engine answers again. */
    readonly onServed?: () => void;
  }) {
    this.#real = ask.engine;
    this.#clock = ask.clock;
    this.#timers = ask.timers ?? systemTimers;
    this.#onOutage = ask.onOutage;
    this.#onServed = ask.onServed ?? (() => {});
    this.#standIn = inProcessEngine({ clock: ask.clock });
  }

  async enqueue(task: string, payload: TaskPayload, options: EnqueueOptions): Promise<Enqueued> {
    const isServed = this.#serves(options.queue ?? defaultQueue);
    if (isServed && this.#isKnownAway()) return this.#standIn.enqueue(task, payload, options);
    try {
      const enqueued = await this.#real.enqueue(task, payload, options);
      if (this.#awayUntil !== null) this.#onServed();
      this.#awayUntil = null;
      return enqueued;
    } catch (error) {
      if (!(error instanceof Outage) || !isServed) throw error;
      this.#awayUntil = this.#clock.now().add({ seconds: againSeconds });
      this.#onOutage(error);
      return this.#standIn.enqueue(task, payload, options);
    }
  }

  /** Works on both engines. One is idle while the other has tasks. */
  async work(...terms: Work): Promise<Worker> {
    const [queues, handlers, options] = terms;
    const here = await this.#standIn.work(queues, handlers, options);
    let there: Pick<Worker, 'stop'>;
    try {
      there = await this.#workOnReal(terms);
    } catch (error) {
      await here.stop({ graceful: false });
      throw error;
    }
    const serving = { queues };
    this.#serving.add(serving);
    return {
      name: here.name,
      stop: async (how) => {
        this.#serving.delete(serving);
        await Promise.all([here.stop(how), there.stop(how)]);
      },
    };
  }

  /**
   * The worker on the real engine, or a substitute that starts it as soon as the engine can be
   * reached.
   */
  async #workOnReal(terms: Work): Promise<Pick<Worker, 'stop'>> {
    try {
      return await this.#real.work(...terms);
    } catch (error) {
      if (!(error instanceof Outage) || isRefusal(error)) throw error;
      this.#onOutage(error);
      return this.#reach(terms);
    }
  }

  #reach(terms: Work): Pick<Worker, 'stop'> {
    let worker: Promise<Worker | null> = Promise.resolve(null);
    let isWanted = true;
    this.#unreached += 1;
    const attempt = async (): Promise<Worker | null> => {
      try {
        const reached = await this.#real.work(...terms);
        this.#unreached -= 1;
        this.#onServed();
        return reached;
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
        this.#onOutage(error);
        if (isWanted) later();
        return null;
      }
    };
    let callOff = () => {};
    const later = () => {
      callOff = this.#timers.after(reachAgainMs, () => {
        worker = attempt();
      });
    };
    later();
    return {
      stop: async (how) => {
        callOff();
        const wasWanted = isWanted;
        isWanted = false;
        const reached = await worker;
        if (reached !== null) await reached.stop(how);
        else if (wasWanted) this.#unreached -= 1;
      },
    };
  }

  /** Closes the stand-in. The owner of the real engine closes that one. */
  close(): Promise<void> {
    return this.#standIn.close({ graceful: false });
  }

  #serves(queue: string): boolean {
    return this.#serving.values().some(({ queues }) => queues.includes(queue));
  }

  #isKnownAway(): boolean {
    if (this.#unreached > 0) return true;
    const until = this.#awayUntil;
    return until !== null && Temporal.Instant.compare(this.#clock.now(), until) < 0;
  }
}
