/**
 * The numbers of rows. A rehearsal uses none of them up.
 *
 * Its periods and runs are below zero, and two rehearsals at once have different numbers. Its people are
 * above all others, as those who are added last; two rosters that are tried at once may wait for one another.
 */
import { type Sql, sql } from '#store/sql.ts';
import type { Writing } from '#store/store.ts';

/** Spliced into an INSERT: before its columns, before its VALUES, before its values. */
interface RowNumber {
  readonly column: Sql<unknown>;
  readonly overriding: Sql<unknown>;
  readonly value: Sql<unknown>;
}

const nothing = sql``;

/** Rows of one rehearsal; times the highest process id of PostgreSQL (2^22) it is within an integer. */
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

/** Where the people of rehearsals begin; nobody has as many. */
const rehearsedPeopleFrom = 2_000_000_000;
/** For this many companies there is room for as many people each. */
const companiesApart = 140;

/** Spliced into an INSERT … SELECT of people, `at` being the place of each from 1 on. */
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
