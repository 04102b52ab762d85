/**
 * What the in-process engine remembers of one task.
 */
import type { JsonValue } from '#text/json-text.ts';
import type { TaskFailure, TaskPayload, TaskState, TaskSummary } from './engine.ts';
import type { TaskSettings } from './task-rules.ts';

export type Ended =
  | { readonly kind: 'success'; readonly result: JsonValue }
  | { readonly kind: 'failure'; readonly failure: TaskFailure };

export interface TaskRecord {
  readonly task: string;
  readonly payload: TaskPayload;
  readonly settings: TaskSettings;
  state: TaskState;
  /** Number of attempts that have begun. */
  attempts: number;
  startsAt: Temporal.Instant | undefined;
  startedAt: Temporal.Instant | undefined;
  worker: string | undefined;
}

/**
 * One delivery of a task. A fault may deliver the same task twice; the database makes that
 * harmless.
 */
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
    worker: undefined,
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
