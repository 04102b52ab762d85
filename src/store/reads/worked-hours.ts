/** Daily hours, whichever run pays them. Workweeks that cross periods are computed from them. */
import type { RunKind } from '#run/run-kind.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { type AskedRun, askedPeople, askedRuns, isAmong, type Placed } from './asked.ts';
import { knownAt } from './known-at.ts';
import { isEffective } from './reversals.ts';

export interface WorkedRow extends Placed {
  readonly employeeId: number;
  readonly payCodeId: number;
  /** Empty for the main job. */
  readonly job: string;
  readonly quantityMicro: bigint;
  readonly rateMicro: bigint | null;
  readonly workedOn: Temporal.PlainDate;
  readonly kind: RunKind;
  readonly scheduleId: number | null;
  /** Last day of the period that pays them. */
  readonly endOn: Temporal.PlainDate;
  /** The person has a payslip in a committed run of that period, as known at the revision. */
  readonly isPaid: boolean;
}

/** The first day of the workweeks that a run looks at. */
interface LookFrom extends AskedRun {
  readonly fromOn: Temporal.PlainDate;
}

/** Whether the payslip of an employee in a run `r` counts, as known at a revision. */
function countedIn(employee: Sql, revision: Sql): Sql {
  return isEffective({ run: sql`r.run_id`, employee, revision });
}

/** `b(place, from_on)` */
function firstDays(runs: readonly LookFrom[]): Sql {
  return sql`unnest(${runs.map(({ place }) => place)}::int[],
    ${runs.map(({ fromOn }) => fromOn)}::date[]) as b(place, from_on)`;
}

/**
 * Hours of other periods, worked from the first day to the last day of the run's own, in order. The periods
 * are found first: most runs have none, and then no employee is looked at.
 */
export function hoursOfOtherPeriods(
  at: Reading,
  runs: readonly LookFrom[],
): Promise<readonly WorkedRow[]> {
  return rowsOf(
    at,
    sql`select place, v.employee_id as "employeeId", v.pay_code_id as "payCodeId", v.job,
          v.quantity_micro as "quantityMicro", v.rate_micro as "rateMicro",
          v.worked_on as "workedOn", p.kind, p.schedule_id as "scheduleId", p.end_on as "endOn",
          exists (select from pay_run r join payslip s on s.run_id = r.run_id
              and s.employee_id = v.employee_id
            where r.period_id = p.period_id and r.state = 'committed'
              and r.committed_revision <= p.undated
              and ${countedIn(sql`v.employee_id`, sql`p.undated`)}) as "isPaid"
        from (select f.place, f.undated, f.dated, f.end_on as last_on, p.period_id, p.kind, p.schedule_id, p.end_on, b.from_on
            from ${askedRuns(runs)} join ${firstDays(runs)} using (place)
              join pay_period p on p.company_id = f.company_id and p.period_id <> f.period_id
                and p.end_on >= b.from_on and p.start_on <= f.end_on
            offset 0) p
          ${itemsOfPeriod(runs)}
        order by place, v.employee_id, v.worked_on, p.end_on, p.period_id, v.pay_code_id, v.part`,
  );
}

/** Joins a period `p` of a run's company with its hours `v` of the run's employees. */
function itemsOfPeriod(runs: readonly LookFrom[]): Sql {
  const [run] = runs;
  const isCounted = sql`v.period_id = p.period_id and v.worked_on between p.from_on and p.last_on
    and v.quantity_micro is not null and ${knownAt(sql`p.dated`)}`;
  if (runs.length === 1 && run !== undefined) {
    return sql`cross join lateral (select v.* from period_item v
      where ${isAmong(run.employeeIds)} and ${isCounted} offset 0) v`;
  }
  return sql`join (select place, a.employee_id from ${askedPeople(runs)} offset 0) a using (place)
    cross join lateral (select v.* from period_item v
      where v.employee_id = a.employee_id and ${isCounted} offset 0) v`;
}

/** Of these people: those who are due weekly overtime, by their current roster rows. */
export async function nonexemptAmong(
  at: Reading,
  ask: { readonly companyId: number; readonly employeeIds: readonly number[] },
): Promise<ReadonlySet<number>> {
  const rows = await rowsOf<{ employeeId: number }>(
    at,
    sql`select employee_id as "employeeId" from employee_version
        where company_id = ${ask.companyId} and employee_id = any(${ask.employeeIds}::int[])
          and until_revision is null and pay_type = 'hourly'
          and overtime is distinct from 'exempt'`,
  );
  return new Set(rows.map((row) => row.employeeId));
}

interface PaidUntil extends Placed {
  readonly employeeId: number;
  readonly endOn: Temporal.PlainDate;
}

/** The last day for which runs have paid each person. People without one are left out. */
export function daysPaidUntil(
  at: Reading,
  runs: readonly LookFrom[],
): Promise<readonly PaidUntil[]> {
  return rowsOf(
    at,
    sql`select place, a.employee_id as "employeeId", max(p.end_on) as "endOn"
        from ${askedPeople(runs)} join ${firstDays(runs)} using (place)
          join pay_period p on p.company_id = f.company_id and p.end_on >= b.from_on
          join pay_run r on r.period_id = p.period_id and r.state = 'committed' and r.covers_days
            and r.committed_revision <= f.undated
          cross join lateral (select from payslip s
            where s.run_id = r.run_id and s.employee_id = a.employee_id
              and ${countedIn(sql`a.employee_id`, sql`f.undated`)} offset 0) s
        group by place, a.employee_id`,
  );
}
