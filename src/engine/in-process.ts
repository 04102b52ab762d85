/**
 * The job engine inside one process: for one machine and, with simulated faults, for tests.
 *
 * Guarantees in addition to those of the port
 *
 *   - everything that it starts on its own runs in a timer's callback, one task per callback. With
 *     injected timers, an injected clock and a seed, the same calls give the same order of events.
 *
 * When the process ends, its waiting tasks are lost. `reconcile` enqueues them again from the
 * database.
 */
import { assert, Outage } from '#errors.ts';
import type { Clock } from '#time/clock.ts';
import { Deliveries, type Mishaps, noMishaps } from './deliveries.ts';
import type {
  Engine,
  Enqueued,
  EnqueueOptions,
  Handlers,
  Inspection,
  TaskEvent,
  TaskPayload,
  WorkOptions,
} from './engine.ts';
import { inspectionOf } from './in-process-inspection.ts';
import { type Ending, InProcessWorker } from './in-process-worker.ts';
import { type Seeded, seeded } from './seeded.ts';
import { TaskBook } from './task-book.ts';
import { type Delivery, newRecord, type TaskRecord } from './task-record.ts';
import {
  assertQueue,
  assertTaskName,
  defaultRetryPauses,
  failureOf,
  frozenPayload,
  type RetryPauses,
  retryPauseMs,
  taskSettings,
} from './task-rules.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface InProcessOptions {
  readonly clock: Clock;
  readonly timers?: Timers;
  readonly mishaps?: Mishaps;
  /** The source of the random part of a retry's pause. */
  readonly random?: Seeded;
  readonly book?: TaskBook;
  readonly retryPauses?: RetryPauses;
  /** Called for every event of every task, in order. */
  readonly onEvent?: (event: TaskEvent) => void;
}

export function inProcessEngine(options: InProcessOptions): InProcessEngine {
  return new InProcessEngine(options);
}

export class InProcessEngine implements Engine {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #mishaps: Mishaps;
  readonly #random: Seeded;
  readonly #retryPauses: RetryPauses;
  readonly #onEvent: (event: TaskEvent) => void;
  readonly #book: TaskBook;
  readonly #deliveries: Deliveries;
  /** In the order in which they are offered the next task. */
  readonly #workers: InProcessWorker[] = [];
  #workersNamed = 0;
  #callOffWake: (() => void) | undefined;
  #isClosed = false;

  constructor(options: InProcessOptions) {
    const { clock, timers = systemTimers, mishaps = noMishaps } = options;
    this.#clock = clock;
    this.#timers = timers;
    this.#mishaps = mishaps;
    // The start time makes each process draw different jitter.
    this.#random = options.random ?? seeded(clock.now().epochMilliseconds);
    this.#retryPauses = options.retryPauses ?? defaultRetryPauses;
    this.#onEvent = options.onEvent ?? (() => {});
    this.#book = options.book ?? new TaskBook();
    this.#deliveries = new Deliveries({ clock, timers, mishaps, onReady: () => this.#wake() });
  }

  async ready(): Promise<void> {
    if (this.#isClosed) throw engineClosed();
  }

  async enqueue(task: string, payload: TaskPayload, options: EnqueueOptions): Promise<Enqueued> {
    assertTaskName(task);
    const settings = taskSettings(options);
    const record = newRecord(task, frozenPayload(payload), settings);
    const { id } = settings;
    if (this.#isClosed) throw engineClosed();
    const there = this.#book.live(id);
    if (there !== undefined) return { kind: 'already_there', id, state: there.state };
    this.#tell('task_sent', record);
    this.#book.add(record);
    if (this.#mishaps.loses()) this.#book.lose(record);
    else this.#deliveries.hand({ record, isCopy: false }, settings.delayMs);
    return { kind: 'enqueued', id };
  }

  async work(
    queues: readonly string[],
    handlers: Handlers,
    options: WorkOptions,
  ): Promise<InProcessWorker> {
    const { concurrency } = options;
    assert(queues.length > 0, 'a worker needs a queue to work on');
    queues.forEach(assertQueue);
    assert(Number.isInteger(concurrency) && concurrency >= 1, `concurrency is ${concurrency}`);
    if (this.#isClosed) throw engineClosed();
    this.#workersNamed += 1;
    const name = options.name ?? `worker-${this.#workersNamed}`;
    const terms = { name, queues, handlers, concurrency };
    const worker: InProcessWorker = new InProcessWorker(terms, {
      ended: (delivery, ending) => this.#ended(delivery, ending),
      gaveBack: (delivery) => this.#gaveBack(delivery),
      left: () => this.#left(worker),
    });
    this.#workers.push(worker);
    this.#wake();
    return worker;
  }

  async inspect(options: { readonly listMax?: number } = {}): Promise<Inspection> {
    return inspectionOf({
      records: this.#book.all(),
      workers: this.#workers,
      ready: this.#deliveries.ready,
      listMax: options.listMax ?? 100,
    });
  }

  async close(options: { readonly graceful: boolean }): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop(options)));
    this.#isClosed = true;
    this.#book.close();
    this.flush();
    this.#callOffWake?.();
  }

  /**
   * Loses every task, like a broker that lost its memory. Current tasks continue, but their results
   * are ignored.
   */
  flush(): void {
    this.#deliveries.forgetAll();
    this.#book.forgetAll();
  }

  /** Schedules the start of one task, if one can start, and then repeats. */
  #wake(): void {
    this.#callOffWake ??= this.#timers.after(0, () => {
      this.#callOffWake = undefined;
      if (this.#startOne()) this.#wake();
    });
  }

  #startOne(): boolean {
    for (const worker of this.#workers) {
      const delivery = worker.hasRoom ? this.#deliveries.take(worker.queues) : undefined;
      if (delivery === undefined) continue;
      if (this.#mayStart(delivery, worker)) worker.start(delivery);
      this.#workers.push(...this.#workers.splice(this.#workers.indexOf(worker), 1));
      return true;
    }
    return false;
  }

  #mayStart({ record, isCopy }: Delivery, worker: InProcessWorker): boolean {
    if (isCopy) return true;
    if (this.#mishaps.loses()) {
      this.#book.lose(record);
      return false;
    }
    record.state = 'started';
    record.attempts += 1;
    record.startedAt = this.#clock.now();
    record.worker = worker.name;
    this.#tell('task_started', record);
    return true;
  }

  #ended({ record, isCopy }: Delivery, ending: Ending): void {
    this.#wake();
    if (isCopy || !this.#book.knows(record)) return;
    if (ending.kind === 'returned') {
      this.#book.finish(record, { kind: 'success', result: ending.result });
      this.#tell('task_succeeded', record);
      return;
    }
    const { error } = ending;
    if (error instanceof Outage && record.attempts <= record.settings.retries) {
      this.#tryAgain(record, error);
      return;
    }
    this.#book.finish(record, { kind: 'failure', failure: failureOf(error, record.attempts) });
    this.#tell('task_failed', record, { error });
  }

  #tryAgain(record: TaskRecord, error: Outage): void {
    const retryInMs = retryPauseMs(record.attempts, this.#retryPauses, this.#random.next());
    record.state = 'retry';
    this.#tell('task_retried', record, { error, retryInMs });
    record.worker = undefined;
    this.#deliveries.hand({ record, isCopy: false }, retryInMs);
  }

  #gaveBack({ record, isCopy }: Delivery): void {
    if (isCopy || !this.#book.knows(record)) return;
    record.state = 'pending';
    record.attempts -= 1;
    record.worker = undefined;
    this.#deliveries.hand({ record, isCopy: false }, 0);
  }

  #left(worker: InProcessWorker): void {
    const place = this.#workers.indexOf(worker);
    if (place !== -1) this.#workers.splice(place, 1);
  }

  #tell(
    kind: TaskEvent['kind'],
    record: TaskRecord,
    more: Pick<TaskEvent, 'error' | 'retryInMs'> = {},
  ): void {
    const { task, attempts, worker } = record;
    const { id, queue } = record.settings;
    const by = worker === undefined ? {} : { worker };
    this.#onEvent({ kind, at: this.#clock.now(), id, task, queue, attempts, ...by, ...more });
  }
}

function engineClosed(): Outage {
  return new Outage('engine_closed', 'the job engine is closed', {
    hint: 'start again; what was not enqueued is found by the next scan',
  });
}
