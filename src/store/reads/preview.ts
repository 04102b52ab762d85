/** The run that a preview is compared with: the last run of the same people. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { type RunRow, runById } from './runs.ts';

/** The newest committed regular run of the same schedule whose period ended before this one. */
export async function lastRunBefore(
  at: Reading,
  period: {
    readonly companyId: number;
    readonly scheduleId: number | null;
    readonly startOn: Temporal.PlainDate;
  },
): Promise<RunRow | null> {
  const [row] = await rowsOf<{ run_id: number }>(
    at,
    sql`select r.run_id from pay_run r join pay_period p using (period_id)
        where r.company_id = ${period.companyId} and r.kind = 'regular' and r.state = 'committed'
          and coalesce(p.schedule_id, 0) = ${period.scheduleId ?? 0} and p.end_on < ${period.startOn}
        order by p.end_on desc limit 1`,
  );
  return row ? runById(at, row.run_id) : null;
}
