/** People whom a run does not pay, as somebody looks at them who wants to lift a limit. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isEffective } from './reversals.ts';

export interface HoldRow {
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  readonly disposition: 'held' | 'excluded';
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
  /** sha-256 of the numbers that a limit has seen, in hexadecimal digits. Null: no limit holds the person. */
  readonly seen: string | null;
  /** Another run that has paid the same period, or is about to. */
  readonly paidBy: number | null;
  /** Who has lifted the limit for these numbers before, and when; null: nobody. */
  readonly liftedBy: string | null;
  readonly liftedAt: Temporal.Instant | null;
}

/** Whether the payslip of `x` in a run `p` counts. */
const isCounted = isEffective({ run: sql`p.run_id`, employee: sql`x.employee_id` });

/** These people, or everybody held by one code; in order of their numbers. */
export function holdsOf(
  at: Reading,
  ask: {
    readonly runId: number;
    readonly employeeIds: readonly number[] | null;
    readonly code: string | null;
  },
): Promise<readonly HoldRow[]> {
  const { runId, employeeIds, code } = ask;
  return rowsOf(
    at,
    sql`select x.employee_id as "employeeId", e.number, v.name, x.disposition, x.code, x.detail, x.hint,
          encode(x.seen, 'hex') as seen, l.lifted_by as "liftedBy", l.lifted_at as "liftedAt",
          (select min(p.run_id) from pay_run p join payslip s on s.run_id = p.run_id
              and s.employee_id = x.employee_id
            where p.period_id = r.period_id and p.run_id <> r.run_id and p.covers_days
              and p.state <> 'voided'
              and ${isCounted}) as "paidBy"
        from pay_run r join run_exception x using (run_id) join employee e using (employee_id)
          join employee_version v on v.employee_id = x.employee_id and v.from_revision <= r.snapshot_revision
            and (v.until_revision is null or v.until_revision > r.snapshot_revision)
          left join lifted_limit l on l.period_id = r.period_id and l.employee_id = x.employee_id
            and l.code = x.code and l.seen = x.seen
        where r.run_id = ${runId}
          and (${employeeIds}::int[] is null or x.employee_id = any(${employeeIds}::int[]))
          and (${code}::text is null or (x.code = ${code} and x.disposition = 'held'))
        order by e.number`,
  );
}

/** How many people a run holds by each code, and whether a limit holds them. */
export function heldCodes(
  at: Reading,
  runId: number,
): Promise<
  readonly { readonly code: string; readonly isLimit: boolean; readonly people: number }[]
> {
  return rowsOf(
    at,
    sql`select code, bool_or(x.seen is not null) as "isLimit", count(*)::int as people from run_exception x
        where run_id = ${runId} and disposition = 'held' group by code order by code`,
  );
}

/** Who has approved the totals that the run has now. */
export async function approversOfRun(
  at: Reading,
  run: { readonly runId: number; readonly epoch: number },
): Promise<readonly string[]> {
  const rows = await rowsOf<{ approver: string }>(
    at,
    sql`select approver from approval where run_id = ${run.runId} and run_epoch = ${run.epoch}
        order by approved_at`,
  );
  return rows.map(({ approver }) => approver);
}
