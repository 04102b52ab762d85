/**
 * Ids of rows written in a rehearsal, which must not use up real ids.
 *
 * Rehearsed periods and runs have negative ids, and two rehearsals at once have different ones. Rehearsed
 * people have ids above all others, because new people are always added last. Two rosters rehearsed at once
 * may wait for each other.
 */
import { type Sql, sql } from '#store/sql.ts';
import type { Writing } from '#store/store.ts';

/** Inserted into an INSERT statement: before its columns, before VALUES, and before its values. */
interface RowNumber {
  readonly column: Sql<unknown>;
  readonly overriding: Sql<unknown>;
  readonly value: Sql<unknown>;
}

const nothing = sql``;

/**
 * Rows per rehearsal. Multiplied by the highest process id of PostgreSQL (2^22), it still fits an integer.
 */
const rowsOfOne = 511;

export function rehearsedRowNumber(
  tx: Writing,
  id: 'pay_run.run_id' | 'pay_period.period_id',
): RowNumber {
  if (!tx.isRehearsal) return { column: nothing, overriding: nothing, value: nothing };
  const [table, column] =
    id === 'pay_run.run_id' ? ['pay_run', 'run_id'] : ['pay_period', 'period_id'];
  return {
    column: sql`${sql.ref(column)}, `,
    overriding: sql`overriding system value`,
    value: sql`(select -2147483648 + pg_backend_pid() * ${rowsOfOne}::int + count(*)
      from ${sql.ref(table)} where ${sql.ref(column)} < 0), `,
  };
}

/** The lowest id of a rehearsed person. No database has this many people. */
const rehearsedPeopleFrom = 2_000_000_000;
/** There are enough ids left for this many companies with a million people each. */
const companiesApart = 140;

/** Inserted into an INSERT … SELECT of people. `at` is each person's position, from 1 on. */
export function rehearsedEmployeeId(tx: Writing, companyId: number): RowNumber {
  if (!tx.isRehearsal) return { column: nothing, overriding: nothing, value: nothing };
  const from = rehearsedPeopleFrom + (companyId % companiesApart) * 1_000_000;
  return {
    column: sql`employee_id, `,
    overriding: sql`overriding system value`,
    value: sql`(select coalesce(max(employee_id), ${from}::int - 1) from employee
      where company_id = ${companyId} and employee_id >= ${rehearsedPeopleFrom}::int) + at::int, `,
  };
}
