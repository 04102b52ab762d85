/**
 * The employees of several runs, as the queries name them. A single run is a set of one.
 *
 * Employee ids are unique across companies. One employee may still occur in several runs of the set, such as
 * the past runs that a back-dated change reaches into. So each row of a result has the place of its run.
 *
 * `offset 0` keeps a look-up by key for each employee. Without that fence the planner may read whole tables,
 * and it plans a long list of ids for longer than it reads the rows.
 */
import { type Sql, sql } from '#store/sql.ts';
import type { RunFrame } from './run-work.ts';

/** What the queries read of a run. */
export type AskedFrame = Pick<
  RunFrame,
  'snapshotRevision' | 'companyId' | 'periodId' | 'taxYear' | 'startOn' | 'endOn' | 'payOn'
>;

/** A run of the set, or a run that is planned. */
export interface PlannedRead {
  /** Its place in the whole set. A query may be about some runs of the set only. */
  readonly place: number;
  readonly frame: AskedFrame;
  /**
   * The revision at which dated rows and the inputs of a period are read. It is the run's own snapshot, except
   * when a past run is looked at again. Roster data are read at the snapshot.
   */
  readonly dated: number;
  /** The revision at which roster data are read. Default: the run's snapshot, which did not know new people. */
  readonly entered?: number;
}

/** A run of the set, and the employees to read for it. */
export interface AskedRun extends PlannedRead {
  readonly frame: RunFrame;
  readonly employeeIds: readonly number[];
}

/** A row of a result, with the place of its run in the set. */
export interface Placed {
  readonly place: number;
}

/** `f(place, undated, dated, entered, company_id, period_id, tax_year, start_on, end_on, pay_on)` */
export function askedRuns(runs: readonly PlannedRead[]): Sql {
  const of = <T>(value: (run: PlannedRead) => T) => runs.map(value);
  return sql`unnest(${of((run) => run.place)}::int[], ${of((run) => run.frame.snapshotRevision)}::int[],
      ${of((run) => run.dated)}::int[], ${of((run) => run.entered ?? run.frame.snapshotRevision)}::int[],
      ${of((run) => run.frame.companyId)}::int[],
      ${of((run) => run.frame.periodId)}::int[], ${of((run) => run.frame.taxYear)}::int[],
      ${of((run) => run.frame.startOn)}::date[], ${of((run) => run.frame.endOn)}::date[],
      ${of((run) => run.frame.payOn)}::date[])
    as f(place, undated, dated, entered, company_id, period_id, tax_year, start_on, end_on, pay_on)`;
}

/** `a(employee_id)`, joined with its run `f`. */
export function askedPeople(runs: readonly AskedRun[]): Sql {
  const people = sql`unnest(${idsOf(runs)}::int[]) as a(employee_id)`;
  // With a single run there is nothing to match.
  if (runs.length === 1) return sql`${people} cross join ${askedRuns(runs)}`;
  const places = ofEachPerson(runs, ({ place }) => place);
  return sql`unnest(${places}::int[], ${idsOf(runs)}::int[]) as a(place, employee_id)
    join ${askedRuns(runs)} using (place)`;
}

/** `v`: the rows of a table that are about these employees and meet a condition, joined with their run `f`. */
export function rowsOfPeople(table: string, runs: readonly AskedRun[], condition: Sql): Sql {
  const [run] = runs;
  const among = runs.length === 1 && run !== undefined ? inSpan(run.employeeIds) : null;
  if (among !== null) {
    return sql`${askedRuns(runs)} join ${sql.ref(table)} v on ${among} and ${condition}`;
  }
  return sql`${askedPeople(runs)} cross join lateral (select * from ${sql.ref(table)} v
    where v.employee_id = a.employee_id and ${condition} offset 0) v`;
}

/**
 * Whether a row `v` is about one of these employees, as a span of ids. Null when they are not in a row: then
 * each has to be looked up.
 */
export function inSpan(employeeIds: readonly number[]): Sql | null {
  const span = spanOf(employeeIds);
  if (span === null) return null;
  const { first, last, without } = span;
  const between = sql`v.employee_id between ${first} and ${last}`;
  return without.length === 0
    ? between
    : // A kept plan would compare each row with each id of `<> all`, and hashes these.
      sql`${between} and v.employee_id not in (select unnest(${without}::int[]))`;
}

/** Whether a row `v` is about one of these employees. */
export function isAmong(employeeIds: readonly number[]): Sql {
  return inSpan(employeeIds) ?? sql`v.employee_id = any(${employeeIds}::int[])`;
}

interface Span {
  readonly first: number;
  readonly last: number;
  /** The ids between them that are not asked for. */
  readonly without: readonly number[];
}

/**
 * Employees of one import have ids in a row, and an index reads a span of ids many times faster than each by
 * itself. Null when too many others are between them.
 */
function spanOf(employeeIds: readonly number[]): Span | null {
  const first = employeeIds[0];
  const last = employeeIds.at(-1);
  if (first === undefined || last === undefined) return null;
  if (last - first >= employeeIds.length * 1.2) return null;
  const without: number[] = [];
  let next = first;
  for (const id of employeeIds) {
    if (id < next) return null;
    for (; next < id; next += 1) without.push(next);
    next = id + 1;
  }
  return { first, last, without };
}

interface OfPeople {
  readonly employeeIds: readonly number[];
}

/** The employees of all runs, one run after the other. */
export function idsOf(runs: readonly OfPeople[]): readonly number[] {
  return runs.flatMap(({ employeeIds }) => employeeIds);
}

/** A column beside `idsOf`: a value of each run, again for each of its employees. */
export function ofEachPerson<Run extends OfPeople, T>(
  runs: readonly Run[],
  value: (run: Run) => T,
): readonly T[] {
  return runs.flatMap((run) => run.employeeIds.map(() => value(run)));
}

/** The rows of each run of a set. */
export function byPlace<Row extends Placed>(
  rows: readonly Row[],
): (place: number) => readonly Row[] {
  const runs = Map.groupBy(rows, ({ place }) => place);
  return (place) => runs.get(place) ?? [];
}
