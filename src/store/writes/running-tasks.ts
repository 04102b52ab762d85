/**
 * Tasks that run without a worker while they wait for runs. They end with one run, or continue after several.
 *
 * A task that ends with its run is ended in the transaction that moves the run (run-moves.ts). When another
 * process moved the run, the next pulse ends the task. A task that waits for several runs, or for its turn,
 * may be claimed again when none of them continues by itself.
 */
import { sql } from '#store/sql.ts';
import { changedOne, type Reading, rowsOf, type Writing } from '#store/store.ts';
import { type TaskBrief, type TaskClaim, type TaskHint, waitsForRuns } from './tasks.ts';

interface AwaitRuns {
  readonly claim: Pick<TaskClaim, 'taskId' | 'epoch'>;
  readonly runIds: readonly number[];
  /** The run that ends the task when it ends. Null: the task continues when all its runs have ended. */
  readonly endsWith: number | null;
  readonly soFar: unknown;
}

/** Started → running, which frees the worker's slot. False when the claim was lost. */
export async function awaitRuns(tx: Writing, ask: AwaitRuns): Promise<boolean> {
  const { claim, runIds, endsWith, soFar } = ask;
  // Locks the runs first: every process that moves a run locks it before it looks for tasks.
  await rowsOf(
    tx,
    sql`insert into task_run (task_id, run_id)
        select ${claim.taskId}::text, run_id from unnest(${runIds}::int[]) as awaited(run_id)
        on conflict do nothing`,
  );
  return changedOne(
    tx,
    sql`update task set state = 'running', lease_owner = null, lease_until = null, hinted_at = null,
          ends_with = ${endsWith}, so_far = ${JSON.stringify(soFar)}::jsonb, failure = null
        where task_id = ${claim.taskId} and epoch = ${claim.epoch} and state = 'started'`,
  );
}

export interface EndedTask extends TaskBrief {
  /** Seconds since the task started. */
  readonly seconds: number;
}

const ended = sql`task_id as "taskId", task, queue, attempts, seconds`;

/** Ends the tasks of a run that has just moved; none while the run continues by itself. */
export function endTasksWith(tx: Writing, runId: number): Promise<readonly EndedTask[]> {
  return rowsOf(tx, sql`select ${ended} from paybeat_tasks_end_with(${runId})`);
}

/** Ends tasks whose run has ended without the task being recorded as ended. */
export function endTasksLeft(tx: Writing): Promise<readonly EndedTask[]> {
  return rowsOf(tx, sql`select ${ended} from paybeat_tasks_end_of_any_company()`);
}

/** Running tasks that may continue, because none of their runs continues by itself. */
export function tasksToGoOnWith(at: Reading): Promise<readonly TaskHint[]> {
  return rowsOf(
    at,
    sql`select task_id as "taskId", task, queue, priority, epoch, not_after as "notAfter"
        from task where state = 'running' and ends_with is null and not ${waitsForRuns}
        order by priority, sent_at limit 100`,
  );
}

/**
 * The results that a task reports: for the runs that it waited for, for these runs, and for the regular runs
 * of these periods, in order of pay date.
 */
export async function resultsOfRuns(
  at: Reading,
  ask: {
    readonly taskId: string;
    readonly runIds: readonly number[];
    readonly periodIds: readonly number[];
  },
): Promise<readonly RunResult[]> {
  const rows = await rowsOf<{ result: RunResult }>(
    at,
    sql`select paybeat_run_result(r) as result from pay_run r
        where r.run_id = any(${ask.runIds}::int[])
          or r.run_id in (select run_id from task_run where task_id = ${ask.taskId})
          or (r.period_id = any(${ask.periodIds}::int[]) and r.pays_held_of is null and r.state <> 'voided')
        order by r.pay_on, r.run_id`,
  );
  return rows.map(({ result }) => result);
}

/** Built by the database, so that it is the same for every process that ends the task. */
type RunResult = Readonly<Record<string, string | number | null>>;
