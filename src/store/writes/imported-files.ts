/**
 * The roster file and the hours file that a company imported last, and whether they still say what is stored.
 *
 * This only saves work. A file that is not recognized is compared row by row. Inputs of other kinds
 * (hours, terms, dated items) change nothing that a roster says.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf, type Writing } from '#store/store.ts';

interface ImportedFile {
  readonly companyId: number;
  /** sha-256 of the bytes, and of everything else that the result depends on. */
  readonly digest: Buffer;
}

/**
 * Remembers the hours file that a company imported last. Once any input of the company has changed after
 * `revision`, the file is compared again.
 */
export async function rememberHoursFile(
  tx: Writing,
  ask: ImportedFile & HoursSaid & { readonly revision: number },
): Promise<void> {
  await tx.run(sql`
    insert into imported_file (company_id, what, digest, revision, rows, items, notes)
    values (${ask.companyId}, 'hours', ${ask.digest}, ${ask.revision}, ${ask.rows}, ${ask.items},
            ${JSON.stringify(ask.notes)}::jsonb)
    on conflict (company_id, what) do update
      set digest = excluded.digest, revision = excluded.revision, rows = excluded.rows,
          items = excluded.items, notes = excluded.notes`);
}

/** What this hours file said when it was imported; null when another file was, or any input has changed since. */
export async function sameHoursFile(at: Reading, ask: ImportedFile): Promise<HoursSaid | null> {
  const [row] = await rowsOf<HoursSaid>(
    at,
    sql`select f.rows, f.items, f.notes from imported_file f join company c using (company_id)
        where f.company_id = ${ask.companyId} and f.what = 'hours' and f.digest = ${ask.digest}
          and f.revision = c.input_revision`,
  );
  return row ?? null;
}

interface HoursSaid extends WhatItSaid {
  readonly items: number;
}

interface WhatItSaid {
  readonly rows: number;
  readonly notes: readonly object[];
}

export async function rememberRosterFile(
  tx: Writing,
  ask: ImportedFile &
    WhatItSaid & {
      readonly revision: number;
      /** Digests of its blocks of rows. Null: it has none. */
      readonly blocks: Buffer | null;
    },
): Promise<void> {
  await tx.run(sql`
    insert into imported_file (company_id, what, digest, revision, rows, notes, blocks)
    values (${ask.companyId}, 'roster', ${ask.digest}, ${ask.revision}, ${ask.rows},
            ${JSON.stringify(ask.notes)}::jsonb, ${ask.blocks})
    on conflict (company_id, what) do update
      set digest = excluded.digest, revision = excluded.revision, rows = excluded.rows,
          notes = excluded.notes, blocks = excluded.blocks`);
}

/**
 * What this file said when it was imported; null when another file was, or when anything that a roster says
 * has changed since.
 */
export async function sameRosterFile(at: Reading, ask: ImportedFile): Promise<WhatItSaid | null> {
  const { companyId, digest } = ask;
  const [row] = await rowsOf<WhatItSaid>(
    at,
    sql`select rows, notes from imported_file f
        where company_id = ${companyId} and what = 'roster' and digest = ${digest}
          and ${isUnchanged(companyId, sql`f.revision`)}`,
  );
  return row ?? null;
}

/**
 * The blocks of the file that was imported last; null when there are none, or when anything that a roster says has
 * changed since. A file that left people without a schedule has none: its note counts them all.
 */
export async function blocksOfRoster(
  at: Reading,
  companyId: number,
): Promise<{ readonly blocks: Buffer; readonly revision: number } | null> {
  const [row] = await rowsOf<{ blocks: Buffer; revision: number }>(
    at,
    sql`select blocks, revision from imported_file f
        where company_id = ${companyId} and what = 'roster' and blocks is not null
          and not notes @> '[{"code": "no_schedule"}]'
          and ${isUnchanged(companyId, sql`f.revision`)}`,
  );
  return row ?? null;
}

/** Whether nothing that a roster says began or ended between two revisions. The later one was just raised. */
export async function isRosterUnchanged(
  at: Reading,
  ask: { readonly companyId: number; readonly since: number; readonly revision: number },
): Promise<boolean> {
  const { companyId, since, revision } = ask;
  if (since === revision - 1) return true;
  const unchanged = isUnchanged(companyId, sql`${since}::int`);
  const [row] = await rowsOf<{ is: boolean }>(at, sql`select ${unchanged} as is`);
  return row?.is === true;
}

function isUnchanged(companyId: number, since: Sql<unknown>): Sql<unknown> {
  const later = (table: string) => sql`exists (select from ${sql.ref(table)} v
    where v.company_id = ${companyId} and greatest(v.from_revision, v.until_revision) > ${since}`;
  // A company without a later revision need not be looked at.
  return sql`case when ${since} = (select input_revision from company where company_id = ${companyId})
    then true
    else not ${later('employee_version')})
      and not ${later('employee_item')} and v.part = '')
      and not ${later('employee_move')}) end`;
}
