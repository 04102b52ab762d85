/**
 * What the in-process engine remembers of one task.
 */
import type { TaskOutcome, TaskPayload, TaskState, TaskSummary } from './engine.ts';
import type { TaskSettings } from './task-rules.ts';

export type Ended = Extract<TaskOutcome, { kind: 'success' | 'failure' }>;

export interface TaskRecord {
  readonly task: string;
  readonly payload: TaskPayload;
  readonly settings: TaskSettings;
  state: TaskState;
  /** Attempts begun. */
  attempts: number;
  startsAt: Temporal.Instant | undefined;
  startedAt: Temporal.Instant | undefined;
  finishedAt: Temporal.Instant | undefined;
  worker: string | undefined;
  outcome: Ended | undefined;
}

/** One handing over of a task. A fault may hand the same task over twice; the copy decides nothing. */
export interface Delivery {
  readonly record: TaskRecord;
  readonly isCopy: boolean;
}

export function newRecord(task: string, payload: TaskPayload, settings: TaskSettings): TaskRecord {
  return {
    task,
    payload,
    settings,
    state: 'pending',
    attempts: 0,
    startsAt: undefined,
    startedAt: undefined,
    finishedAt: undefined,
    worker: undefined,
    outcome: undefined,
  };
}

export function summaryOf(record: TaskRecord): TaskSummary {
  const { settings, startsAt, startedAt, worker } = record;
  return {
    id: settings.id,
    task: record.task,
    queue: settings.queue,
    state: record.state,
    payload: record.payload,
    priority: settings.priority,
    attempts: record.attempts,
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(worker === undefined ? {} : { worker }),
  };
}
