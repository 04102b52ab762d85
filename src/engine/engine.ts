/**
 * The job engine as the rest of Paybeat sees it: enqueue tasks, work on them, inspect the queues.
 *
 * The queue is only a hint; the database decides. A task contains ids and means "look at this". An
 * engine may deliver it never, once or fifty times, late and out of order. So a handler claims its
 * work in the database, and `reconcile` enqueues again whatever a queue lost.
 *
 * Promises of every engine, tested by test/contract/engine.contract.ts
 *
 *   - an id that is waiting, running or about to be retried is not enqueued a second time;
 *   - the id of a finished task is free again;
 *   - a worker never has more tasks in hand than its concurrency;
 *   - an Outage is retried with growing pauses. Any other error is a failure at once. A returned
 *     value is a success, even if it says "refused";
 *   - a task without a handler counts as an Outage, because a newer version may have sent it to an
 *     older worker.
 *
 * Not here: schedules (the beat has its own rows), results and expiry of tasks (rows of `task`),
 * pauses (orders to workers), and anything that only one broker has.
 */
import type { JsonValue } from '#text/json-text.ts';

/** Ids and short words, never pay data. The handler reads the rest from the database. */
export type TaskPayload = Readonly<Record<string, string | number>>;

/** Celery's states, in lower case. */
export type TaskState = 'pending' | 'started' | 'retry' | 'success' | 'failure';

export interface EnqueueOptions {
  /**
   * Derived from the subject of the task (`run-7-chunk-3`), never random. It prevents duplicates.
   */
  readonly id: string;
  /** Default: `default`. The same id always goes to the same queue. */
  readonly queue?: string;
  /** Milliseconds before the task may start. Default: 0. */
  readonly delayMs?: number;
  /** 0 (first) to 9 (last). Default: 5. It does not interrupt tasks that have started. */
  readonly priority?: number;
  /** How many times an Outage is retried after the first attempt. Default: 3. */
  readonly retries?: number;
}

export type Enqueued =
  | { readonly kind: 'enqueued'; readonly id: string }
  /** The same id is waiting, running or about to be retried. That task continues unchanged. */
  | { readonly kind: 'already_there'; readonly id: string; readonly state: TaskState };

export interface TaskInHand {
  readonly taskId: string;
  readonly task: string;
  readonly payload: TaskPayload;
  /** 1 for the first attempt. A task delivered twice may show the same number twice. */
  readonly attempt: number;
  /** Aborted by a cold stop. A handler may check it between two steps. */
  readonly signal: AbortSignal;
}

export type Handler = (task: TaskInHand) => Promise<JsonValue>;
/** Task name → handler. */
export type Handlers = Readonly<Record<string, Handler>>;

export interface TaskFailure {
  /** The code of the Outage (such as `unregistered_task`), or `bug`, or `unexpected_error`. */
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
}

export interface WorkOptions {
  /** How many tasks run at once: at least 1. */
  readonly concurrency: number;
  /** Shown by `inspect`. Default: `worker-1`, `worker-2` … */
  readonly name?: string;
}

export interface Worker {
  readonly name: string;
  /**
   * Graceful: takes no new tasks, and resolves when the current tasks have ended. Otherwise: aborts
   * their signals, abandons them and resolves at once. Another worker receives them again.
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
  /** Number of attempts that have begun. */
  readonly attempts: number;
  /** When a delayed task or a retry may start. */
  readonly startsAt?: Temporal.Instant;
  readonly startedAt?: Temporal.Instant;
  /** The worker that has the task in hand. */
  readonly worker?: string;
}

export interface QueueSummary {
  readonly name: string;
  readonly isPaused: boolean;
  readonly active: number;
  readonly scheduled: number;
  readonly reserved: number;
}

/** Tasks and queues in Celery's terms. The lists end at `listMax`; the counts are complete. */
export interface Inspection {
  /** Tasks that a worker has in hand. */
  readonly active: readonly TaskSummary[];
  /** Tasks that are delayed, or wait for their next attempt. */
  readonly scheduled: readonly TaskSummary[];
  /** Tasks that are ready and wait for a free slot. */
  readonly reserved: readonly TaskSummary[];
  /** The queues that ever held a task, and those that a worker of this process serves, sorted. */
  readonly queues: readonly QueueSummary[];
}

export interface Engine {
  /** Connects to the broker and checks that it is fit. Throws Outage if it is not. */
  ready(): Promise<void>;
  /** Throws Outage if the engine cannot be reached or was closed. */
  enqueue(task: string, payload: TaskPayload, options: EnqueueOptions): Promise<Enqueued>;
  /**
   * Starts a worker. In each queue, tasks start by priority, then by age. The order between queues
   * is not defined.
   */
  work(queues: readonly string[], handlers: Handlers, options: WorkOptions): Promise<Worker>;
  inspect(options?: { readonly listMax?: number }): Promise<Inspection>;
  /** The queues for bull-board (BullMQ's `Queue`). Absent in an engine without BullMQ. */
  dashboard?(): Promise<readonly object[]>;
  /**
   * Stops every worker of this engine (see `Worker.stop`), then closes. A second call that is not
   * graceful cuts a graceful one short. Afterwards `enqueue` throws Outage.
   */
  close(options: { readonly graceful: boolean }): Promise<void>;
}

/**
 * One event of a task, for the log and for `events`. An engine is created with a listener for
 * these.
 */
export interface TaskEvent {
  readonly kind: 'task_sent' | 'task_started' | 'task_succeeded' | 'task_retried' | 'task_failed';
  readonly at: Temporal.Instant;
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  readonly attempts: number;
  readonly worker?: string;
  /** The error that was thrown. Present on retried and failed. */
  readonly error?: unknown;
  /** Present on retried: the pause before the next attempt, in milliseconds. */
  readonly retryInMs?: number;
}
