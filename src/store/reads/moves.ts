/** Moves of employees between schedules, and people whom another run pays for the same days. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { type AskedRun, type Placed, rowsOfPeople } from './asked.ts';
import { knownAt } from './known-at.ts';
import { isEffective } from './reversals.ts';

export interface MoveRow {
  readonly employeeId: number;
  readonly effectiveOn: Temporal.PlainDate;
  readonly fromScheduleId: number | null;
  readonly toScheduleId: number;
}

const moveColumns = sql`v.employee_id as "employeeId", v.effective_on as "effectiveOn",
  v.from_schedule_id as "fromScheduleId", v.to_schedule_id as "toScheduleId"`;

/** All moves, in order, of everybody who ever joined or left a schedule, as known at a revision. */
export function movesAround(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number | null;
    readonly revision: number;
  },
): Promise<readonly MoveRow[]> {
  return rowsOf(
    at,
    sql`select ${moveColumns} from employee_move v
        where v.company_id = ${ask.companyId} and ${knownAt(ask.revision)}
          and exists (select from employee_move x where x.employee_id = v.employee_id
            and (coalesce(x.from_schedule_id, 0) = ${ask.scheduleId ?? 0}
              or x.to_schedule_id = ${ask.scheduleId ?? 0}))
        order by v.employee_id, v.effective_on`,
  );
}

/** The moves of this employee, in order, as known at a revision. */
export function movesOf(
  at: Reading,
  ask: { readonly employeeId: number; readonly revision: number },
): Promise<readonly MoveRow[]> {
  return rowsOf(
    at,
    sql`select ${moveColumns} from employee_move v
        where v.employee_id = ${ask.employeeId} and ${knownAt(ask.revision)}
        order by v.effective_on`,
  );
}

/** The moves of the employees of these runs, in order, as known when their roster data are read. */
export function movesOfRuns(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly (Placed & MoveRow)[]> {
  return rowsOf(
    at,
    sql`select place, ${moveColumns}
        from ${rowsOfPeople('employee_move', runs, knownAt(sql`f.entered`))}
        order by place, v.employee_id, v.effective_on`,
  );
}

export interface CoveredRow {
  readonly employeeId: number;
  readonly runId: number;
  readonly runState: string;
  readonly periodId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  /** The other period contains every day of this one. */
  readonly isWhole: boolean;
}

/**
 * Employees with a payslip in another live run for days of this period, one row each. It finds in advance
 * what the database would refuse to write.
 */
export async function coveredElsewhere(
  at: Reading,
  ask: {
    readonly periodId: number;
    readonly employeeIds: readonly number[];
    /**
     * The asking run. The result is empty when it pays no days: a bonus is paid in addition to regular pay.
     */
    readonly runId?: number;
  },
): Promise<readonly CoveredRow[]> {
  const { periodId, employeeIds, runId = null } = ask;
  const runs = await rowsOf<Omit<CoveredRow, 'employeeId'>>(
    at,
    sql`select o.run_id as "runId", o.state as "runState", o.period_id as "periodId",
          o.start_on as "startOn", o.end_on as "endOn",
          (o.start_on <= p.start_on and o.end_on >= p.end_on) as "isWhole"
        from pay_period p, paybeat_overlapping_runs(p.period_id) o
        where p.period_id = ${periodId}
          and not exists (select from pay_run r where r.run_id = ${runId} and not r.covers_days)
        order by o.run_id`,
  );
  const found = new Map<number, CoveredRow>();
  for (const run of runs) {
    const rows = await rowsOf<{ employee_id: number }>(
      at,
      sql`select x.employee_id from unnest(${employeeIds}::int[]) as e(employee_id)
            join payslip x on x.run_id = ${run.runId} and x.employee_id = e.employee_id
          where not paybeat_moved_between(x.employee_id, ${periodId}, ${run.periodId})
            and ${isEffective({ run: sql`x.run_id`, employee: sql`x.employee_id` })}`,
    );
    for (const { employee_id: employeeId } of rows) {
      if (!found.has(employeeId)) found.set(employeeId, { employeeId, ...run });
    }
  }
  return [...found.values()];
}

/** Committed runs that pay people of this run for days of its period. */
export async function committedOverlaps(at: Reading, runId: number): Promise<readonly number[]> {
  const rows = await rowsOf<{ run_id: number }>(
    at,
    sql`select o.run_id from pay_run r, paybeat_overlapping_runs(r.period_id) o
        where r.run_id = ${runId} and r.covers_days and o.state = 'committed'
          and exists (select from payslip mine join payslip theirs using (employee_id)
            where mine.run_id = r.run_id and theirs.run_id = o.run_id
              and ${isEffective({ run: sql`theirs.run_id`, employee: sql`theirs.employee_id` })}
              and not paybeat_moved_between(mine.employee_id, r.period_id, o.period_id))
        order by o.run_id`,
  );
  return rows.map((row) => row.run_id);
}
