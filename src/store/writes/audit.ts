/** Writes one row of the company's audit chain, in the same transaction as the action it records. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

export interface AuditRow {
  readonly companyId: number;
  /** Who acted: a person (`person:ada`), a worker (`worker:…`) or a policy (`policy:approve_when_clean`). */
  readonly actor: string;
  /** The action as a noun and a verb: `run.opened`. */
  readonly action: string;
  /** The subject of the action: `run:12`, `period:7`. */
  readonly subject: string;
  /** Never contains a secret or a bank account number. Amounts are strings of minor units. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Must come last in a transaction: no other lock is taken after the lock on the chain. */
export function audit(tx: Writing, row: AuditRow): Promise<void> {
  return auditAll(tx, [row]);
}

/** Each company's rows in this order. Heads are locked in ascending order of company. */
export async function auditAll(tx: Writing, rows: readonly AuditRow[]): Promise<void> {
  if (rows.length === 0) return;
  await rowsOf(
    tx,
    sql`select paybeat_audit_all(${rows.map((row) => row.companyId)}::int[],
          ${rows.map((row) => row.actor)}::text[], ${rows.map((row) => row.action)}::text[],
          ${rows.map((row) => row.subject)}::text[],
          ${rows.map((row) => JSON.stringify(row.facts ?? {}))}::text[]::jsonb[])`,
  );
}
