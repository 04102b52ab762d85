/**
 * Which file an import read, kept for the revision that it made.
 *
 * Lists of inputs name the file of each entry (reads/listed-inputs.ts). A file of a period also keeps a hash of
 * its rows, so that the same hours are not added twice. The hash does not depend on the order of the rows, on
 * line ends or on how a number was typed.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf, type Writing } from '#store/store.ts';
import type { StagedVersions } from './versions.ts';

type InputFileKind = 'roster' | 'terms' | 'items' | 'forms' | 'hours' | 'inputs' | 'balances';

interface InputFile {
  readonly companyId: number;
  readonly revision: number;
  readonly what: InputFileKind;
  readonly periodId?: number;
  readonly fileName: string | null;
  readonly how: 'new' | 'add' | 'replace' | 'replace_all';
  readonly rows: number;
  readonly content?: string;
}

const nameLengthMax = 200;

export async function recordInputFile(tx: Writing, file: InputFile): Promise<void> {
  const name = file.fileName?.slice(-nameLengthMax) ?? null;
  await tx.run(sql`
    insert into input_file (company_id, revision, what, period_id, file_name, how, rows, content)
    values (${file.companyId}, ${file.revision}, ${file.what}, ${file.periodId ?? null},
            ${name === '' ? null : name}, ${file.how}, ${file.rows}, ${file.content ?? null})`);
}

/** The hash of the staged rows, whatever their order. Ask before they are changed. */
export async function contentOf(tx: Writing, { table, keys, values }: StagedVersions) {
  const row = sql`row(${sql.join(
    [...keys, ...values].map((name) => sql`${sql.ref(`new.${name}`)}`),
  )})`;
  const hash = (seed: number): Sql<unknown> =>
    sql`to_hex(coalesce(bit_xor(hash_record_extended(${row}, ${seed})), 0))`;
  const [found] = await rowsOf<{ content: string }>(
    tx,
    sql`select concat_ws('-', count(*), ${hash(1)}, ${hash(2)}) as content from ${table} as new`,
  );
  return found?.content ?? '';
}

interface EarlierFile {
  readonly revision: number;
  readonly fileName: string | null;
}

/** The first file of the period with the same rows; null: there is none. */
export async function fileWithContent(
  at: Reading,
  ask: { readonly companyId: number; readonly periodId: number; readonly content: string },
): Promise<EarlierFile | null> {
  const [row] = await rowsOf<EarlierFile>(
    at,
    sql`select revision, file_name as "fileName" from input_file
        where company_id = ${ask.companyId} and period_id = ${ask.periodId}
          and content = ${ask.content}
        order by revision limit 1`,
  );
  return row ?? null;
}
