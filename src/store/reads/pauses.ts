/** Which workers are paused, and by whose order. The orders are rows, so that a restart keeps them. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface Pause {
  /** Null: every worker, including those that start later. */
  readonly workerName: string | null;
  readonly since: Temporal.Instant;
  readonly orderedBy: string;
}

const columns = sql`nullif(worker_name, '*') as "workerName", since, ordered_by as "orderedBy"`;

/** The order that pauses this worker; null when it may take tasks. */
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

/** How many workers are paused, and how many were resumed by their own order despite an order to all. */
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

/** The last person who resumed workers; null when no such command is stored. */
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

/** The order for every worker without its own order; null when there is none. */
export async function pauseOfAll(at: Reading): Promise<Pause | null> {
  const [row] = await rowsOf<Pause>(
    at,
    sql`select ${columns} from worker_pause where worker_name = '*' and is_paused`,
  );
  return row ?? null;
}
