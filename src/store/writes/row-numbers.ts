/**
 * The numbers of rows that people see. A rehearsal uses none of them up: what it writes is below zero,
 * and two rehearsals at once have different numbers.
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
