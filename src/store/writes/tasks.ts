/**
 * Tasks that somebody sent: insert, hand to a queue, claim, renew, finish, revoke, forget. Tasks
 * that run without a worker are in running-tasks.ts.
 *
 * The row decides; the queue is only a hint. A task that the queue lost is enqueued again. A task that it
 * delivers twice is claimed once. A claim raises the epoch, and every later write checks it.
 */
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

interface NewTask {
  readonly taskId: string;
  readonly task: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly queue: string;
  readonly priority: number;
  readonly sentBy: string;
  /** Seconds from now until the task may start. Null: at once. Ignored if notBefore is given. */
  readonly countdownSeconds: number | null;
  readonly notBefore: Temporal.Instant | null;
  /** Seconds from now until the task expires. Ignored if notAfter is given. */
  readonly expiresSeconds: number | null;
  readonly notAfter: Temporal.Instant | null;
  readonly retries: number;
}

/** False: a task with this id already exists, in any state. */
export async function insertTask(tx: Writing, task: NewTask): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    sql`insert into task (task_id, task, args, queue, priority, sent_by, not_before, not_after, retries)
        values (${task.taskId}, ${task.task}, ${JSON.stringify(task.args)}::jsonb, ${task.queue},
          ${task.priority}, ${task.sentBy},
          coalesce(${task.notBefore}::timestamptz,
            paybeat_now() + make_interval(secs => ${task.countdownSeconds}::float8)),
          coalesce(${task.notAfter}::timestamptz,
            paybeat_now() + make_interval(secs => ${task.expiresSeconds}::float8)),
          ${task.retries})
        on conflict (task_id) do nothing returning 1`,
  );
  return rows.length === 1;
}

export interface TaskHint {
  readonly taskId: string;
  readonly task: string;
  readonly queue: string;
  readonly priority: number;
  /** The epoch of its last claim. */
  readonly epoch: number;
  readonly notAfter: Temporal.Instant | null;
}

/** Whether the task waits for a run that is still moving. */
export const waitsForRuns = sql`exists (select from task_run w join pay_run r using (run_id)
  where w.task_id = task.task_id and paybeat_is_in_motion(r))`;

/** A task that is given back waits as before. If it has opened a run, it does not expire. */
const stateGivenBack = sql`case when exists (select from task_run w
  where w.task_id = task.task_id) then 'running' else 'pending' end`;

/**
 * Whether a task may start now: its time has come, or its lease has expired, or it is running and its runs
 * have stopped moving.
 */
const isRunnable = sql`(
  (state = 'pending' and (not_before is null or not_before <= paybeat_now()))
  or (state = 'retry' and retry_at <= paybeat_now())
  or (state = 'started' and lease_until <= paybeat_now())
  or (state = 'running' and ends_with is null and not ${waitsForRuns}))`;

/** Tasks to enqueue now. Each is returned at most once in this many seconds, over all processes. */
export function takeHints(
  tx: Writing,
  ask: {
    readonly queues: readonly string[];
    readonly againSeconds: number;
    readonly limit: number;
  },
): Promise<readonly TaskHint[]> {
  return rowsOf(
    tx,
    sql`update task set hinted_at = paybeat_now()
        where task_id in (
          select task_id from task
          where state in ('pending', 'retry', 'started', 'running') and queue = any(${ask.queues}::text[])
            and ${isRunnable}
            and (hinted_at is null or hinted_at <= paybeat_now() - make_interval(secs => ${ask.againSeconds})
              or (state = 'started' and hinted_at <= lease_until))
          order by priority, sent_at limit ${ask.limit} for update skip locked)
        returning task_id as "taskId", task, queue, priority, epoch, not_after as "notAfter"`,
  );
}

export interface TaskClaim {
  readonly taskId: string;
  readonly task: string;
  readonly queue: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly sentBy: string;
  readonly attempts: number;
  readonly retries: number;
  readonly epoch: number;
  /** Whether the task was running without a worker, and continues. */
  readonly goesOn: boolean;
  /** The intermediate result from when it freed its slot. Null: there is none. */
  readonly soFar: unknown;
}

export type TaskBrief = Pick<TaskClaim, 'taskId' | 'task' | 'queue' | 'attempts'>;
const brief = sql`task_id as "taskId", task, queue, attempts`;

/** Records a task as expired if it is too late to start. Null: it is not too late. */
export async function expireTask(tx: Writing, taskId: string): Promise<TaskBrief | null> {
  const [row] = await rowsOf<TaskBrief>(
    tx,
    sql`update task set state = 'expired', finished_at = paybeat_now(), retry_at = null
        where task_id = ${taskId} and state in ('pending', 'retry') and not_after < paybeat_now()
        returning ${brief}`,
  );
  return row ?? null;
}

/**
 * Null: the task may not start now, because it is finished, revoked, too early, or claimed by another
 * worker. Continuing a running task is not another attempt.
 */
export async function claimTask(
  tx: Writing,
  ask: { readonly taskId: string; readonly owner: string; readonly leaseSeconds: number },
): Promise<TaskClaim | null> {
  const [row] = await rowsOf<TaskClaim>(
    tx,
    sql`update task set state = 'started', epoch = epoch + 1,
          attempts = attempts + (before <> 'running')::int,
          lease_owner = ${ask.owner}, retry_at = null,
          started_at = case when before = 'running' then started_at else paybeat_now() end,
          lease_until = paybeat_now() + make_interval(secs => ${ask.leaseSeconds})
        from (select task_id as id, state as before from task where task_id = ${ask.taskId} for update) as it
        where task_id = id and ${isRunnable}
        returning ${brief}, args, sent_by as "sentBy", retries, epoch, before = 'running' as "goesOn",
          so_far as "soFar"`,
  );
  return row ?? null;
}

export interface ClaimedTask {
  readonly taskId: string;
  readonly epoch: number;
}

/** Renews the leases of the tasks that a worker works on, and no other leases of that worker. */
export async function renewTasks(
  tx: Writing,
  ask: {
    readonly owner: string;
    readonly leaseSeconds: number;
    readonly tasks: readonly ClaimedTask[];
  },
): Promise<void> {
  const ids = ask.tasks.map(({ taskId }) => taskId);
  const epochs = ask.tasks.map(({ epoch }) => epoch);
  await rowsOf(
    tx,
    sql`update task set lease_until = paybeat_now() + make_interval(secs => ${ask.leaseSeconds})
        where task_id in (
          select task_id from task
          join unnest(${ids}::text[], ${epochs}::int[]) as mine(task_id, epoch) using (task_id, epoch)
          where state = 'started' and lease_owner = ${ask.owner}
          for update of task skip locked)`,
  );
}

/** All tasks that are leased to this owner. */
export function tasksLeasedTo(tx: Writing, owner: string): Promise<readonly ClaimedTask[]> {
  return rowsOf(
    tx,
    sql`select task_id as "taskId", epoch from task
        where state = 'started' and lease_owner = ${owner}`,
  );
}

/** Gives back tasks that this owner has claimed but does not work on. Each claim counts as an attempt. */
export async function giveBackOwnTasks(
  tx: Writing,
  ask: { readonly owner: string; readonly tasks: readonly ClaimedTask[] },
): Promise<void> {
  const ids = ask.tasks.map(({ taskId }) => taskId);
  const epochs = ask.tasks.map(({ epoch }) => epoch);
  await rowsOf(
    tx,
    sql`update task set state = ${stateGivenBack}, lease_owner = null, lease_until = null,
          hinted_at = null
        where task_id in (
          select task_id from task
          join unnest(${ids}::text[], ${epochs}::int[]) as lost(task_id, epoch) using (task_id, epoch)
          where state = 'started' and lease_owner = ${ask.owner}
          for update of task skip locked)`,
  );
}

type Fence = Pick<TaskClaim, 'taskId' | 'epoch'>;

/** Returns how many seconds the task took. Null: the claim was lost. */
export async function succeedTask(
  tx: Writing,
  ask: { readonly claim: Fence; readonly result: unknown },
): Promise<number | null> {
  const [row] = await rowsOf<{ seconds: number }>(
    tx,
    sql`update task set state = 'success', finished_at = paybeat_now(), lease_owner = null,
          lease_until = null, result = ${JSON.stringify(ask.result)}::jsonb, failure = null
        where task_id = ${ask.claim.taskId} and epoch = ${ask.claim.epoch} and state = 'started'
        returning extract(epoch from paybeat_now() - started_at)::float8 as seconds`,
  );
  return row?.seconds ?? null;
}

interface StoredFailure {
  readonly code: string;
  readonly message: string;
}

export function failTask(
  tx: Writing,
  ask: { readonly claim: Fence; readonly failure: StoredFailure },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update task set state = 'failure', finished_at = paybeat_now(), lease_owner = null,
          lease_until = null, failure = ${JSON.stringify(ask.failure)}::jsonb
        where task_id = ${ask.claim.taskId} and epoch = ${ask.claim.epoch} and state = 'started'`,
  );
}

export function retryTask(
  tx: Writing,
  ask: {
    readonly claim: Fence;
    readonly failure: StoredFailure;
    readonly seconds: number;
    /** False: the next claim continues the same attempt. */
    readonly isCounted: boolean;
  },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update task set state = 'retry', lease_owner = null, lease_until = null, hinted_at = null,
          retry_at = paybeat_now() + make_interval(secs => ${ask.seconds}),
          failure = ${JSON.stringify(ask.failure)}::jsonb, attempts = attempts - ${ask.isCounted ? 0 : 1}
        where task_id = ${ask.claim.taskId} and epoch = ${ask.claim.epoch} and state = 'started'`,
  );
}

/** Gives back an unfinished task when its worker stops. Its state is as before the claim. */
export function giveBackTask(tx: Writing, claim: Fence): Promise<boolean> {
  return changedOne(
    tx,
    sql`update task set state = ${stateGivenBack}, lease_owner = null, lease_until = null,
          hinted_at = null, attempts = attempts - (${stateGivenBack} = 'pending')::int
        where task_id = ${claim.taskId} and epoch = ${claim.epoch} and state = 'started'`,
  );
}

/** Gives back all tasks of this owner, when it ends without knowing their outcome. */
export async function giveBackTasksOf(tx: Writing, owner: string): Promise<void> {
  await rowsOf(
    tx,
    sql`update task set state = ${stateGivenBack}, lease_owner = null, lease_until = null,
          hinted_at = null, attempts = attempts - (${stateGivenBack} = 'pending')::int
        where state = 'started' and lease_owner = ${owner}`,
  );
}

/** Ends the leases of a dead worker. The interrupted attempt counts. */
export async function endLeasesOf(tx: Writing, owner: string): Promise<void> {
  await rowsOf(
    tx,
    sql`update task set lease_until = paybeat_now()
        where state = 'started' and lease_owner = ${owner} and lease_until > paybeat_now()`,
  );
}

/** Revokes a task that has not started. Null: it has started or ended. */
export async function markTaskRevoked(tx: Writing, taskId: string): Promise<TaskBrief | null> {
  const [row] = await rowsOf<TaskBrief>(
    tx,
    sql`update task set state = 'revoked', finished_at = paybeat_now(), retry_at = null
        where task_id = ${taskId} and state in ('pending', 'retry')
        returning ${brief}`,
  );
  return row ?? null;
}

/** Deletes tasks that ended before this age, events older than an hour, and ticks older than 90 days. */
export async function forgetTasks(
  tx: Writing,
  ask: { readonly resultsKeptSeconds: number },
): Promise<void> {
  await rowsOf(
    tx,
    sql`delete from task
        where finished_at < paybeat_now() - make_interval(secs => ${ask.resultsKeptSeconds})`,
  );
  await rowsOf(tx, sql`delete from task_event where at < paybeat_now() - interval '1 hour'`);
  await rowsOf(tx, sql`delete from beat_tick where due_at < paybeat_now() - interval '90 days'`);
}

/** Revokes every task that has not started, in one queue or in all. */
export function revokeTasks(tx: Writing, queue: string | null): Promise<readonly TaskBrief[]> {
  return rowsOf(
    tx,
    sql`update task set state = 'revoked', finished_at = paybeat_now(), retry_at = null
        where state in ('pending', 'retry') and (${queue}::text is null or queue = ${queue})
        returning ${brief}`,
  );
}

export interface NewTaskEvent {
  /** Null: now. */
  readonly at: Temporal.Instant | null;
  readonly kind: string;
  readonly taskId: string;
  readonly task: string;
  readonly queue: string;
  readonly workerId: string | null;
  readonly facts: object;
}

export async function insertTaskEvents(
  tx: Writing,
  events: readonly NewTaskEvent[],
): Promise<void> {
  const rows = events.map((event) => ({ ...event, at: event.at?.toString() ?? null }));
  await rowsOf(
    tx,
    sql`insert into task_event (at, kind, task_id, task, queue, worker_id, facts)
        select coalesce(at, paybeat_now()), kind, "taskId", task, queue, "workerId", facts
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(at timestamptz, kind text,
          "taskId" text, task text, queue text, "workerId" text, facts jsonb)`,
  );
}
