/**
 * A worker on BullMQ. It takes tasks from its queues in turn, runs up to `concurrency` of them at
 * once, and reports their results.
 *
 * While the broker is unreachable, the worker continues its current tasks and tries again with
 * growing pauses. A task whose lock expired in the meantime belongs to another worker. It is still
 * finished here, but its result is ignored.
 */
import { randomUUID } from 'node:crypto';
import type { TaskEvent, Worker as TaskWorker } from '#engine/engine.ts';
import type { Seeded } from '#engine/seeded.ts';
import {
  failureOf,
  jsonResult,
  type RetryPauses,
  retryPauseMs,
  unregisteredTask,
  type WorkerTerms,
} from '#engine/task-rules.ts';
import type { Timers } from '#engine/timers.ts';
import { Outage } from '#errors.ts';
import type { Clock } from '#time/clock.ts';
import { type Broker, lockMs } from './broker.ts';
import { brokerOutage } from './broker-outage.ts';
import { type BullJob, failureText, workerLost } from './bull-task.ts';
import { type Claimed, type TaskReport, TaskSource } from './task-source.ts';

export interface BullHost {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Seeded;
  readonly retryPauses: RetryPauses;
  tell(event: Omit<TaskEvent, 'at'>): void;
  /** An attempt failed because the broker does not answer. */
  trouble(trouble: { readonly outage: Outage; readonly retryInMs: number }): void;
  /** The broker has given an answer again. */
  recovered(): void;
  left(worker: BullWorker): void;
}

interface InHand extends Claimed {
  readonly source: TaskSource;
  readonly controller: AbortController;
}

type Ending =
  | { readonly kind: 'returned'; readonly result: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'worker_lost' };

type EventKind = Exclude<TaskEvent['kind'], 'task_sent'>;

const troublePauseMsMax = 1_000;
/** How many times a result is reported before it is given up. */
const reportTriesMax = 6;

export class BullWorker implements TaskWorker {
  readonly name: string;
  readonly #terms: WorkerTerms;
  readonly #host: BullHost;
  readonly #sources: TaskSource[];
  readonly #inHand = new Set<InHand>();
  readonly #reporting = new Set<Promise<void>>();
  readonly #emptied = Promise.withResolvers<void>();
  /** Resolved by a cold stop. */
  readonly #cut = Promise.withResolvers<void>();
  /** Queues that may have a task. */
  readonly #worthLooking = new Set<TaskSource>();
  #looking: Promise<void> | undefined;
  #givingBack: Promise<unknown> = Promise.resolve();
  #callOffRenewal = () => {};
  #callOffRetry = () => {};
  #troubles = 0;
  #isTroubled = false;
  #isStopping = false;
  #stopped: Promise<void> | undefined;

  constructor(terms: WorkerTerms, host: BullHost) {
    this.name = terms.name;
    this.#terms = terms;
    this.#host = host;
    const tokens = randomUUID();
    this.#sources = terms.queues.map((queue) => {
      const { broker } = host;
      const bull = broker.worker(queue, { workerName: terms.name });
      return new TaskSource({ queue, broker, bull, tokens, now: () => this.#nowMs() });
    });
  }

  async open(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.open()));
    this.#renewLocks();
    this.#look(this.#sources);
  }

  get #hasRoom(): boolean {
    return !this.#isStopping && this.#inHand.size < this.#terms.concurrency;
  }

  #nowMs(): number {
    return this.#host.clock.now().epochMilliseconds;
  }

  #look(sources: readonly TaskSource[]): void {
    for (const source of sources) this.#worthLooking.add(source);
    this.#looking ??= this.#lookThrough().finally(() => {
      this.#looking = undefined;
      if (this.#hasRoom && this.#worthLooking.size > 0) this.#look([]);
    });
  }

  /** Takes one task from each queue in turn, while slots are free and tasks are found. */
  async #lookThrough(): Promise<void> {
    while (this.#hasRoom && this.#worthLooking.size > 0) {
      const source = this.#sources.find((one) => this.#worthLooking.has(one));
      if (source === undefined) break;
      this.#sources.push(...this.#sources.splice(this.#sources.indexOf(source), 1));
      this.#worthLooking.delete(source);
      try {
        const claimed = await source.claim();
        this.#troubles = 0;
        this.#recover();
        if (claimed === undefined) continue;
        this.#worthLooking.add(source);
        this.#take(claimed, source);
      } catch (error) {
        this.#waitOut(error, source);
        return;
      }
    }
    if (this.#hasRoom) for (const source of this.#sources) this.#listen(source);
  }

  #listen(source: TaskSource): void {
    source.listen({
      onTask: () => this.#look([source]),
      onError: (error) => this.#waitOut(error, source),
    });
  }

  #waitOut(error: unknown, source: TaskSource): void {
    if (this.#isStopping) return;
    const outage = brokerOutage(error);
    if (!(outage instanceof Outage)) throw outage;
    const retryInMs = Math.min(100 * 2 ** this.#troubles, troublePauseMsMax);
    this.#troubles += 1;
    this.#isTroubled = true;
    this.#host.trouble({ outage, retryInMs });
    this.#callOffRetry();
    this.#callOffRetry = this.#host.timers.after(retryInMs, () => {
      this.#look([source, ...this.#sources]);
    });
  }

  #recover(): void {
    if (!this.#isTroubled) return;
    this.#isTroubled = false;
    this.#host.recovered();
  }

  #take(claimed: Claimed, source: TaskSource): void {
    const task: InHand = { ...claimed, source, controller: new AbortController() };
    this.#inHand.add(task);
    if (this.#isStopping) {
      this.#disown(task);
      return;
    }
    void this.#work(task);
  }

  async #work(task: InHand): Promise<void> {
    const ending = await this.#run(task);
    if (!this.#inHand.has(task)) return;
    const reporting = this.#report(task, ending).finally(() => this.#reporting.delete(reporting));
    this.#reporting.add(reporting);
    await reporting;
    if (!this.#inHand.delete(task)) return;
    if (this.#isStopping) this.#leaveWhenEmpty();
    else this.#look(this.#sources);
  }

  async #run({ job, source, controller }: InHand): Promise<Ending> {
    if (job.deferredFailure) return { kind: 'worker_lost' };
    this.#tell('task_started', { job, source, attempts: job.attemptsMade + 1 });
    const { handlers } = this.#terms;
    try {
      const handler = Object.hasOwn(handlers, job.name) ? handlers[job.name] : undefined;
      if (handler === undefined) throw unregisteredTask(job.name);
      const value = await handler({
        taskId: job.id ?? '',
        task: job.name,
        payload: job.data.payload,
        attempt: job.attemptsMade + 1,
        signal: controller.signal,
      });
      return { kind: 'returned', result: jsonResult(value) };
    } catch (error) {
      return { kind: 'threw', error };
    }
  }

  /** Reports a result to the broker, with retries, and then emits the event. */
  async #report(task: InHand, ending: Ending): Promise<void> {
    const { report, event, more } = this.#conclude(task.job, ending);
    // BullMQ counts an attempt when its result is reported.
    const attempts = task.job.attemptsMade + 1;
    for (let tries = 1; tries <= reportTriesMax && this.#inHand.has(task); tries += 1) {
      try {
        await task.source.report(task, report);
        this.#tell(event, { ...task, ...more, attempts });
        return;
      } catch (error) {
        if (isNotOurs(error)) return;
        const retryInMs = Math.min(100 * 2 ** tries, troublePauseMsMax);
        const outage = brokerOutage(error);
        if (outage instanceof Outage) {
          this.#isTroubled = true;
          this.#host.trouble({ outage, retryInMs });
        }
        await new Promise<void>((done) => this.#host.timers.after(retryInMs, done));
      }
    }
  }

  #conclude(
    job: BullJob,
    ending: Ending,
  ): {
    readonly report: TaskReport;
    readonly event: EventKind;
    readonly more: Pick<TaskEvent, 'error' | 'retryInMs'>;
  } {
    const attempts = job.attemptsMade + 1;
    switch (ending.kind) {
      case 'returned':
        return {
          report: { kind: 'completed', result: ending.result },
          event: 'task_succeeded',
          more: {},
        };
      case 'worker_lost': {
        const error = new Outage(workerLost.code, workerLost.message);
        const report: TaskReport = { kind: 'failed', reason: failureText(workerLost) };
        return { report, event: 'task_failed', more: { error } };
      }
      case 'threw': {
        const { error } = ending;
        const reason = failureText(failureOf(error, attempts));
        if (!(error instanceof Outage) || attempts >= (job.opts.attempts ?? 1)) {
          return { report: { kind: 'failed', reason }, event: 'task_failed', more: { error } };
        }
        const { retryPauses, random } = this.#host;
        const inMs = retryPauseMs(attempts, retryPauses, random.next());
        const more = { error, retryInMs: inMs };
        return { report: { kind: 'retry', reason, inMs }, event: 'task_retried', more };
      }
    }
  }

  #tell(
    kind: EventKind,
    about: {
      readonly job: BullJob;
      readonly source: TaskSource;
      readonly attempts: number;
    } & Pick<TaskEvent, 'error' | 'retryInMs'>,
  ): void {
    const { job, source, attempts, error, retryInMs } = about;
    this.#host.tell({
      kind,
      id: job.id ?? '',
      task: job.name,
      queue: source.queue,
      attempts,
      worker: this.name,
      ...(error === undefined ? {} : { error }),
      ...(retryInMs === undefined ? {} : { retryInMs }),
    });
  }

  #renewLocks(): void {
    this.#callOffRenewal = this.#host.timers.after(lockMs / 3, () => {
      const renewals = this.#sources.map((source) =>
        source.keepLocks([...this.#inHand].filter((task) => task.source === source)),
      );
      // A task whose lock was not renewed is taken over soon. The next request reports the outage.
      void Promise.allSettled(renewals);
      this.#renewLocks();
    });
  }

  stop(options: { readonly graceful: boolean }): Promise<void> {
    this.#isStopping = true;
    this.#callOffRetry();
    for (const source of this.#sources) source.stopListening();
    if (!options.graceful) {
      for (const task of [...this.#inHand]) this.#disown(task);
      this.#cut.resolve();
    }
    this.#leaveWhenEmpty();
    this.#stopped ??= this.#leave();
    return this.#stopped;
  }

  #disown(task: InHand): void {
    this.#inHand.delete(task);
    task.controller.abort();
    const back = task.source.giveBack(task).catch(() => undefined);
    this.#givingBack = Promise.all([this.#givingBack, back]);
    this.#leaveWhenEmpty();
  }

  #leaveWhenEmpty(): void {
    if (this.#isStopping && this.#inHand.size === 0) this.#emptied.resolve();
  }

  async #leave(): Promise<void> {
    // A task that is being taken now goes back, unless the broker does not answer.
    await Promise.race([this.#looking, this.#cut.promise]);
    await this.#emptied.promise;
    await this.#givingBack;
    this.#callOffRenewal();
    await Promise.all(this.#sources.map((source) => source.close()));
    this.#host.left(this);
  }

  /** Waits until every result that the broker may already have is also counted here. */
  async toldAll(): Promise<void> {
    await Promise.all([...this.#reporting]);
  }
}

/**
 * BullMQ's codes for: the task is gone, its lock is gone, it is not active, another worker has its
 * lock.
 */
function isNotOurs(error: unknown): boolean {
  const cause = error instanceof Outage ? error.cause : error;
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'number' && [-1, -2, -3, -6].includes(code);
}
