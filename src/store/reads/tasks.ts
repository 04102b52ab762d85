/** Sent tasks and their results, and the recent task events that are still stored. */

import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isOf, type OfCompanies } from './of-companies.ts';

export type SentTaskState =
  | 'pending'
  | 'started'
  | 'running'
  | 'retry'
  | 'success'
  | 'failure'
  | 'expired'
  | 'revoked';

export interface TaskRow {
  readonly taskId: string;
  readonly task: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly queue: string;
  readonly priority: number;
  readonly sentAt: Temporal.Instant;
  readonly sentBy: string;
  readonly notBefore: Temporal.Instant | null;
  readonly notAfter: Temporal.Instant | null;
  readonly state: SentTaskState;
  readonly attempts: number;
  readonly retries: number;
  readonly worker: string | null;
  readonly retryAt: Temporal.Instant | null;
  readonly startedAt: Temporal.Instant | null;
  readonly finishedAt: Temporal.Instant | null;
  readonly result: unknown;
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** The task may start as soon as a worker has room. */
  readonly mayStart: boolean;
  /** For a running task: the runs that it waits for. */
  readonly waitsFor: readonly number[];
}

/** A task past its `not_after` shows as expired, whether or not a worker has recorded it. */
const shownState = sql`case when state in ('pending', 'retry') and not_after < paybeat_now()
  then 'expired' else state end`;

const columns = sql`task_id as "taskId", task, args, queue, priority, sent_at as "sentAt",
  sent_by as "sentBy", not_before as "notBefore", not_after as "notAfter",
  ${shownState} as state,
  attempts, retries, lease_owner as worker, retry_at as "retryAt", started_at as "startedAt",
  finished_at as "finishedAt", result, failure,
  (state = 'pending' and (not_before is null or not_before <= paybeat_now()))
    or (state = 'retry' and retry_at <= paybeat_now()) as "mayStart",
  array(select r.run_id from task_run w join pay_run r using (run_id)
    where task.state = 'running' and w.task_id = task.task_id and paybeat_is_in_motion(r)
    order by r.pay_on, r.run_id) as "waitsFor"`;

export async function taskById(at: Reading, taskId: string): Promise<TaskRow | null> {
  const [row] = await rowsOf<TaskRow>(
    at,
    sql`select ${columns} from task where task_id = ${taskId}`,
  );
  return row ?? null;
}

/** Unfinished tasks, by priority and age. */
export function openTasks(at: Reading, limit: number): Promise<readonly TaskRow[]> {
  return rowsOf(
    at,
    sql`select ${columns} from task
        where state in ('started', 'running')
          or (state in ('pending', 'retry') and (not_after is null or not_after >= paybeat_now()))
        order by priority, sent_at, task_id limit ${limit}`,
  );
}

/** Of these ids: sent tasks that have ended. A broker may still list them. */
export async function endedTasks(
  at: Reading,
  taskIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await rowsOf<{ taskId: string }>(
    at,
    sql`select task_id as "taskId" from task where task_id = any(${taskIds})
        and (state not in ('pending', 'retry', 'started', 'running')
          or (state in ('pending', 'retry') and not_after < paybeat_now()))`,
  );
  return new Set(rows.map(({ taskId }) => taskId));
}

/**
 * A task belongs to the company of the period in its arguments. A task without a period belongs to no
 * company.
 */
function isOfTheirs(of: OfCompanies): Sql<unknown> {
  if (of.companyIds === undefined) return sql`true`;
  return sql`(args ->> 'periodId')::int in
    (select p.period_id from pay_period p where ${isOf(sql`p.company_id`, of)})`;
}

/** Only an operator may see a task that belongs to no company. */
export async function isTaskOf(
  at: Reading,
  ask: OfCompanies & { readonly taskId: string },
): Promise<boolean> {
  const rows = await rowsOf(
    at,
    sql`select 1 from task where task_id = ${ask.taskId} and ${isOfTheirs(ask)}`,
  );
  return rows.length > 0;
}

/** Newest first. */
export function tasks(
  at: Reading,
  ask: OfCompanies & {
    readonly task?: string;
    readonly state?: SentTaskState;
    readonly limit: number;
  },
): Promise<readonly TaskRow[]> {
  const conditions: Sql<unknown>[] = [isOfTheirs(ask)];
  if (ask.task !== undefined) conditions.push(sql`task = ${ask.task}`);
  if (ask.state !== undefined) conditions.push(sql`(${shownState}) = ${ask.state}`);
  return rowsOf(
    at,
    sql`select ${columns} from task where ${sql.join(conditions, sql` and `)}
        order by sent_at desc, task_id limit ${ask.limit}`,
  );
}

export interface TaskEventRow {
  readonly eventId: bigint;
  readonly at: Temporal.Instant;
  readonly kind: string;
  readonly taskId: string;
  readonly task: string;
  readonly queue: string;
  readonly workerId: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * Recent events, in order. Several processes write events, so an event with a lower id may appear after one
 * with a higher id. A caller that follows events must therefore ask for an overlap.
 */
export function taskEventsSince(
  at: Reading,
  ask: { readonly afterId: bigint; readonly limit: number },
): Promise<readonly TaskEventRow[]> {
  return rowsOf(
    at,
    sql`select event_id as "eventId", at, kind, task_id as "taskId", task, queue,
          worker_id as "workerId", facts
        from task_event where event_id > ${ask.afterId} order by event_id limit ${ask.limit}`,
  );
}

export async function lastTaskEvent(at: Reading): Promise<bigint> {
  const [row] = await rowsOf<{ last: bigint }>(
    at,
    sql`select coalesce(max(event_id), 0)::int8 as last from task_event`,
  );
  return row?.last ?? 0n;
}
