/** The beat's entries and their ticks. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { SentTaskState } from './tasks.ts';

export interface EntryRow {
  readonly name: string;
  readonly task: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly queue: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  readonly expiresSeconds: number | null;
  readonly catchUp: 'latest' | 'all' | 'none';
  readonly enabled: boolean;
  readonly source: 'configuration' | 'default' | 'run time';
  readonly pausedAt: Temporal.Instant | null;
  readonly pausedBy: string | null;
  readonly nextDueAt: Temporal.Instant;
}

export const entryColumns = sql`name, task, cron, time_zone as "timeZone", queue, args,
  expires_seconds as "expiresSeconds", catch_up as "catchUp", enabled, source,
  paused_at as "pausedAt", paused_by as "pausedBy", next_due_at as "nextDueAt"`;

export function entries(at: Reading): Promise<readonly EntryRow[]> {
  return rowsOf(at, sql`select ${entryColumns} from beat_entry order by name`);
}

export async function entryByName(at: Reading, name: string): Promise<EntryRow | null> {
  const [row] = await rowsOf<EntryRow>(
    at,
    sql`select ${entryColumns} from beat_entry where name = ${name}`,
  );
  return row ?? null;
}

export interface TickRow {
  readonly entry: string;
  readonly dueAt: Temporal.Instant;
  readonly localTime: string;
  /** The zone of the entry. Null: the entry is gone, or has another zone now. */
  readonly timeZone: string | null;
  readonly state: 'sent' | 'expired' | 'skipped';
  readonly why: string;
  readonly decidedAt: Temporal.Instant;
  readonly decidedBy: string;
  readonly taskId: string | null;
  /** Null when the task was never sent or has been deleted. */
  readonly taskState: SentTaskState | null;
}

const tickColumns = sql`t.entry, t.due_at as "dueAt", t.local_time as "localTime", t.state, t.why,
  (select e.time_zone from beat_entry e where e.name = t.entry
    and to_char(t.due_at at time zone e.time_zone, 'YYYY-MM-DD"T"HH24:MI') = t.local_time) as "timeZone",
  t.decided_at as "decidedAt", t.decided_by as "decidedBy", t.task_id as "taskId",
  k.state as "taskState"`;

/** Newest first. */
export function ticks(
  at: Reading,
  ask: { readonly entry?: string; readonly limit: number },
): Promise<readonly TickRow[]> {
  const ofEntry = ask.entry === undefined ? sql`true` : sql`t.entry = ${ask.entry}`;
  return rowsOf(
    at,
    sql`select ${tickColumns}
        from beat_tick t left join task k on k.task_id = t.task_id
        where ${ofEntry} order by t.due_at desc, t.entry limit ${ask.limit}`,
  );
}

/** The newest tick of each entry. */
export function lastTicks(at: Reading): Promise<readonly TickRow[]> {
  return rowsOf(
    at,
    sql`select distinct on (t.entry) ${tickColumns}
        from beat_tick t left join task k on k.task_id = t.task_id
        order by t.entry, t.due_at desc`,
  );
}
