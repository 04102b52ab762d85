/**
 * The employees of several runs, as the queries name them. A single run is a set of one.
 *
 * Employee ids are unique across companies. One employee may still occur in several runs of the set, such as
 * the past runs that a back-dated change reaches into. So each row of a result has the place of its run.
 *
 * A table is read by the employee ids behind `offset 0`, and joined afterwards. Without that fence the
 * planner may read whole tables, or search the list of ids once for each employee.
 */
import { type Sql, sql } from '#store/sql.ts';
import type { RunFrame } from './run-work.ts';

/** A run of the set, and the employees to read for it. */
export interface AskedRun {
  /** Its place in the whole set. A query may be about some runs of the set only. */
  readonly place: number;
  readonly frame: RunFrame;
  readonly employeeIds: readonly number[];
  /**
   * The revision at which dated rows and the inputs of a period are read. It is the run's own snapshot, except
   * when a past run is looked at again. Roster data are always read at the snapshot.
   */
  readonly dated: number;
}

/** A row of a result, with the place of its run in the set. */
export interface Placed {
  readonly place: number;
}

/** `f(place, undated, dated, company_id, period_id, tax_year, start_on, end_on, pay_on)` */
export function askedRuns(runs: readonly AskedRun[]): Sql {
  const of = <T>(value: (run: AskedRun) => T) => runs.map(value);
  return sql`unnest(${of((run) => run.place)}::int[], ${of((run) => run.frame.snapshotRevision)}::int[],
      ${of((run) => run.dated)}::int[], ${of((run) => run.frame.companyId)}::int[],
      ${of((run) => run.frame.periodId)}::int[], ${of((run) => run.frame.taxYear)}::int[],
      ${of((run) => run.frame.startOn)}::date[], ${of((run) => run.frame.endOn)}::date[],
      ${of((run) => run.frame.payOn)}::date[])
    as f(place, undated, dated, company_id, period_id, tax_year, start_on, end_on, pay_on)`;
}

/** `a(employee_id)`, joined with its run `f`. */
export function askedPeople(runs: readonly AskedRun[]): Sql {
  const people = sql`unnest(${askedIds(runs)}::int[]) as a(employee_id)`;
  // With a single run there is nothing to match.
  if (runs.length === 1) return sql`${people} cross join ${askedRuns(runs)}`;
  const places = runs.flatMap(({ place, employeeIds }) => employeeIds.map(() => place));
  return sql`unnest(${places}::int[], ${askedIds(runs)}::int[]) as a(place, employee_id)
    join ${askedRuns(runs)} using (place)`;
}

/** `v`: the rows of a table for these employees, of all revisions. */
export function rowsOfPeople(table: string, runs: readonly AskedRun[]): Sql {
  return sql`(select * from ${sql.ref(table)} where employee_id = any(${askedIds(runs)}::int[])
    offset 0) as v`;
}

function askedIds(runs: readonly AskedRun[]): readonly number[] {
  return runs.flatMap(({ employeeIds }) => employeeIds);
}

/** The rows of each run of a set. */
export function byPlace<Row extends Placed>(
  rows: readonly Row[],
): (place: number) => readonly Row[] {
  const runs = Map.groupBy(rows, ({ place }) => place);
  return (place) => runs.get(place) ?? [];
}
