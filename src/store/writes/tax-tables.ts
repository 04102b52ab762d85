/** Stores a year's figures as a version, and takes them out of force. Neither changes what a run has read. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

/** One at a time: a revision that is read must have all earlier ones. */
export async function lockTaxTables(tx: Writing): Promise<void> {
  await rowsOf(tx, sql`select pg_advisory_xact_lock(7236476)`);
}

/** Returns the version. */
export async function insertTaxTable(
  tx: Writing,
  of: {
    readonly country: string;
    readonly year: number;
    readonly file: object;
    readonly sha256: string;
    readonly by: string;
  },
): Promise<number> {
  const { country, year, file, sha256, by } = of;
  const [row] = await rowsOf<{ version: number }>(
    tx,
    sql`insert into tax_table (country, year, version, file, sha256, loaded_by)
        select ${country}, ${year}, coalesce(max(version), 0) + 1, ${JSON.stringify(file)}::text::jsonb,
          ${sha256}, ${by}
        from tax_table where country = ${country} and year = ${year}
        returning version`,
  );
  return row?.version ?? 0;
}

/** Every version of the year that is still in force. Returns how many there were. */
export async function removeTaxTables(
  tx: Writing,
  of: { readonly country: string; readonly year: number; readonly by: string },
): Promise<number> {
  const { rowCount } = await tx.run(
    sql`update tax_table set removed_revision = next.revision, removed_by = ${of.by}, removed_at = paybeat_now()
        from (select nextval('tax_table_revision_seq')::int as revision) next
        where country = ${of.country} and year = ${of.year} and removed_revision is null`,
  );
  return rowCount ?? 0;
}
