/** Failed runs that wait for a person, with the way to continue. Shown by `due` and `doctor`. */
import type { RunState } from '#run/run-state.ts';
import { type WayOn, wayOn } from '#run/way-on.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isOf, type OfCompanies } from './of-companies.ts';

export interface StoppedRun {
  readonly runId: number;
  readonly companyCode: string;
  readonly periodId: number;
  readonly payOn: Temporal.PlainDate;
  /** The state in which a retry continues. */
  readonly failedIn: RunState;
  readonly why: string;
  readonly wayOn: WayOn | null;
}

/** Earliest pay date first. */
export async function stoppedRuns(
  at: Reading,
  ask: OfCompanies & { readonly limit: number },
): Promise<readonly StoppedRun[]> {
  const rows = await rowsOf<Omit<StoppedRun, 'wayOn'>>(
    at,
    sql`select r.run_id as "runId", c.code as "companyCode", r.period_id as "periodId",
          r.pay_on as "payOn", r.failed_in as "failedIn", r.closed_why as why
        from pay_run r join company c using (company_id)
        where r.state = 'failed' and ${isOf(sql`r.company_id`, ask)}
        order by r.pay_on, r.run_id limit ${ask.limit}`,
  );
  return rows.map((row) => ({ ...row, wayOn: wayOn({ ...row, state: 'failed' }) }));
}

/** A run that continues only after a person has approved it. */
export interface RunToApprove {
  readonly runId: number;
  readonly periodId: number;
  readonly companyCode: string;
}

/** Runs in review that have a blocker, or whose policy waits for people. */
export function runsToApprove(
  at: Reading,
  ask: OfCompanies & { readonly limit: number },
): Promise<readonly RunToApprove[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.period_id as "periodId", c.code as "companyCode"
        from pay_run r join company c using (company_id)
        where r.state = 'review' and (r.blockers <> '[]' or r.review ->> 'policy' = 'people'
            or r.review_silent is not null) and ${isOf(sql`r.company_id`, ask)}
        order by r.pay_on, r.run_id limit ${ask.limit}`,
  );
}
