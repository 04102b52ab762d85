/**
 * Inputs are never overwritten: a changed row is closed at a revision, and a new one begins there.
 *
 * All versioned tables share this code. The rows of a file are first staged without locks (staged-rows.ts),
 * and then replace the current versions. An unchanged row keeps its version, so importing the same file
 * twice writes nothing. Each replaced row is reported together with the row that replaced it.
 */
import { type Sql, sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import {
  eachPeopleSlice,
  type PeopleSlice,
  type RowsToStage,
  type Staged,
  type StagedColumn,
  stage,
  type Tell,
} from './staged-rows.ts';
import { toldSize } from './told-sizes.ts';

type VersionedTable =
  | 'employee_version'
  | 'employee_terms'
  | 'employee_item'
  | 'period_item'
  | 'opening_balance'
  | 'pay_code';

/** The columns of a versioned table. `row_number` is also staged for rows about people. */
export interface Versioned<Row> {
  readonly table: VersionedTable;
  readonly keys: readonly StagedColumn<Row>[];
  readonly values: readonly StagedColumn<Row>[];
  /** Columns that are only staged, for questions about the file. */
  readonly beside?: readonly StagedColumn<Row>[];
}

export interface StagedVersions extends Staged {
  readonly of: Pick<Versioned<never>, 'table'>;
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

export type StageRows<Row> = Pick<RowsToStage<Row>, 'rows' | 'sliceRows' | 'tell'>;

export async function stageVersions<Row>(
  tx: Writing,
  of: Versioned<Row>,
  ask: StageRows<Row>,
): Promise<StagedVersions> {
  const columns = columnsOf(of);
  const staged = await stage(tx, { ...ask, name: stagingName(of), columns });
  return stagedAs(of, staged);
}

export function columnsOf<Row>(of: Versioned<Row>): readonly StagedColumn<Row>[] {
  return [...of.keys, ...of.values, ...(of.beside ?? [])];
}

export function stagingName(of: { readonly table: VersionedTable }): string {
  return `staged_${of.table}`;
}

export function stagedAs<Row>(of: Versioned<Row>, staged: Staged): StagedVersions {
  const names = (columns: readonly StagedColumn<Row>[]) => columns.map(({ name }) => name);
  return { ...staged, of, keys: names(of.keys), values: names(of.values) };
}

export interface Replacement {
  readonly companyId: number;
  readonly revision: number;
  /**
   * The current rows (alias `old`) that the file covers. Covered rows that the file no longer contains are
   * closed.
   */
  readonly covers: Sql<unknown>;
  /** For an `old` row without a row of the same key: a word that says why it is covered, or null. */
  readonly because?: Sql<string>;
  /** The people whose rows are replaced, when they may be more than the people in the file. */
  readonly people?: Staged;
  /** Called with how many rows have been written. */
  readonly tell?: Tell;
}

/** The columns of a replaced row. `after` is the new row with the same key, if there is one. */
export interface ClosedRow {
  readonly employeeNumber: string;
  /** The row of the file that replaced it, or else the first row about the same person. */
  readonly rowNumber: number;
  readonly before: Columns;
  readonly after: Columns | null;
  /** The word of the replacement's `because`. */
  readonly because: string | null;
}

export type Columns = Readonly<Record<string, unknown>>;

export interface Replaced {
  /** How many rows were closed, and how many of them were replaced by a row with the same key. */
  readonly closed: number;
  readonly replaced: number;
  readonly begun: number;
  /** The first `closedRowsMax` closed rows. Empty for pay codes. */
  readonly closedRows: readonly ClosedRow[];
}

/** More than anybody reads. A file can change a million rows. */
const closedRowsMax = 100_000;
/** With rows whose pay, hours or amount at least doubles or halves: they must not get lost among the others. */
const farRowsMax = 2 * closedRowsMax;

function movesFar({ before, after }: ClosedRow): boolean {
  const values = ['annual_salary_minor', 'hourly_rate_micro', 'quantity_micro', 'amount_minor'];
  return values.some((name) => {
    const [was, is] = [before[name], after?.[name]];
    return typeof was === 'bigint' && typeof is === 'bigint' && (is >= 2n * was || was >= 2n * is);
  });
}

export async function replaceVersions(
  tx: Writing,
  staged: StagedVersions,
  ask: Replacement,
): Promise<Replaced> {
  const { table } = staged.of;
  if (table === 'pay_code') return replaceSlice(tx, staged, { ...ask, slice: null });
  const people = ask.people ?? staged;
  const size = toldSize(tx, table);
  const closedRows: ClosedRow[] = [];
  let [closed, replaced, begun, done] = [0, 0, 0, 0];
  await eachPeopleSlice(tx, people, async (slice) => {
    const part = await replaceSlice(tx, staged, { ...ask, slice });
    closed += part.closed;
    replaced += part.replaced;
    begun += part.begun;
    for (const row of part.closedRows) {
      const max = closedRows.length < closedRowsMax || !movesFar(row) ? closedRowsMax : farRowsMax;
      if (closedRows.length < max) closedRows.push(row);
    }
    await size.wrote(part.closed + part.begun);
    done += people.sliceRows;
    ask.tell?.(Math.min(done, people.rows));
  });
  await size.end();
  return { closed, replaced, begun, closedRows };
}

/** Covers the current rows with a staged key, and no others. */
export function sameKeys({ table, keys }: StagedVersions): Sql<unknown> {
  return sql`exists (select from ${table} as new where ${sameKey(keys)})`;
}

async function replaceSlice(
  tx: Writing,
  staged: StagedVersions,
  ask: Replacement & { readonly slice: PeopleSlice | null },
): Promise<Replaced> {
  const { keys, values } = staged;
  const { companyId, revision, slice } = ask;
  const table = sql.ref(staged.of.table);
  const within = (alias: string) =>
    slice === null
      ? sql`true`
      : sql`${sql.ref(`${alias}.employee_id`)} between ${slice.from} and ${slice.to}`;
  const people = (ask.people ?? staged).table;
  // The people themselves, as a list: they may be few between the first and the last of them.
  const ofSlice =
    slice === null
      ? sql`true`
      : sql`old.employee_id = any(array(select person.employee_id from ${people} as person
              where ${within('person')}))`;
  const closing = sql`
    update ${table} as old set until_revision = ${revision}
    where old.company_id = ${companyId} and old.until_revision is null and ${ofSlice}
      and ${ask.covers}
      and not exists (select from ${staged.table} as new where ${within('new')} and ${sameKey(keys)}
            and row(${columns('new', values)}) is not distinct from row(${columns('old', values)}))`;
  const gone = await (slice === null
    ? countClosed(tx, closing)
    : tellClosed(tx, {
        ...{ staged, people: ask.people ?? staged, closing, within: within('new') },
        because: ask.because ?? sql`null::text`,
      }));
  const names = [...keys, ...values];
  const begun = await tx.run(sql`
    insert into ${table} (company_id, from_revision, ${sql.join(names.map((name) => sql.ref(name)))})
    select ${companyId}::int, ${revision}::int, ${columns('new', names)}
    from ${staged.table} as new
    where ${within('new')}
      and not exists (select from ${table} as old
            where ${ofSlice} and ${sameKey(keys)} and old.until_revision is null)
  `);
  return { ...gone, begun: begun.rowCount ?? 0 };
}

type Gone = Pick<Replaced, 'closed' | 'replaced' | 'closedRows'>;

/** Every closed row was replaced by a row with the same key. */
async function countClosed(tx: Writing, closing: Sql<unknown>): Promise<Gone> {
  const done = await tx.run(closing);
  const closed = done.rowCount ?? 0;
  return { closed, replaced: closed, closedRows: [] };
}

async function tellClosed(
  tx: Writing,
  ask: {
    readonly staged: StagedVersions;
    readonly people: Staged;
    readonly closing: Sql<unknown>;
    /** A condition on the staged rows. */
    readonly within: Sql<unknown>;
    readonly because: Sql<unknown>;
  },
): Promise<Gone> {
  const { staged, within, because } = ask;
  const names = [...staged.keys, ...staged.values];
  const columnsAs = (alias: string, word: string) =>
    sql.join(names.map((name) => sql`${sql.ref(`${alias}.${name}`)} as ${sql.ref(word + name)}`));
  const firstRow = (table: Sql<unknown>, more: Sql<unknown>) =>
    sql`(select min(new.row_number) from ${table} as new
         where ${within} and new.employee_id = old.employee_id and ${more})`;
  const hasCodes = staged.keys.includes('pay_code_id');
  const sameCode = hasCodes ? sql`new.pay_code_id = old.pay_code_id` : sql`true`;
  const rows = await rowsOf<Columns>(
    tx,
    sql`with old as (${ask.closing} returning old.*)
        select e.number as "employeeNumber", new.employee_id is not null as "isReplaced",
          ${because} as "because",
          coalesce(new.row_number, ${firstRow(staged.table, sameCode)},
            ${firstRow(ask.people.table, sql`true`)}, 0) as "rowNumber",
          ${columnsAs('old', 'before ')}, ${columnsAs('new', 'after ')}
        from old
          join employee e on e.employee_id = old.employee_id
          left join lateral (select * from ${staged.table} as new
            where ${within} and ${sameKey(staged.keys)} limit 1) as new on true
        order by "rowNumber", old.employee_id`,
  );
  const cells = (row: Columns, word: string): Columns =>
    Object.fromEntries(names.map((name) => [name, row[word + name]]));
  const closedRows = rows.map((row) => ({
    employeeNumber: String(row['employeeNumber']),
    rowNumber: Number(row['rowNumber']),
    before: cells(row, 'before '),
    after: row['isReplaced'] === true ? cells(row, 'after ') : null,
    because: typeof row['because'] === 'string' ? row['because'] : null,
  }));
  const replaced = closedRows.filter(({ after }) => after !== null).length;
  return { closed: rows.length, replaced, closedRows };
}

function columns(alias: string, names: readonly string[]): Sql<unknown> {
  return sql.join(names.map((name) => sql`${sql.ref(`${alias}.${name}`)}`));
}

export function sameKey(keys: readonly string[]): Sql<unknown> {
  return sql.join(
    keys.map((key) => sql`${sql.ref(`new.${key}`)} = ${sql.ref(`old.${key}`)}`),
    sql` and `,
  );
}
