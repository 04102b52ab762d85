/** Which workers are paused, by the order of whom: rows, so that a restart forgets nothing. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface Pause {
  /** null: every worker, those that start later too. */
  readonly workerName: string | null;
  readonly since: Temporal.Instant;
  readonly orderedBy: string;
}

const columns = sql`nullif(worker_name, '*') as "workerName", since, ordered_by as "orderedBy"`;

/** The order under which this worker is paused; null when it may take tasks. */
export async function pauseOf(at: Reading, workerName: string): Promise<Pause | null> {
  const [row] = await rowsOf<Pause & { isPaused: boolean }>(
    at,
    sql`select ${columns}, is_paused as "isPaused" from worker_pause
        where worker_name in (${workerName}, '*')
        order by worker_name = '*' limit 1`,
  );
  if (!row?.isPaused) return null;
  const { since, orderedBy } = row;
  return { workerName: row.workerName, since, orderedBy };
}

/** Whether anybody is paused, or was resumed by an order of their own in spite of one to all. */
export async function ordersGiven(
  at: Reading,
): Promise<{ readonly paused: number; readonly resumed: number }> {
  const [row] = await rowsOf<{ paused: number; resumed: number }>(
    at,
    sql`select (count(*) filter (where is_paused))::int as paused,
          (count(*) filter (where not is_paused))::int as resumed from worker_pause`,
  );
  return row ?? { paused: 0, resumed: 0 };
}

/** Who told workers last to go on; null where nobody is known to have. */
export async function lastResumed(
  at: Reading,
): Promise<{ readonly actor: string; readonly at: Temporal.Instant } | null> {
  const [row] = await rowsOf<{ actor: string; at: Temporal.Instant }>(
    at,
    sql`select sent_by as actor, sent_at as at from worker_command where command = 'resume'
        order by sent_at desc limit 1`,
  );
  return row ?? null;
}

/** The order that holds for every worker without one of its own; null when there is none. */
export async function pauseOfAll(at: Reading): Promise<Pause | null> {
  const [row] = await rowsOf<Pause>(
    at,
    sql`select ${columns} from worker_pause where worker_name = '*' and is_paused`,
  );
  return row ?? null;
}
