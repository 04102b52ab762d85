/**
 * What BullMQ on PostgreSQL and on Redis have in common, and the interface for their differences.
 */
import type { IQueueBackend, Queue, Worker } from 'bullmq';
import type { TaskData } from './bull-task.ts';

/**
 * How long a lock gives a task to a worker, in milliseconds. The worker renews it three times in
 * that time.
 */
export const lockMs = 3_000;

/**
 * How often workers look for tasks whose lock expired. BullMQ takes over a task when two looks in a
 * row find it, and skips a look that follows too soon after another. Together with the lock, a dead
 * worker's task is taken over within 5 seconds.
 */
const deadLookMs = 1_000;

/**
 * How many times a task's worker may die before the task fails. BullMQ's default of 1 is too low.
 */
const stallsMax = 3;

/** An idle worker looks at least this often, because a notification may be lost. */
export const idleLookMs = 1_000;

export type BullQueue = Queue<TaskData, unknown, string, TaskData, unknown, string, IQueueBackend>;
export type BullHolder = Worker<TaskData, unknown, string, IQueueBackend>;

export interface Broker {
  /** Connects and checks that the broker is fit. After a failure, the next call tries again. */
  ready(): Promise<void>;
  queue(name: string): BullQueue;
  worker(name: string, as: { readonly workerName: string }): BullHolder;
  /** Adds the queue's name to the known names. */
  remember(name: string): Promise<void>;
  /** The names of all queues that ever held a task on this broker. */
  queueNames(): Promise<readonly string[]>;
  /** Deletes the task if it has ended. Returns true if no task has that id now. */
  forgetEnded(name: string, id: string): Promise<boolean>;
  /** When delayed tasks may start, in milliseconds since the epoch. */
  startsAtMs(name: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Resolves when every task added from now on will end a wait. */
  listen(): Promise<void>;
  /** Called before a worker looks into a queue. */
  looksInto(name: string): void;
  /**
   * Resolves when the queue may have a task, or after the given time. Returns the start of the next
   * delayed task in milliseconds since the epoch, or 0.
   */
  waitForTask(ask: {
    readonly name: string;
    readonly holder: BullHolder;
    readonly milliseconds: number;
  }): Promise<number>;
  /** Ends the waits of this holder, which will not wait again. */
  interrupt(name: string, holder: BullHolder): void;
  close(): Promise<void>;
}

/** The settings of a BullMQ worker that only holds tasks. bull-worker.ts has the loop. */
export const holderSettings = {
  autorun: false,
  lockDuration: lockMs,
  stalledInterval: deadLookMs,
  maxStalledCount: stallsMax,
} as const;
