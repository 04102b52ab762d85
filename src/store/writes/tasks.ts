/**
 * Tasks that somebody sent: insert, hand to a queue, claim, renew, finish, revoke, forget. Those that
 * run without a worker are in running-tasks.ts.
 *
 * The row is the truth, the queue a hint: a task that a queue lost is handed over again, one that
 * it delivers twice is claimed once. A claim raises the epoch, and every later write carries it.
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
  /** Seconds from now before it may start; null at once. Ignored where notBefore is given. */
  readonly countdownSeconds: number | null;
  readonly notBefore: Temporal.Instant | null;
  /** Seconds from now after which it is not started any more. Ignored where notAfter is given. */
  readonly expiresSeconds: number | null;
  readonly notAfter: Temporal.Instant | null;
  readonly retries: number;
}

/** False when a task of this id is there already, whatever became of it. */
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
  /** Of its last claim. */
  readonly epoch: number;
  readonly notAfter: Temporal.Instant | null;
}

/** Runs that a task waits for go on by themselves. */
export const waitsForRuns = sql`exists (select from task_run w join pay_run r using (run_id)
  where w.task_id = task.task_id and paybeat_is_in_motion(r))`;

/** What is given back waits as it did: a task that has begun to run does not expire. */
const stateGivenBack = sql`case when exists (select from task_run w
  where w.task_id = task.task_id) then 'running' else 'pending' end`;

/**
 * May start now: waiting and its moment has come, left behind by a worker that is gone, or running and
 * what it waited for has ended.
 */
const isRunnable = sql`(
  (state = 'pending' and (not_before is null or not_before <= paybeat_now()))
  or (state = 'retry' and retry_at <= paybeat_now())
  or (state = 'started' and lease_until <= paybeat_now())
  or (state = 'running' and ends_with is null and not ${waitsForRuns}))`;

/** Those to be handed to a queue now; each at most once in so many seconds, whoever asks. */
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
  /** It was running without a worker and goes on. */
  readonly goesOn: boolean;
  /** What it had found out when it gave its place back; null: nothing. */
  readonly soFar: unknown;
}

export type TaskBrief = Pick<TaskClaim, 'taskId' | 'task' | 'queue' | 'attempts'>;
const brief = sql`task_id as "taskId", task, queue, attempts`;

/** Too late to start: recorded as expired. Null when it is not. */
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
 * Null when it is not to be started now: finished, revoked, too early, or somebody has it. To go on is
 * no further attempt.
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

/** Keeps what a living worker has in hand, and nothing else that is leased to it. */
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

/** Everything that is leased to this owner. */
export function tasksLeasedTo(tx: Writing, owner: string): Promise<readonly ClaimedTask[]> {
  return rowsOf(
    tx,
    sql`select task_id as "taskId", epoch from task
        where state = 'started' and lease_owner = ${owner}`,
  );
}

/** What this owner has claimed, under these epochs, and does not work on; that it was begun counts. */
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

/** The seconds that it took; null when the claim was lost. */
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
    /** False: the next claim is the same attempt. */
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

/** Started → as before: a worker that stops hands back what it has not finished. */
export function giveBackTask(tx: Writing, claim: Fence): Promise<boolean> {
  return changedOne(
    tx,
    sql`update task set state = ${stateGivenBack}, lease_owner = null, lease_until = null,
          hinted_at = null, attempts = attempts - (${stateGivenBack} = 'pending')::int
        where task_id = ${claim.taskId} and epoch = ${claim.epoch} and state = 'started'`,
  );
}

/** All that this owner still has, when it ends without knowing what became of it. */
export async function giveBackTasksOf(tx: Writing, owner: string): Promise<void> {
  await rowsOf(
    tx,
    sql`update task set state = ${stateGivenBack}, lease_owner = null, lease_until = null,
          hinted_at = null, attempts = attempts - (${stateGivenBack} = 'pending')::int
        where state = 'started' and lease_owner = ${owner}`,
  );
}

/** Ends the leases of a worker that is no more; the attempt that died with it counts. */
export async function endLeasesOf(tx: Writing, owner: string): Promise<void> {
  await rowsOf(
    tx,
    sql`update task set lease_until = paybeat_now()
        where state = 'started' and lease_owner = ${owner} and lease_until > paybeat_now()`,
  );
}

/** Only what has not started; null otherwise. */
export async function markTaskRevoked(tx: Writing, taskId: string): Promise<TaskBrief | null> {
  const [row] = await rowsOf<TaskBrief>(
    tx,
    sql`update task set state = 'revoked', finished_at = paybeat_now(), retry_at = null
        where task_id = ${taskId} and state in ('pending', 'retry')
        returning ${brief}`,
  );
  return row ?? null;
}

/** Ends of tasks older than this, events older than an hour, ticks older than 90 days. */
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

/** Everything that has not started, of one queue or of all. */
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
