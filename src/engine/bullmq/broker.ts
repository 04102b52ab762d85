/**
 * What differs between BullMQ on PostgreSQL and on Redis, and what does not.
 */
import type { IQueueBackend, Queue, Worker } from 'bullmq';
import type { TaskData } from './bull-task.ts';

/** A task belongs to a worker for this long, and is renewed three times in that time. */
export const lockMs = 3_000;

/**
 * How often somebody looks for tasks whose lock has run out. BullMQ takes a task over at the second
 * look that finds it, and lets a look pass that comes too early after another: with the lock itself
 * that makes 5 seconds until a dead worker's task is taken over.
 */
const deadLookMs = 1_000;

/** So often a task may take its worker with it before it fails; BullMQ's own 1 is too few. */
const stallsMax = 3;

/** An idle worker looks at least this often, whatever became of the message that should wake it. */
export const idleLookMs = 1_000;

export type BullQueue = Queue<TaskData, unknown, string, TaskData, unknown, string, IQueueBackend>;
export type BullHolder = Worker<TaskData, unknown, string, IQueueBackend>;

export interface Broker {
  /** Reaches it and checks that it is fit. A failure is not remembered: the next call tries again. */
  ready(): Promise<void>;
  queue(name: string): BullQueue;
  worker(name: string, as: { readonly workerName: string }): BullHolder;
  /** Adds the name to those that are known. */
  remember(name: string): Promise<void>;
  /** The names of all queues that ever held a task here. */
  queueNames(): Promise<readonly string[]>;
  /** Forgets the task when it has ended; true when there is none of that id now. */
  forgetEnded(name: string, id: string): Promise<boolean>;
  /** When delayed tasks may start, in epoch milliseconds. */
  startsAtMs(name: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Resolves when a task that is added from here on ends a wait. */
  listen(): Promise<void>;
  /** Said before a worker looks into a queue. */
  looksInto(name: string): void;
  /**
   * Ends when there may be something in the queue, or after so long. Answers with the moment (epoch
   * milliseconds) when it is about a task that starts later, else 0.
   */
  waitForTask(ask: {
    readonly name: string;
    readonly holder: BullHolder;
    readonly milliseconds: number;
  }): Promise<number>;
  /** Ends the waits of this holder: it will not wait again. */
  interrupt(name: string, holder: BullHolder): void;
  close(): Promise<void>;
}

/** The settings of a BullMQ worker that only holds tasks; the loop is in bull-worker.ts. */
export const holderSettings = {
  autorun: false,
  lockDuration: lockMs,
  stalledInterval: deadLookMs,
  maxStalledCount: stallsMax,
} as const;
