/**
 * The participants of a simulation: people, and workers that die and return under a new identity.
 */
import type { Engine, Worker } from '#engine/engine.ts';
import { Outage } from '#errors.ts';
import { TaskJournal } from '#operations/workers/task-journal.ts';
import type { World } from '#operations/world.ts';
import { keepWorker } from '#processes/worker/worker.ts';
import type { WorkerSettings } from '#processes/worker/worker-parts.ts';
import type { Caller } from './gate.ts';
import type { Hands } from './hands.ts';
import type { SimTime } from './sim-time.ts';

/** What a worker does. A planted fault replaces it. */
export interface Conduct {
  readonly name: string;
  serve(world: World, ask: WorkerSettings): Promise<void>;
  /** What a person's commands do. Default: the real operations. */
  readonly hands?: Partial<Hands>;
}

export const asBuilt: Conduct = { name: 'as built', serve: keepWorker };

/** The message of a simulated error that no code expects, like a mistake in a statement. */
export const simulatedError = 'a statement broke (simulated)';

/** True if the error is a simulated outage or a simulated mistake. */
export function isArranged(error: unknown): boolean {
  return error instanceof Outage || (error instanceof Error && isSimulated(error.message));
}

export function isSimulated(message: string): boolean {
  return message.endsWith('(simulated)');
}

export class SimPerson implements Caller {
  readonly name: string;
  isAlive = true;
  isStalled = false;
  isBusy = false;

  constructor(name: string) {
    this.name = name;
  }
}

/** One life of a worker process. */
export class SimWorker implements Caller {
  readonly name: string;
  isAlive = true;
  isStalled = false;
  stalledAtMs = 0;
  readonly #stop = new AbortController();
  readonly #onQueue: Worker[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Works until it is told to stop, dies, or fails. */
  serve(ask: {
    readonly conduct: Conduct;
    readonly world: World;
    readonly engine: Engine;
    readonly time: SimTime;
    readonly concurrency: number;
    readonly pulseSeconds: number | null;
  }): Promise<void> {
    const timers = ask.time.timersOf(this);
    return ask.conduct.serve(ask.world, {
      engine: this.#remembering(ask.engine),
      concurrency: ask.concurrency,
      scanSeconds: 15,
      ...(ask.pulseSeconds === null ? {} : { pulseSeconds: ask.pulseSeconds }),
      journal: new TaskJournal({ now: () => ask.time.now() }),
      signal: this.#stop.signal,
      pause: (ms, signal) =>
        new Promise((resolve) => {
          const callOff = timers.after(ms, resolve);
          signal.addEventListener('abort', () => {
            callOff();
            resolve();
          });
        }),
    });
  }

  /** Stops as SIGTERM does. */
  stop(): void {
    this.#stop.abort();
  }

  /** After its death: returns the tasks that it had in hand to the queue. */
  leaveQueue(): void {
    for (const worker of this.#onQueue) void worker.stop({ graceful: false });
  }

  #remembering(engine: Engine): Engine {
    return {
      ready: () => engine.ready(),
      enqueue: (task, payload, options) => engine.enqueue(task, payload, options),
      work: async (queues, handlers, options) => {
        const worker = await engine.work(queues, handlers, options);
        this.#onQueue.push(worker);
        return worker;
      },
      inspect: (options) => engine.inspect(options),
      close: (options) => engine.close(options),
    };
  }
}
