/** A person has looked at what happened since a backup that was restored. */
import { sql } from '#store/sql.ts';
import type { Writing } from '#store/store.ts';
import { rowsOf } from '#store/store.ts';

/** Returns how many restores were accepted; several, if a backup of an unaccepted one was restored. */
export async function acceptRestores(
  tx: Writing,
  ask: { readonly by: string; readonly why: string },
): Promise<number> {
  const { rowCount } = await tx.run(
    sql`update restored_backup set accepted_at = paybeat_now(), accepted_by = ${ask.by}, accepted_why = ${ask.why}
        where accepted_at is null`,
  );
  return rowCount ?? 0;
}

/** Every company that has an audit chain. */
export async function companiesWithChains(tx: Writing): Promise<readonly number[]> {
  const rows = await rowsOf<{ companyId: number }>(
    tx,
    sql`select company_id as "companyId" from audit_head order by company_id`,
  );
  return rows.map(({ companyId }) => companyId);
}
