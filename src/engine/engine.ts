/**
 * The job engine as the rest of Paybeat sees it: hand a task over, work on tasks, see what waits.
 *
 * The queue is a hint and the database is the truth. A task carries ids and says "look at this";
 * an engine may deliver it never, once or fifty times, late and out of order. So a handler claims
 * its work in the database, and `reconcile` enqueues again whatever a queue forgot.
 *
 * Promises of every engine, held to by test/contract/engine.contract.ts
 *   - an id that is waiting, running or about to be retried is not enqueued a second time;
 *   - the id of a finished task is free again;
 *   - a worker never has more tasks in hand than its concurrency;
 *   - an Outage is tried again with growing pauses, anything else that is thrown is a failure at
 *     once, and a value that is returned is a success, also when it says "refused";
 *   - a task without a handler counts as an Outage: an older worker met a newer task.
 *
 * Not here: schedules (the beat keeps its own rows), how a task ended and when it may no longer start
 * (rows of `task`), pauses (orders to workers), and anything that only a broker would know.
 */
import type { JsonValue } from '#text/json-text.ts';

/** Ids and small words, never pay data: what it is about is read from the database. */
export type TaskPayload = Readonly<Record<string, string | number>>;

/** Celery's words, in lower case. */
export type TaskState = 'pending' | 'started' | 'retry' | 'success' | 'failure';

export interface EnqueueOptions {
  /** Derived from what the task is about (`run-7-chunk-3`), never random: it is what deduplicates. */
  readonly id: string;
  /** Default `default`. The same id always goes to the same queue. */
  readonly queue?: string;
  /** Milliseconds before it may start; default 0. */
  readonly delayMs?: number;
  /** 0 first … 9 last, default 5. A preference: what is already in hand is not interrupted. */
  readonly priority?: number;
  /** How often an Outage is tried again after the first attempt; default 3. */
  readonly retries?: number;
}

export type Enqueued =
  | { readonly kind: 'enqueued'; readonly id: string }
  /** The same id is waiting, running or about to be retried; that one goes on, unchanged. */
  | { readonly kind: 'already_there'; readonly id: string; readonly state: TaskState };

export interface TaskInHand {
  readonly taskId: string;
  readonly task: string;
  readonly payload: TaskPayload;
  /** 1 for the first. A task delivered twice may show the same number twice. */
  readonly attempt: number;
  /** Aborted by a stop that does not wait. A handler may look at it between two steps. */
  readonly signal: AbortSignal;
}

export type Handler = (task: TaskInHand) => Promise<JsonValue>;
/** Task name → handler. */
export type Handlers = Readonly<Record<string, Handler>>;

export interface TaskFailure {
  /** The code of the Outage (`unregistered_task` among them), or `bug`, or `unexpected_error`. */
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
}

export interface WorkOptions {
  /** How many tasks at once, at least 1. */
  readonly concurrency: number;
  /** Shown by `inspect`; default `worker-1`, `worker-2` … */
  readonly name?: string;
}

export interface Worker {
  readonly name: string;
  /**
   * Graceful: takes nothing new and resolves when the tasks in hand have ended. Otherwise: aborts
   * their signals, disowns them and resolves at once; they are delivered again to another worker.
   */
  stop(options: { readonly graceful: boolean }): Promise<void>;
}

export interface TaskSummary {
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  readonly state: TaskState;
  readonly payload: TaskPayload;
  readonly priority: number;
  /** Attempts begun so far. */
  readonly attempts: number;
  /** When a delayed task or a retry may start. */
  readonly startsAt?: Temporal.Instant;
  readonly startedAt?: Temporal.Instant;
  /** Who has it in hand. */
  readonly worker?: string;
}

export interface QueueSummary {
  readonly name: string;
  readonly isPaused: boolean;
  readonly active: number;
  readonly scheduled: number;
  readonly reserved: number;
}

/** Celery's words for what is going on. The lists are cut at `listMax`, the counts never are. */
export interface Inspection {
  /** In the hands of a worker. */
  readonly active: readonly TaskSummary[];
  /** Delayed, or waiting for their next attempt. */
  readonly scheduled: readonly TaskSummary[];
  /** Ready, waiting for a free place. */
  readonly reserved: readonly TaskSummary[];
  /** Those that ever held a task, and those that somebody here serves, sorted. */
  readonly queues: readonly QueueSummary[];
}

export interface Engine {
  /** Reaches whatever carries the tasks and checks that it is fit; an Outage when it is not. */
  ready(): Promise<void>;
  /** An Outage when the engine cannot be reached or was closed. */
  enqueue(task: string, payload: TaskPayload, options: EnqueueOptions): Promise<Enqueued>;
  /** Each queue is served by priority, then by age; between queues nothing is promised. */
  work(queues: readonly string[], handlers: Handlers, options: WorkOptions): Promise<Worker>;
  inspect(options?: { readonly listMax?: number }): Promise<Inspection>;
  /** The queues as bull-board shows them (BullMQ's `Queue`); left out where there are none. */
  dashboard?(): Promise<readonly object[]>;
  /**
   * Stops every worker of this engine (see `Worker.stop`), then ends. A second call that is not
   * graceful cuts a graceful one short. Afterwards `enqueue` throws an Outage.
   */
  close(options: { readonly graceful: boolean }): Promise<void>;
}

/** What happened, for the log and for `events`; an engine is built with somebody to tell. */
export interface TaskEvent {
  readonly kind: 'task_sent' | 'task_started' | 'task_succeeded' | 'task_retried' | 'task_failed';
  readonly at: Temporal.Instant;
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  readonly attempts: number;
  readonly worker?: string;
  /** What was thrown, as it was thrown; present on retried and failed. */
  readonly error?: unknown;
  /** Present on retried: the pause before the next attempt. */
  readonly retryInMs?: number;
}
