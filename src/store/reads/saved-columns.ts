/** The column maps that a company has saved, one for each kind of file. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface SavedColumnsRow {
  readonly kind: string;
  /** The JSON of a column map (src/files/column-map.ts). */
  readonly map: object;
  readonly savedBy: string;
  readonly savedAt: Temporal.Instant;
}

export function savedColumns(at: Reading, companyId: number): Promise<readonly SavedColumnsRow[]> {
  return rowsOf<SavedColumnsRow>(
    at,
    sql`select kind, map, saved_by as "savedBy", saved_at as "savedAt"
        from saved_columns where company_id = ${companyId} order by kind`,
  );
}

export async function savedColumnsOf(
  at: Reading,
  { companyId, kind }: { readonly companyId: number; readonly kind: string },
): Promise<SavedColumnsRow | null> {
  const [row] = await rowsOf<SavedColumnsRow>(
    at,
    sql`select kind, map, saved_by as "savedBy", saved_at as "savedAt"
        from saved_columns where company_id = ${companyId} and kind = ${kind}`,
  );
  return row ?? null;
}
