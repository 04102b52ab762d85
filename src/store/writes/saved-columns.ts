/** Saves and removes column maps. Each change needs an audit row in its transaction. */
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

interface OfKind {
  readonly companyId: number;
  readonly kind: string;
}

export async function upsertSavedColumns(
  tx: Writing,
  ask: OfKind & { readonly map: object; readonly by: string },
): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into saved_columns as s (company_id, kind, map, saved_by)
        values (${ask.companyId}, ${ask.kind}, ${JSON.stringify(ask.map)}::text::json, ${ask.by})
        on conflict (company_id, kind) do update
          set map = excluded.map, saved_by = excluded.saved_by, saved_at = excluded.saved_at`,
  );
}

/** False: nothing was saved for this kind. */
export function deleteSavedColumns(tx: Writing, ask: OfKind): Promise<boolean> {
  return changedOne(
    tx,
    sql`delete from saved_columns where company_id = ${ask.companyId} and kind = ${ask.kind}`,
  );
}
