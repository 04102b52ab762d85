/**
 * Tasks that are running without a worker: they wait for runs, and end with one or go on after several.
 *
 * A task that ends with its run is ended in the transaction that moves the run (run-moves.ts), and by
 * the next pulse where somebody else has moved it. One that waits for several runs, or for its turn,
 * may be claimed again when none of them goes on by itself.
 */
import { sql } from '#store/sql.ts';
import { changedOne, type Reading, rowsOf, type Writing } from '#store/store.ts';
import { type TaskBrief, type TaskClaim, type TaskHint, waitsForRuns } from './tasks.ts';

interface AwaitRuns {
  readonly claim: Pick<TaskClaim, 'taskId' | 'epoch'>;
  readonly runIds: readonly number[];
  /** The run whose end is its end; null: it goes on when all have ended. */
  readonly endsWith: number | null;
  readonly soFar: unknown;
}

/** Started → running: its worker has its place back. False when the claim was lost. */
export async function awaitRuns(tx: Writing, ask: AwaitRuns): Promise<boolean> {
  const { claim, runIds, endsWith, soFar } = ask;
  // The runs first: whoever moves one of them has it locked before it looks for tasks.
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
  /** From its start. */
  readonly seconds: number;
}

const ended = sql`task_id as "taskId", task, queue, attempts, seconds`;

/** The tasks of a run that has just moved, by whoever moved it; none while it goes on by itself. */
export function endTasksWith(tx: Writing, runId: number): Promise<readonly EndedTask[]> {
  return rowsOf(tx, sql`select ${ended} from paybeat_tasks_end_with(${runId})`);
}

/** Those whose run has ended while nobody recorded it. */
export function endTasksLeft(tx: Writing): Promise<readonly EndedTask[]> {
  return rowsOf(tx, sql`select ${ended} from paybeat_tasks_end_of_any_company()`);
}

/** Running ones that may go on: no run that they waited for goes on by itself. */
export function tasksToGoOnWith(at: Reading): Promise<readonly TaskHint[]> {
  return rowsOf(
    at,
    sql`select task_id as "taskId", task, queue, priority, epoch, not_after as "notAfter"
        from task where state = 'running' and ends_with is null and not ${waitsForRuns}
        order by priority, sent_at limit 100`,
  );
}

/**
 * What a task tells of the runs that it waited for, of these, and of the regular ones of these periods,
 * in the order of their pay dates.
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

/** Made by the database, so that it is the same whoever ends the task. */
type RunResult = Readonly<Record<string, string | number | null>>;
