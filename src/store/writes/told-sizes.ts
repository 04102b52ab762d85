/**
 * Tells the planner of the database how large a table has become in this transaction.
 *
 * The planner knows a table as the last ANALYZE found it. After a dry run that was rolled back, it may have found
 * pages without a row. It then expects one row wherever it looks, and compares each row with each. Whoever writes
 * many rows and reads them again in the same transaction says so here (decision 0110).
 */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

type SizedTable =
  | 'employee'
  | 'employee_version'
  | 'employee_terms'
  | 'employee_item'
  | 'period_item'
  | 'opening_balance';

export interface ToldSize {
  /** Call it after each slice. Looks again when four times as many rows were written as at the last look. */
  wrote(rows: number): Promise<void>;
  /** Call it before the table is read as a whole. */
  end(): Promise<void>;
}

/** Fewer rows cannot make a question slow. */
const leastRows = 500;
const growth = 4;

export function toldSize(tx: Writing, table: SizedTable): ToldSize {
  let written = 0;
  let told = 0;
  const tell = async () => {
    told = written;
    await rowsOf(tx, sql`select paybeat_tell_size(${table})`);
  };
  const isWorthIt = (factor: number) => written >= leastRows && written > factor * told;
  return {
    wrote: async (rows) => {
      written += rows;
      if (isWorthIt(growth)) await tell();
    },
    end: async () => {
      if (isWorthIt(1)) await tell();
    },
  };
}
