/** One row of the company's audit chain, in the transaction that does what it tells of. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

export interface AuditRow {
  readonly companyId: number;
  /** Who: a person (`person:ada`), or the house (`worker:…`, `policy:approve_when_clean`). */
  readonly actor: string;
  /** What, as a noun and a verb: `run.opened`. */
  readonly action: string;
  /** What about: `run:12`, `period:7`. */
  readonly subject: string;
  /** Never a secret, never a bank number. Amounts as strings of minor units. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The last lock a transaction takes: nothing else is locked after it. */
export async function audit(tx: Writing, row: AuditRow): Promise<void> {
  await rowsOf(
    tx,
    sql`select paybeat_audit(${row.companyId}, ${row.actor}, ${row.action}, ${row.subject},
                             ${JSON.stringify(row.facts ?? {})}::jsonb)`,
  );
}
