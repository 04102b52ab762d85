/**
 * Inputs are never overwritten: a changed row is closed at a revision and a new one begins there.
 *
 * One mechanism for every versioned table: the rows of a file are staged (staged-rows.ts), which locks
 * nothing, and then take their place. Rows that did not change keep their version, so importing the
 * same file twice writes nothing.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Writing } from '#store/store.ts';
import {
  eachPeopleSlice,
  type PeopleSlice,
  type Stage,
  type Staged,
  type StagedColumn,
  stage,
  type Tell,
} from './staged-rows.ts';

type VersionedTable =
  | 'employee_version'
  | 'employee_terms'
  | 'employee_item'
  | 'period_item'
  | 'opening_balance'
  | 'pay_code';

/** How rows of one kind stand in their table. */
export interface Versioned<Row> {
  readonly table: VersionedTable;
  readonly keys: readonly StagedColumn<Row>[];
  readonly values: readonly StagedColumn<Row>[];
  /** Staged beside them for questions about the file, and not kept. */
  readonly beside?: readonly StagedColumn<Row>[];
}

export interface StagedVersions extends Staged {
  readonly of: Pick<Versioned<never>, 'table'>;
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

export type StageRows<Row> = Pick<Stage<Row>, 'rows' | 'sliceRows' | 'tell'>;

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
  /** Which current rows (alias `old`) these replace: those of it that are not among them are closed. */
  readonly covers: RawBuilder<unknown>;
  /** Whom they replace something of, when that may be more people than have rows. */
  readonly people?: Staged;
  /** Told how many of the rows are written. */
  readonly tell?: Tell;
}

export interface Replaced {
  readonly closed: number;
  readonly begun: number;
}

export async function replaceVersions(
  tx: Writing,
  staged: StagedVersions,
  ask: Replacement,
): Promise<Replaced> {
  if (staged.of.table === 'pay_code') return replaceSlice(tx, staged, { ...ask, slice: null });
  const people = ask.people ?? staged;
  let closed = 0;
  let begun = 0;
  let done = 0;
  await eachPeopleSlice(tx, people, async (slice) => {
    const part = await replaceSlice(tx, staged, { ...ask, slice });
    closed += part.closed;
    begun += part.begun;
    done += people.sliceRows;
    ask.tell?.(Math.min(done, people.rows));
  });
  return { closed, begun };
}

/** Every current row of a key that is staged, and no other. */
export function sameKeys({ table, keys }: StagedVersions): RawBuilder<unknown> {
  return sql`exists (select from ${table} as new where ${sameKey(keys)})`;
}

async function replaceSlice(
  tx: Writing,
  staged: StagedVersions,
  ask: Replacement & { readonly slice: PeopleSlice | null },
): Promise<Replaced> {
  const { keys, values } = staged;
  const { companyId, revision, slice } = ask;
  const table = sql.table(staged.of.table);
  const within = (alias: string) =>
    slice === null
      ? sql`true`
      : sql`${sql.ref(`${alias}.employee_id`)} between ${slice.from} and ${slice.to}`;
  const closed = await sql`
    update ${table} as old set until_revision = ${revision}
    where old.company_id = ${companyId} and old.until_revision is null and ${within('old')}
      and ${ask.covers}
      and not exists (select from ${staged.table} as new where ${within('new')} and ${sameKey(keys)}
            and row(${columns('new', values)}) is not distinct from row(${columns('old', values)}))
  `.execute(tx.db);
  const names = [...keys, ...values];
  const begun = await sql`
    insert into ${table} (company_id, from_revision, ${sql.join(names.map((name) => sql.ref(name)))})
    select ${companyId}::int, ${revision}::int, ${columns('new', names)}
    from ${staged.table} as new
    where ${within('new')}
      and not exists (select from ${table} as old
            where ${within('old')} and ${sameKey(keys)} and old.until_revision is null)
  `.execute(tx.db);
  return {
    closed: Number(closed.numAffectedRows ?? 0n),
    begun: Number(begun.numAffectedRows ?? 0n),
  };
}

function columns(alias: string, names: readonly string[]): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql`${sql.ref(`${alias}.${name}`)}`));
}

function sameKey(keys: readonly string[]): RawBuilder<unknown> {
  return sql.join(
    keys.map((key) => sql`${sql.ref(`new.${key}`)} = ${sql.ref(`old.${key}`)}`),
    sql` and `,
  );
}
