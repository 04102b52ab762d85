/**
 * An engine that goes on inside the process while the real one cannot be reached.
 *
 * The queue is a hint: what it says is claimed in the database. So a worker whose broker is away gives
 * itself the tasks that it would have been given, and a pay day does not wait for a queue. When the
 * broker is back it may deliver the same tasks once more, which changes nothing.
 *
 * A broker that was away is asked again after `againSeconds`; until then nobody waits for it. A broker
 * that was never reachable is tried repeatedly in the background, until it accepts the worker. A broker that
 * answers and is not fit (a wrong password, an evicting policy) is refused when a worker begins. When it
 * turns out to be unfit later, that is told, and the worker goes on without it: nobody's pay waits for
 * a setting.
 *
 * Not here: tasks of queues that nobody in this process serves. Those wait for the broker.
 */
import { Outage } from '#errors.ts';
import type { Clock } from '#time/clock.ts';
import { isRefusal } from './bullmq/broker-outage.ts';
import type { Engine, Enqueued, EnqueueOptions, TaskPayload, Worker } from './engine.ts';
import { inProcessEngine } from './in-process.ts';
import { defaultQueue } from './task-rules.ts';
import { systemTimers, type Timers } from './timers.ts';

export const againSeconds = 15;
/** Between two attempts to reach a broker that was never there. */
const reachAgainMs = 2_000;

type Work = Parameters<Engine['work']>;

export class EngineWithStandIn implements Pick<Engine, 'enqueue' | 'work'> {
  readonly #real: Pick<Engine, 'enqueue' | 'work'>;
  readonly #standIn: Engine;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #onOutage: (outage: Outage) => void;
  /** What was told of a broker that was never there. */
  readonly #told = new Set<string>();
  /** How many workers wait for it. */
  #unreached = 0;
  /** Of the workers in this process that have not been told to stop. */
  readonly #serving = new Set<{ readonly queues: readonly string[] }>();
  #awayUntil: Temporal.Instant | null = null;

  constructor(ask: {
    readonly engine: Pick<Engine, 'enqueue' | 'work'>;
    readonly clock: Clock;
    readonly timers?: Timers;
    /** Told each time the real one did not answer; once of one that was never there. */
    readonly onOutage: (outage: Outage) => void;
  }) {
    this.#real = ask.engine;
    this.#clock = ask.clock;
    this.#timers = ask.timers ?? systemTimers;
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

  /** The worker on the real one, or what becomes it as soon as the real one can be reached. */
  async #workOnReal(terms: Work): Promise<Pick<Worker, 'stop'>> {
    try {
      return await this.#real.work(...terms);
    } catch (error) {
      if (!(error instanceof Outage) || isRefusal(error)) throw error;
      this.#tellOnce(error);
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
        this.#told.clear();
        return reached;
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
        this.#tellOnce(error);
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

  #tellOnce(outage: Outage): void {
    if (this.#told.has(outage.code)) return;
    this.#told.add(outage.code);
    this.#onOutage(outage);
  }

  /** Ends what stands in; the real one is its owner's. */
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
