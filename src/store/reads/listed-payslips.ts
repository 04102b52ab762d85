/** Payslips in a list: the newest run first, and in a run in the order of the roster, page by page. */
import type { RunKind } from '#run/run-kind.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';
import { reversedBy } from './reversals.ts';
import type { PayslipAmounts } from './runs.ts';

export interface ListedPayslipRow extends PayslipAmounts {
  readonly runId: number;
  readonly periodId: number;
  readonly kind: RunKind;
  readonly state: 'review' | 'approved' | 'committed';
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly employeeId: number;
  readonly number: string;
  /** As the run read it. */
  readonly name: string;
  /** Of a payslip of a reversal: the run whose payslip it undoes. */
  readonly reverses: number | null;
  /** Of a payslip of a correction: the run whose payslip it corrects. */
  readonly corrects: number | null;
  /** The committed run that reversed it. */
  readonly reversedBy: number | null;
}

/** Where a page ends. */
export interface PayslipKey {
  readonly runId: number;
  readonly employeeId: number;
}

/**
 * Of runs that have totals. A run is read only if those before it do not fill the page; of one employee, every run
 * is looked up by key.
 */
export function payslipsPage(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly runId: number | null;
    readonly periodId: number | null;
    readonly employeeId: number | null;
    /** Pay dates, both included. */
    readonly fromOn: Temporal.PlainDate | null;
    readonly toOn: Temporal.PlainDate | null;
    readonly after: PayslipKey | null;
    readonly limit: number;
  },
): Promise<readonly ListedPayslipRow[]> {
  const { companyId, runId, periodId, employeeId, fromOn, toOn, after, limit } = ask;
  const from = after?.runId ?? null;
  const person = employeeId === null ? sql`true` : sql`p.employee_id = ${employeeId}`;
  const further =
    after === null
      ? sql`true`
      : sql`(r.run_id < ${after.runId} or p.employee_id > ${after.employeeId})`;
  const isNeeded = employeeId === null ? sql`r.before < ${limit}` : sql`true`;
  return rowsOf(
    at,
    sql`with r as (
          select r.*, sum(r.fills) over (order by r.run_id desc) - r.fills as before
          from (select run_id, period_id, kind, state, pay_on, snapshot_revision, reverses_run_id, corrects_run_id,
              -- Of the run in which the page before ended, nobody knows how many are left.
              case when run_id = ${from}::int then 0 else paid_count end as fills
            from pay_run where company_id = ${companyId} and state in ('review', 'approved', 'committed')
              and (${runId}::int is null or run_id = ${runId}::int)
              and (${periodId}::int is null or period_id = ${periodId}::int)
              and (${fromOn}::date is null or pay_on >= ${fromOn}::date)
              and (${toOn}::date is null or pay_on <= ${toOn}::date)
              and (${from}::int is null or run_id <= ${from}::int)) r)
        select r.run_id as "runId", r.period_id as "periodId", r.kind, r.state, d.start_on as "startOn",
          d.end_on as "endOn", r.pay_on as "payOn", s.employee_id as "employeeId", e.number, v.name,
          s.gross_minor as "grossMinor", s.reimbursements_minor as "reimbursementsMinor",
          s.deductions_minor as "deductionsMinor", s.taxes_minor as "taxesMinor",
          s.net_minor as "netMinor", s.employer_minor as "employerMinor", r.reverses_run_id as reverses,
          r.corrects_run_id as corrects,
          ${reversedBy({ run: sql`r.run_id`, employee: sql`s.employee_id` })} as "reversedBy"
        from r join pay_period d using (period_id)
          cross join lateral (select p.* from payslip p
            where p.run_id = r.run_id and ${person} and ${further}
            order by p.employee_id limit ${limit}) s
          join employee e on e.employee_id = s.employee_id
          join employee_version v on v.employee_id = s.employee_id
            and ${knownAt(sql`r.snapshot_revision`)}
        where ${isNeeded}
        order by r.run_id desc, s.employee_id limit ${limit}`,
  );
}
