/**
 * The roster file that a company imported last, and whether its people are still exactly what it says.
 *
 * This only saves work. A file that is not recognized is compared row by row. Inputs of other kinds
 * (hours, terms, dated items) change nothing that a roster says.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf, type Writing } from '#store/store.ts';

interface ImportedFile {
  readonly companyId: number;
  /** sha-256 of the bytes, and of everything else that the result depends on. */
  readonly digest: Buffer;
}

interface WhatItSaid {
  readonly rows: number;
  readonly notes: readonly object[];
}

export async function rememberRosterFile(
  tx: Writing,
  ask: ImportedFile & WhatItSaid & { readonly revision: number },
): Promise<void> {
  await tx.run(sql`
    insert into imported_file (company_id, what, digest, revision, rows, notes)
    values (${ask.companyId}, 'roster', ${ask.digest}, ${ask.revision}, ${ask.rows},
            ${JSON.stringify(ask.notes)}::jsonb)
    on conflict (company_id, what) do update
      set digest = excluded.digest, revision = excluded.revision, rows = excluded.rows,
          notes = excluded.notes`);
}

/**
 * What this file said when it was imported; null when another file was, or when anything that a roster says
 * has changed since.
 */
export async function sameRosterFile(at: Reading, ask: ImportedFile): Promise<WhatItSaid | null> {
  const { companyId, digest } = ask;
  const later = (table: string) => sql`exists (select from ${sql.ref(table)} v
    where v.company_id = ${companyId} and greatest(v.from_revision, v.until_revision) > f.revision`;
  const [row] = await rowsOf<WhatItSaid>(
    at,
    sql`select rows, notes from imported_file f
        where company_id = ${companyId} and what = 'roster' and digest = ${digest}
          and not ${later('employee_version')})
          and not ${later('employee_item')} and v.part = '')
          and not ${later('employee_move')})`,
  );
  return row ?? null;
}
