/**
 * Inputs are never overwritten: a changed row is closed at a revision and a new one begins there.
 *
 * One mechanism for every versioned table. Rows that did not change keep their version, so importing
 * the same file twice writes nothing.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Writing } from '#store/store.ts';

type VersionedTable =
  | 'employee_version'
  | 'employee_terms'
  | 'employee_item'
  | 'period_item'
  | 'opening_balance'
  | 'pay_code';

export interface Replacement {
  readonly table: VersionedTable;
  readonly keys: readonly string[];
  readonly values: readonly string[];
  /** Which current rows (alias `old`) this replaces: those of it that are not in `rows` are closed. */
  readonly covers: RawBuilder<unknown>;
  /** Column → value; bigint and dates are written as text. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly companyId: number;
  readonly revision: number;
}

export interface Replaced {
  readonly closed: number;
  readonly begun: number;
}

export async function replaceVersions(tx: Writing, ask: Replacement): Promise<Replaced> {
  const { keys, values, companyId, revision } = ask;
  const table = sql.table(ask.table);
  const incoming = sql`jsonb_populate_recordset(null::${table}, ${json(ask.rows)}::jsonb)`;
  const columns = (alias: string, names: readonly string[]) =>
    sql.join(names.map((name) => sql`${sql.ref(`${alias}.${name}`)}`));
  const sameKey = sql.join(
    keys.map((key) => sql`${sql.ref(`new.${key}`)} = ${sql.ref(`old.${key}`)}`),
    sql` and `,
  );
  const closed = await sql`
    update ${table} as old set until_revision = ${revision}
    where old.company_id = ${companyId} and old.until_revision is null and ${ask.covers}
      and not exists (select from ${incoming} as new where ${sameKey}
            and row(${columns('new', values)}) is not distinct from row(${columns('old', values)}))
  `.execute(tx.db);
  const names = [...keys, ...values];
  const begun = await sql`
    insert into ${table} (company_id, from_revision, ${sql.join(names.map((name) => sql.ref(name)))})
    select ${companyId}::int, ${revision}::int, ${columns('new', names)} from ${incoming} as new
    where not exists (select from ${table} as old where ${sameKey} and old.until_revision is null)
  `.execute(tx.db);
  return {
    closed: Number(closed.numAffectedRows ?? 0n),
    begun: Number(begun.numAffectedRows ?? 0n),
  };
}

function json(rows: Replacement['rows']): string {
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}
