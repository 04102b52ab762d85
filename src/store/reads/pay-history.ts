/** The last payslips of a few people, for a comparison with what a run pays them now. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { withCorrections } from './corrections.ts';
import { isEffective } from './reversals.ts';

export interface PaidBeforeRow {
  readonly employeeId: number;
  readonly runId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
}

/** So many runs are looked at: those of the schedule first, and of these the newest. */
const runsMax = 10;

/**
 * Of committed runs that pay whole days, as known at a revision: each person's payslips with their corrections, newest
 * first. The runs that are named are looked at whatever their schedule is.
 */
export async function lastPaidTo(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number | null;
    readonly taxYear: number;
    readonly revision: number;
    readonly runIds: readonly number[];
    readonly employeeIds: readonly number[];
  },
): Promise<readonly PaidBeforeRow[]> {
  const rows = await rowsOf<PaidBeforeRow>(
    at,
    sql`with r as materialized (
          select r.run_id, r.committed_revision, p.start_on, p.end_on
          from pay_run r join pay_period p on p.period_id = r.period_id
          where r.company_id = ${ask.companyId} and r.tax_year in (${ask.taxYear}::int, ${ask.taxYear}::int - 1)
            and r.state = 'committed' and r.covers_days and r.committed_revision <= ${ask.revision}
          order by r.run_id = any(${ask.runIds}::int[]) desc,
            coalesce(p.schedule_id, 0) = ${ask.scheduleId ?? 0} desc, r.committed_revision desc
          limit ${runsMax}::int)
        select s.employee_id as "employeeId", r.run_id as "runId", r.start_on as "startOn",
          r.end_on as "endOn", s.gross_minor as "grossMinor", s.net_minor as "netMinor",
          s.line_codes as "lineCodes", s.line_amounts as "lineAmounts"
        from r cross join unnest(${ask.employeeIds}::int[]) as a(employee_id)
          cross join lateral (select * from payslip s
            where s.run_id = r.run_id and s.employee_id = a.employee_id and ${isEffective({
              ...{ run: sql`r.run_id`, employee: sql`a.employee_id`, revision: ask.revision },
            })} offset 0) s
        order by s.employee_id, r.committed_revision desc`,
  );
  return withCorrections(at, rows, { revision: ask.revision, runOf: ({ runId }) => runId });
}
