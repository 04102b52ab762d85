/**
 * Adds staged hours and amounts of a period to the stored ones of the same key, and sums up what an import
 * changes.
 *
 * The staged rows then say the sums, so that they replace the stored rows as any other file does (versions.ts).
 */
import { type Sql, sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { eachPeopleSlice, type Staged } from './staged-rows.ts';
import { type StagedVersions, sameKey } from './versions.ts';

interface OfPeriod {
  readonly staged: StagedVersions;
  readonly periodId: number;
}

/** Ask for `rowsNotAddable` first. */
export async function addToStored(tx: Writing, { staged, periodId }: OfPeriod): Promise<void> {
  await eachPeopleSlice(tx, staged, async ({ from, to }) => {
    await tx.run(sql`
      update ${staged.table} as new
      set quantity_micro = new.quantity_micro + old.quantity_micro,
          amount_minor = new.amount_minor + old.amount_minor
      from period_item old
      where ${stored({ staged, periodId })} and new.employee_id between ${from} and ${to}`);
  });
}

interface NotAddable {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  readonly payCodeId: number;
}

/** Rows whose stored row has a percentage, no value, or an amount in place of hours. */
export function rowsNotAddable(tx: Writing, ask: OfPeriod): Promise<readonly NotAddable[]> {
  return rowsOf(
    tx,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber",
          new.pay_code_id as "payCodeId"
        from ${ask.staged.table} as new join period_item old on ${stored(ask)}
          join employee e on e.employee_id = new.employee_id
        where (num_nonnulls(new.quantity_micro, old.quantity_micro) = 2)
          = (num_nonnulls(new.amount_minor, old.amount_minor) = 2)
        order by 1 limit 1000`,
  );
}

function stored({ staged, periodId }: OfPeriod): Sql<unknown> {
  return sql`old.period_id = ${periodId} and old.until_revision is null and ${sameKey(staged.keys)}`;
}

/** All entries of the people and pay codes that lost an entry at a revision, by pay code. */
export interface ChangedSumRow {
  readonly payCodeId: number;
  /** Entries that were replaced or removed, and the people who had them. */
  readonly entries: number;
  readonly people: number;
  readonly quantityBefore: bigint | null;
  readonly quantityAfter: bigint | null;
  readonly amountBefore: bigint | null;
  readonly amountAfter: bigint | null;
}

export function changedSums(
  tx: Writing,
  ask: { readonly staged: Staged; readonly periodId: number; readonly revision: number },
): Promise<readonly ChangedSumRow[]> {
  const { staged, periodId, revision } = ask;
  const sums = (column: string) => {
    const value = sql.ref(column);
    return sql`sum(${value}) filter (where from_revision < ${revision}) as ${sql.ref(`${column}_before`)},
      sum(${value}) filter (where until_revision is null) as ${sql.ref(`${column}_after`)}`;
  };
  const all = (column: string) => sql`sum(${sql.ref(column)})::int8`;
  return rowsOf(
    tx,
    sql`select pay_code_id as "payCodeId", sum(closed)::int as entries, count(*)::int as people,
          ${all('quantity_micro_before')} as "quantityBefore",
          ${all('quantity_micro_after')} as "quantityAfter",
          ${all('amount_minor_before')} as "amountBefore",
          ${all('amount_minor_after')} as "amountAfter"
        from (select employee_id, pay_code_id, ${sums('quantity_micro')}, ${sums('amount_minor')},
            count(*) filter (where until_revision = ${revision}) as closed
          from period_item
          where period_id = ${periodId} and (until_revision is null or until_revision = ${revision})
            and employee_id in (select employee_id from ${staged.table})
          group by employee_id, pay_code_id) i
        where closed > 0
        group by pay_code_id order by pay_code_id`,
  );
}
