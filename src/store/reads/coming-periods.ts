/** The next period of each schedule that is still to be paid, with the run that it is compared with. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface UpcomingPeriod {
  readonly periodId: number;
  readonly scheduleId: number | null;
  /** Code of the schedule; null for people without one. */
  readonly schedule: string | null;
  readonly frequency: string;
  /** The last committed regular run of the schedule before the period; null: there is none. */
  readonly lastRunId: number | null;
  readonly lastPeriodId: number | null;
  readonly lastRevision: number | null;
  /** What the period's own run has read, once it is committed. */
  readonly readRevision: number | null;
}

/** Of a company; or exactly one period, whether it is still to be paid or not. */
export function comingPeriods(
  at: Reading,
  ask: { readonly companyId: number; readonly periodId: number | null },
): Promise<readonly UpcomingPeriod[]> {
  const { companyId, periodId } = ask;
  const isAsked =
    periodId === null
      ? sql`p.status in ('draft', 'active') and own.snapshot_revision is null`
      : sql`p.period_id = ${periodId}`;
  return rowsOf(
    at,
    sql`select distinct on (coalesce(p.schedule_id, 0)) p.period_id as "periodId",
          p.schedule_id as "scheduleId", s.code as schedule, p.frequency, last.run_id as "lastRunId",
          last.period_id as "lastPeriodId", last.snapshot_revision as "lastRevision",
          own.snapshot_revision as "readRevision"
        from pay_period p left join pay_schedule s on s.schedule_id = p.schedule_id
          left join lateral (select r.run_id, r.period_id, r.snapshot_revision
            from pay_run r join pay_period q using (period_id)
            where r.company_id = p.company_id and r.kind = 'regular' and r.state = 'committed'
              and coalesce(q.schedule_id, 0) = coalesce(p.schedule_id, 0) and q.end_on < p.start_on
            order by q.end_on desc limit 1) last on true
          left join lateral (select r.snapshot_revision from pay_run r
            where r.period_id = p.period_id and r.kind = 'regular' and r.state = 'committed') own on true
        where p.company_id = ${companyId} and p.kind = 'regular' and ${isAsked}
        order by coalesce(p.schedule_id, 0), p.status, p.start_on, p.period_id`,
  );
}

export interface WaitingRun {
  readonly runId: number;
  readonly periodId: number;
  readonly state: 'calculating' | 'review' | 'approved' | 'failed';
  readonly snapshotRevision: number;
}

/** The runs of these periods that are not committed. */
export function openRunsOf(
  at: Reading,
  periodIds: readonly number[],
): Promise<readonly WaitingRun[]> {
  return rowsOf(
    at,
    sql`select run_id as "runId", period_id as "periodId", state, snapshot_revision as "snapshotRevision"
        from pay_run where period_id = any(${periodIds}::int[]) and covers_days
          and state not in ('committed', 'voided') order by run_id`,
  );
}
