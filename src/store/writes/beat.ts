/**
 * The beat's entries and ticks.
 *
 * An entry is claimed with SKIP LOCKED while its ticks are written, and a tick is unique per (entry, due
 * instant). So several beats, restarts and clock jumps write each tick once.
 */

import { type EntryRow, entryColumns } from '#store/reads/beat.ts';
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

type NewEntry = Omit<EntryRow, 'pausedAt' | 'pausedBy'>;

/** An arbitrary constant that identifies this lock among the database's advisory locks. */
const entriesLock = 7_236_403;

/** Serializes changes to the set of entries. Ticks continue in the meantime. */
export async function lockEntries(tx: Writing): Promise<void> {
  await rowsOf(tx, sql`select pg_advisory_xact_lock(${entriesLock}::bigint)`);
}

/** Inserts or updates the entry. A pause that a person ordered remains. */
export async function putEntry(tx: Writing, entry: NewEntry): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into beat_entry (name, task, cron, time_zone, queue, args, expires_seconds, catch_up,
          enabled, source, next_due_at)
        values (${entry.name}, ${entry.task}, ${entry.cron}, ${entry.timeZone}, ${entry.queue},
          ${JSON.stringify(entry.args)}::jsonb, ${entry.expiresSeconds}, ${entry.catchUp},
          ${entry.enabled}, ${entry.source}, ${entry.nextDueAt})
        on conflict (name) do update set task = excluded.task, cron = excluded.cron,
          time_zone = excluded.time_zone, queue = excluded.queue, args = excluded.args,
          expires_seconds = excluded.expires_seconds, catch_up = excluded.catch_up,
          enabled = excluded.enabled, source = excluded.source, next_due_at = excluded.next_due_at,
          changed_at = paybeat_now()`,
  );
}

export function removeEntry(tx: Writing, name: string): Promise<boolean> {
  return changedOne(tx, sql`delete from beat_entry where name = ${name}`);
}

export function pauseEntry(
  tx: Writing,
  ask: { readonly name: string; readonly by: string },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update beat_entry set paused_at = paybeat_now(), paused_by = ${ask.by}
        where name = ${ask.name} and paused_at is null`,
  );
}

/** Continues a paused entry from now on. Ticks that fell into the pause are not sent later. */
export function resumeEntry(
  tx: Writing,
  ask: { readonly name: string; readonly nextDueAt: Temporal.Instant },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update beat_entry set paused_at = null, paused_by = null, next_due_at = ${ask.nextDueAt}
        where name = ${ask.name} and paused_at is not null`,
  );
}

/** Null when another beat holds the entry, or it is deleted, disabled or paused. */
export async function claimEntry(tx: Writing, name: string): Promise<EntryRow | null> {
  const [row] = await rowsOf<EntryRow>(
    tx,
    sql`select ${entryColumns} from beat_entry
        where name = ${name} and enabled and paused_at is null
        for update skip locked`,
  );
  return row ?? null;
}

export async function setNextDue(
  tx: Writing,
  ask: { readonly name: string; readonly nextDueAt: Temporal.Instant },
): Promise<void> {
  await rowsOf(
    tx,
    sql`update beat_entry set next_due_at = ${ask.nextDueAt} where name = ${ask.name}`,
  );
}

interface NewTick {
  readonly entry: string;
  readonly dueAt: Temporal.Instant;
  readonly localTime: string;
  readonly state: 'sent' | 'expired' | 'skipped';
  readonly taskId: string | null;
  readonly why: string;
  readonly decidedBy: string;
}

/**
 * False when this tick was already sent, or is recorded and must not be sent now. A tick that was recorded as
 * expired or skipped is sent when its time comes again. This happens when a clock ran ahead and was
 * corrected.
 */
export async function insertTick(tx: Writing, tick: NewTick): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    sql`insert into beat_tick as t (entry, due_at, local_time, state, task_id, why, decided_by)
        values (${tick.entry}, ${tick.dueAt}, ${tick.localTime}, ${tick.state}, ${tick.taskId},
          ${tick.why}, ${tick.decidedBy})
        on conflict (entry, due_at) do update set state = excluded.state, task_id = excluded.task_id,
          why = excluded.why, decided_at = paybeat_now(), decided_by = excluded.decided_by
        where t.state <> 'sent' and excluded.state = 'sent'
        returning 1`,
  );
  return rows.length === 1;
}
