/** The backups that this database was restored from, and what can be known of the time after them. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isUncheckedRestore } from './moves-by-itself.ts';

export interface RestoreRow {
  readonly restoredAt: Temporal.Instant;
  readonly restoredBy: string;
  /** The moment of the backup. */
  readonly takenAt: Temporal.Instant;
  /** Of the file. */
  readonly sha256: string;
  /** Of the keys that signed certificates at the time of the backup. */
  readonly keyIds: readonly string[];
  readonly acceptedAt: Temporal.Instant | null;
  readonly acceptedBy: string | null;
  readonly acceptedWhy: string | null;
}

/** Whether nobody has looked yet at what happened since a backup that was restored. */
export async function isRestoredUnchecked(at: Reading): Promise<boolean> {
  const [row] = await rowsOf<{ unchecked: boolean }>(
    at,
    sql`select ${isUncheckedRestore} as unchecked`,
  );
  return row?.unchecked ?? false;
}

/** The newest first. */
export function restores(at: Reading): Promise<readonly RestoreRow[]> {
  return rowsOf(
    at,
    sql`select restored_at as "restoredAt", restored_by as "restoredBy", taken_at as "takenAt", sha256, key_ids as "keyIds",
          accepted_at as "acceptedAt", accepted_by as "acceptedBy", accepted_why as "acceptedWhy"
        from restored_backup order by restored_id desc`,
  );
}

/** A chain as the backup had it: the row before the one that tells of the restore. */
interface RestoredHead {
  readonly company: string;
  readonly seq: number;
}

export function restoredHeads(at: Reading): Promise<readonly RestoredHead[]> {
  return rowsOf(
    at,
    sql`select c.code as company, (max(e.seq) - 1)::int as seq from audit_event e join company c using (company_id)
        where e.action = 'database.restore' group by c.code`,
  );
}

interface KnownRun {
  readonly runId: number;
  readonly state: string;
  readonly totalsHash: string | null;
}

export function knownRuns(at: Reading, runIds: readonly number[]): Promise<readonly KnownRun[]> {
  return rowsOf(
    at,
    sql`select run_id as "runId", state, totals_hash as "totalsHash" from pay_run
        where run_id = any(${runIds}::int[])`,
  );
}

interface DueSince {
  readonly periodId: number;
  readonly company: string;
  readonly payOn: Temporal.PlainDate;
  readonly dueAt: Temporal.Instant;
  /** Its run, if one was opened after the restore. */
  readonly runId: number | null;
}

/** Periods that fell due after the backup, and that this database has not paid. */
export function dueSince(
  at: Reading,
  ask: { readonly since: Temporal.Instant; readonly limit: number },
): Promise<readonly DueSince[]> {
  return rowsOf(
    at,
    sql`select p.period_id as "periodId", c.code as company, p.pay_on as "payOn", d.due_at as "dueAt",
          d.fulfilled_by as "runId"
        from due_instant d join pay_period p using (period_id) join company c on c.company_id = p.company_id
        where d.stage = 'open' and d.due_at > ${ask.since} and d.due_at <= paybeat_now() and p.status = 'active'
        order by d.due_at, p.period_id limit ${ask.limit}`,
  );
}
