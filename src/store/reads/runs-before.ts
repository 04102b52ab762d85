/** Committed runs that a back-dated change may affect. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface PastRun {
  readonly runId: number;
  readonly snapshotRevision: number;
  readonly endOn: Temporal.PlainDate;
}

/** Committed runs of the same tax year whose periods end before a day, as known at a revision. */
export function pastRuns(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly taxYear: number;
    readonly revision: number;
    readonly before: Temporal.PlainDate;
  },
): Promise<readonly PastRun[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.snapshot_revision as "snapshotRevision", p.end_on as "endOn"
        from pay_run r join pay_period p using (period_id)
        where r.company_id = ${ask.companyId} and r.tax_year = ${ask.taxYear}
          and r.state = 'committed' and r.covers_days and r.committed_revision <= ${ask.revision}
          and p.end_on < ${ask.before}
        order by p.end_on, r.run_id`,
  );
}

interface DatedChange {
  readonly employeeId: number;
  readonly revision: number;
  /** The first day that the change may affect; null for any day. */
  readonly fromOn: Temporal.PlainDate | null;
}

/** Changes of dated pay, dated items and employment dates between two revisions. */
export function datedChanges(
  at: Reading,
  ask: {
    readonly employeeIds: readonly number[];
    readonly after: number;
    readonly until: number;
  },
): Promise<readonly DatedChange[]> {
  const { employeeIds, after, until } = ask;
  return rowsOf(
    at,
    sql`with dated as (
          select employee_id, from_on, from_revision, until_revision from employee_terms
            where employee_id = any(${employeeIds}::int[])
          union all
          select employee_id, from_on, from_revision, until_revision from employee_item
            where employee_id = any(${employeeIds}::int[]) and from_on is not null)
        select employee_id as "employeeId", from_revision as revision, from_on as "fromOn" from dated
          where from_revision > ${after} and from_revision <= ${until}
        union all
        select employee_id, until_revision, from_on from dated
          where until_revision > ${after} and until_revision <= ${until}
        union all
        select v.employee_id, v.from_revision, null::date
        from employee_version v join employee_version o
          on o.employee_id = v.employee_id and o.until_revision = v.from_revision
        where v.employee_id = any(${employeeIds}::int[]) and v.from_revision > ${after}
          and v.from_revision <= ${until}
          and (v.hired_on, v.ended_on) is distinct from (o.hired_on, o.ended_on)`,
  );
}

export interface PaidLines {
  readonly employeeId: number;
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
  /** The part of its lines that the run paid for earlier runs. */
  readonly retroMinor: bigint;
  /** What later runs have paid for this run, as known at the revision. */
  readonly paidSinceMinor: bigint;
}

/** What a past run paid these people, and what later runs have paid for it. */
export function paidLinesOf(
  at: Reading,
  ask: {
    readonly runId: number;
    readonly employeeIds: readonly number[];
    readonly revision: number;
  },
): Promise<readonly PaidLines[]> {
  return rowsOf(
    at,
    sql`select s.employee_id as "employeeId", s.line_codes as "lineCodes",
          s.line_amounts as "lineAmounts",
          (select coalesce(sum(t.amount_minor), 0)::int8 from run_retro t
            where t.run_id = s.run_id and t.employee_id = s.employee_id) as "retroMinor",
          (select coalesce(sum(t.amount_minor), 0)::int8 from run_retro t join pay_run r using (run_id)
            where t.past_run_id = s.run_id and t.employee_id = s.employee_id
              and r.state = 'committed' and r.committed_revision <= ${ask.revision})
            as "paidSinceMinor"
        from payslip s
        where s.run_id = ${ask.runId} and s.employee_id = any(${ask.employeeIds}::int[])`,
  );
}
