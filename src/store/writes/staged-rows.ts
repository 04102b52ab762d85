/**
 * The rows of a file in a temporary table of the transaction, sent with binary COPY.
 *
 * Later steps are SQL over sets of rows. So a file of a million rows needs neither a parameter of that size
 * nor its objects in memory. Staging takes no locks. Rows are sent and processed in slices, so that each
 * statement is short for a file of any size.
 *
 * Elsewhere: how staged rows replace current ones (versions.ts).
 */
import { fixed } from '#settings/defaults.ts';
import { type Sql, sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { binaryRows, type RowWriter } from './binary-copy.ts';

/** Rows in one statement, which then takes a few tenths of a second. */
const rowsPerSlice = fixed.importSliceRows;

interface Values {
  readonly int4: number;
  readonly int8: bigint;
  readonly text: string;
  readonly date: Temporal.PlainDate;
  readonly jsonb: object;
}

type Kind = keyof Values;

type ColumnOf<Row, K extends Kind> = K extends Kind
  ? { readonly name: string; readonly kind: K; readonly of: (row: Row) => Values[K] | null }
  : never;

/** A column of the temporary table, and where its value comes from. */
export type StagedColumn<Row> = ColumnOf<Row, Kind>;

export interface Staged {
  readonly table: Sql<unknown>;
  readonly rows: number;
  /** Rows, or people, in one statement. */
  readonly sliceRows: number;
}

/** Reports how many rows are done. */
export type Tell = (done: number) => void;

export interface RowsToStage<Row> {
  /** Name of the temporary table, unique within the transaction. */
  readonly name: string;
  readonly columns: readonly StagedColumn<Row>[];
  readonly rows: Iterable<Row>;
  readonly sliceRows?: number;
  readonly tell?: Tell;
}

export async function stage<Row>(tx: Writing, ask: RowsToStage<Row>): Promise<Staged> {
  const staging = await beginStaging(tx, ask);
  for (const slice of slicesOf(ask.rows, ask.sliceRows ?? rowsPerSlice)) {
    await staging.add(slice);
    ask.tell?.(staging.rows);
  }
  return staging.end();
}

interface Staging<Row> {
  readonly rows: number;
  add(rows: Iterable<Row>): Promise<void>;
  /** For rows that are encoded already. */
  addEncoded(blocks: Iterable<Buffer>, rows: number): Promise<void>;
  end(): Promise<Staged>;
}

/** For a caller that examines each slice before it is sent. */
export async function beginStaging<Row>(
  tx: Writing,
  ask: Pick<RowsToStage<Row>, 'name' | 'columns' | 'sliceRows'>,
): Promise<Staging<Row>> {
  const { name, columns, sliceRows = rowsPerSlice } = ask;
  const table = sql.ref(name);
  const shape = sql.join(columns.map((one) => sql`${sql.ref(one.name)} ${sql.raw(one.kind)}`));
  // An earlier import in the same transaction may have left its table.
  await rowsOf(tx, sql`drop table if exists pg_temp.${table}`);
  await rowsOf(tx, sql`create temporary table ${table} (${shape}) on commit drop`);
  const writers = columns.map(writerOf);
  const copy = `copy pg_temp.${name} from stdin with (format binary)`;
  let count = 0;
  return {
    get rows() {
      return count;
    },
    add: async (rows) => {
      const write = (row: Row, to: RowWriter) => {
        count += 1;
        for (const writeCell of writers) writeCell(row, to);
      };
      const blocks = binaryRows(rows, { columns: columns.length, write });
      await tx.copyIn(copy, blocks, { into: 'own table' });
    },
    addEncoded: async (blocks, rows) => {
      count += rows;
      await tx.copyIn(copy, blocks, { into: 'own table' });
    },
    end: async () => {
      const isAboutPeople = columns.some((one) => one.name === 'employee_id');
      if (isAboutPeople) {
        await rowsOf(tx, sql`create index on pg_temp.${table} (employee_id)`);
      }
      // Autovacuum cannot see a temporary table, so the planner has no statistics without this.
      const looked = isAboutPeople ? sql`(employee_id)` : sql``;
      await rowsOf(tx, sql`analyze pg_temp.${table} ${looked}`);
      return { table: sql`pg_temp.${table}`, rows: count, sliceRows };
    },
  };
}

/** Lists of at most `most` rows. */
export function* slicesOf<Row>(rows: Iterable<Row>, most: number): Generator<readonly Row[]> {
  let slice: Row[] = [];
  for (const row of rows) {
    slice.push(row);
    if (slice.length < most) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

/** A range of employee ids, both ends included. */
export interface PeopleSlice {
  readonly from: number;
  readonly to: number;
}

const idMax = 2_147_483_647;

/** The people of the staged rows, slice by slice. All rows of one person are in one slice. */
export async function eachPeopleSlice(
  tx: Writing,
  staged: Staged,
  work: (slice: PeopleSlice) => Promise<void>,
): Promise<void> {
  for (let from = 1; from <= idMax; ) {
    const [last] = await rowsOf<{ employee_id: number }>(
      tx,
      sql`select employee_id from ${staged.table} where employee_id >= ${from}
          order by employee_id offset ${staged.sliceRows - 1} limit 1`,
    );
    const to = last?.employee_id ?? idMax;
    await work({ from, to });
    from = to + 1;
  }
}

export function writerOf<Row>(column: StagedColumn<Row>): (row: Row, to: RowWriter) => void {
  switch (column.kind) {
    case 'int4':
      return cell(column.of, (to, value) => to.int4(value));
    case 'int8':
      return cell(column.of, (to, value) => to.int8(value));
    case 'text':
      return cell(column.of, (to, value) => to.text(value));
    case 'date':
      return cell(column.of, (to, value) => to.date(value));
    case 'jsonb':
      return cell(column.of, (to, value) => to.jsonb(JSON.stringify(value)));
  }
}

function cell<Row, Value>(
  of: (row: Row) => Value | null,
  write: (to: RowWriter, value: Value) => void,
): (row: Row, to: RowWriter) => void {
  return (row, to) => {
    const value = of(row);
    if (value === null) to.absent();
    else write(to, value);
  };
}
