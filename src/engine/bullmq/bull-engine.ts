/**
 * The job engine on BullMQ, for any number of processes on any number of machines.
 *
 * Guarantees in addition to those of the port
 *
 *   - if several callers enqueue the same id at the same moment, only one is told that it did;
 *
 *   - every request is answered within ten seconds, or throws Outage;
 *
 *   - each queue remembers the results of its newest 1,000 tasks: a success for an hour, a failure
 *     for seven days.
 *
 * Elsewhere: the connections (redis-broker.ts, postgres-broker.ts), the worker (bull-worker.ts),
 * the stored form of a task (bull-task.ts).
 */
import { randomUUID } from 'node:crypto';
import type {
  Engine,
  Enqueued,
  EnqueueOptions,
  Handlers,
  Inspection,
  TaskEvent,
  TaskPayload,
  TaskState,
  Worker as TaskWorker,
  WorkOptions,
} from '#engine/engine.ts';
import { seeded } from '#engine/seeded.ts';
import {
  assertQueue,
  assertTaskName,
  defaultRetryPauses,
  frozenPayload,
  type RetryPauses,
  taskSettings,
} from '#engine/task-rules.ts';
import { systemTimers } from '#engine/timers.ts';
import { assert, Outage } from '#errors.ts';
import type { Clock } from '#time/clock.ts';
import type { Broker, BullQueue } from './broker.ts';
import { answered } from './broker-outage.ts';
import { bullInspection } from './bull-inspection.ts';
import { optionsOf } from './bull-task.ts';
import { type BullHost, BullWorker } from './bull-worker.ts';
import { findTask } from './task-lookup.ts';

export interface BullEngineOptions {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly retryPauses?: RetryPauses;
  /** Called for each event of this engine's tasks and workers, in order. */
  readonly onEvent?: (event: TaskEvent) => void;
  /** Called for each attempt of a worker that the broker does not answer. */
  readonly onTrouble?: BullHost['trouble'];
  /** Called when the broker answers a worker again. */
  readonly onRecovery?: BullHost['recovered'];
}

/** Earlier versions had a queue of this name and never worked on it. */
const formerQueue = 'every-queue';
/** A task may end between two requests about it. If this happens more often in a row, something is wrong. */
const enqueueTriesMax = 5;

export class BullEngine implements Engine {
  readonly #broker: Broker;
  readonly #clock: Clock;
  readonly #host: BullHost;
  readonly #onEvent: (event: TaskEvent) => void;
  readonly #queues = new Map<string, Promise<BullQueue>>();
  readonly #workers = new Set<BullWorker>();
  #workersNamed = 0;
  #isClosed = false;
  #ended: Promise<void> | undefined;

  constructor(options: BullEngineOptions) {
    const { broker, clock, onEvent = () => {}, onTrouble = () => {} } = options;
    const { onRecovery = () => {} } = options;
    this.#broker = broker;
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#host = {
      broker,
      clock,
      timers: systemTimers,
      // The start time makes each process draw different jitter.
      random: seeded(clock.now().epochNanoseconds),
      retryPauses: options.retryPauses ?? defaultRetryPauses,
      tell: (event) => this.#tell(event),
      trouble: onTrouble,
      recovered: onRecovery,
      left: (worker) => this.#workers.delete(worker),
    };
  }

  async ready(): Promise<void> {
    this.#assertOpen();
    await this.#broker.ready();
  }

  async enqueue(task: string, payload: TaskPayload, options: EnqueueOptions): Promise<Enqueued> {
    assertTaskName(task);
    const settings = taskSettings(options);
    const { id } = settings;
    const sentBy = randomUUID();
    const data = { payload: frozenPayload(payload), sentBy };
    const queue = await this.#queue(settings.queue);
    for (let tries = 1; tries <= enqueueTriesMax; tries += 1) {
      if (await answered(this.#broker.forgetEnded(settings.queue, id))) {
        await answered(queue.add(task, data, optionsOf(settings)));
      }
      const found = await findTask(queue, id);
      // The task is ours, or it has ended and a thousand later results have replaced it.
      if (found === undefined || found.job.data.sentBy === sentBy) {
        this.#tell({ kind: 'task_sent', id, task, queue: settings.queue, attempts: 0 });
        return { kind: 'enqueued', id };
      }
      if (!hasEnded(found.state)) return { kind: 'already_there', id, state: found.state };
    }
    throw new Outage('broker_busy', `${id} ends again and again while it is enqueued`);
  }

  async work(
    queues: readonly string[],
    handlers: Handlers,
    options: WorkOptions,
  ): Promise<TaskWorker> {
    const { concurrency } = options;
    assert(queues.length > 0, 'a worker needs a queue to work on');
    queues.forEach(assertQueue);
    assert(Number.isInteger(concurrency) && concurrency >= 1, `concurrency is ${concurrency}`);
    await Promise.all(queues.map((queue) => this.#queue(queue)));
    this.#workersNamed += 1;
    const name = options.name ?? `worker-${this.#workersNamed}`;
    const worker = new BullWorker({ name, queues, handlers, concurrency }, this.#host);
    this.#workers.add(worker);
    try {
      await worker.open();
    } catch (error) {
      await worker.stop({ graceful: false });
      throw error;
    }
    return worker;
  }

  async inspect(options: { readonly listMax?: number } = {}): Promise<Inspection> {
    await this.ready();
    const workers = [...this.#workers];
    await answered(Promise.all(workers.map((worker) => worker.toldAll())));
    return bullInspection({
      broker: this.#broker,
      queues: await this.#allQueues(),
      listMax: options.listMax ?? 100,
    });
  }

  async close(options: { readonly graceful: boolean }): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.stop(options)));
    this.#ended ??= this.#end();
    await this.#ended;
  }

  async #end(): Promise<void> {
    this.#isClosed = true;
    const queues = await Promise.allSettled(this.#queues.values());
    const closing = queues.map(async (queue) => {
      if (queue.status === 'fulfilled') await answered(queue.value.close(), { withinMs: 1_000 });
    });
    await Promise.allSettled(closing);
    await answered(this.#broker.close(), { withinMs: 1_000 }).catch(() => undefined);
  }

  /** Every queue that ever held a task, by name. */
  async #allQueues(): Promise<ReadonlyMap<string, BullQueue>> {
    const known = await answered(this.#broker.queueNames());
    const names = new Set([...known, ...this.#queues.keys()]);
    names.delete(formerQueue);
    const found = [...names]
      .toSorted()
      .map(async (name) => [name, await this.#queue(name)] as const);
    return new Map(await Promise.all(found));
  }

  async dashboard(): Promise<readonly object[]> {
    await this.ready();
    return [...(await this.#allQueues()).values()];
  }

  #queue(name: string): Promise<BullQueue> {
    const there = this.#queues.get(name);
    if (there !== undefined) return there;
    const opened = this.#open(name).catch((error: unknown) => {
      this.#queues.delete(name);
      throw error;
    });
    this.#queues.set(name, opened);
    return opened;
  }

  async #open(name: string): Promise<BullQueue> {
    await this.ready();
    await answered(this.#broker.remember(name));
    const queue = this.#broker.queue(name);
    // The request that failed reports the error. Without this listener, it would end the process.
    queue.on('error', () => undefined);
    try {
      await answered(queue.waitUntilReady());
      return queue;
    } catch (error) {
      queue.close().catch(() => undefined);
      throw error;
    }
  }

  #assertOpen(): void {
    if (!this.#isClosed) return;
    throw new Outage('engine_closed', 'the job engine is closed', {
      hint: 'start again; what was not enqueued is found by the next scan',
    });
  }

  #tell(event: Omit<TaskEvent, 'at'>): void {
    this.#onEvent({ ...event, at: this.#clock.now() });
  }
}

function hasEnded(state: TaskState): boolean {
  return state === 'success' || state === 'failure';
}
