/**
 * How much work is outstanding and how long it has waited, in one query. The metrics are computed from it.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isEffective } from './reversals.ts';

export interface WorkLoad {
  /** Active, automated periods whose due instant has passed and that have no run. */
  readonly due: number;
  /** How many of them are beyond the lateness budget. */
  readonly late: number;
  /** Seconds since the oldest of them fell due; 0 when nothing is due. */
  readonly latenessSeconds: number;
  /** Due instants held for a person. */
  readonly heldPeriods: number;
  /**
   * People held by an open run or by a run of the last 31 days, and not paid for the period since. Each
   * person counts once per period.
   */
  readonly heldPeople: number;
  readonly runs: Readonly<Record<string, number>>;
  /** Runs in review that nobody had approved by their deadline, and whose policy escalates that. */
  readonly escalated: number;
  readonly openChunks: number;
  /** Seconds since the oldest claim on a chunk was taken or last renewed; 0 when there is none. */
  readonly oldestClaimSeconds: number;
  readonly tasks: readonly {
    readonly queue: string;
    readonly state: string;
    readonly count: number;
  }[];
}

export async function workLoad(
  at: Reading,
  ask: { readonly lateAfterSeconds: number; readonly leaseSeconds: number },
): Promise<WorkLoad> {
  const [row] = await rowsOf<WorkLoad>(
    at,
    sql`with waiting as (
          select extract(epoch from paybeat_now() - d.due_at)::float8 as seconds
          from due_instant d join pay_period p using (period_id)
          where d.state = 'waiting' and d.stage = 'open' and d.due_at <= paybeat_now()
            and p.status = 'active' and p.automation_enabled and p.shadow_id is null
        ), motion as (
          select run_id, state, review_silent from pay_run where state in ('calculating', 'review', 'approved', 'failed')
        )
        select (select count(*)::int from waiting) as due,
          (select count(*)::int from waiting where seconds > ${ask.lateAfterSeconds}) as late,
          (select coalesce(max(seconds), 0) from waiting) as "latenessSeconds",
          (select count(*)::int from due_instant d join pay_period p using (period_id)
            where d.state = 'held' and d.stage = 'open' and p.status = 'active'
              and p.shadow_id is null) as "heldPeriods",
          (select count(distinct (r.period_id, x.employee_id))::int
            from (select run_id, employee_id from run_exception where disposition = 'held'
                union all select v.reversed_run_id, v.employee_id
                  from run_reversal v join pay_run w using (run_id) where w.state = 'committed') x
              join pay_run r using (run_id)
            where r.covers_days
              and (r.state in ('calculating', 'review', 'approved', 'failed')
                or (r.state = 'committed' and r.committed_at > paybeat_now() - interval '31 days'))
              and not exists (select from payslip s join pay_run p using (run_id)
                where p.period_id = r.period_id and p.covers_days and p.state = 'committed'
                  and s.employee_id = x.employee_id
                  and ${isEffective({ run: sql`p.run_id`, employee: sql`x.employee_id` })})) as "heldPeople",
          (select count(*)::int from motion where state = 'review' and review_silent = 'escalate') as escalated,
          (select coalesce(jsonb_object_agg(state, n), '{}') from
            (select state, count(*) as n from motion group by state) s) as runs,
          (select count(*)::int from run_chunk c join motion using (run_id)
            where c.state = 'open') as "openChunks",
          (select coalesce(max(extract(epoch from paybeat_now() - c.lease_until) + ${ask.leaseSeconds}), 0)::float8
            from run_chunk c where c.state = 'open' and c.lease_until is not null) as "oldestClaimSeconds",
          (select coalesce(jsonb_agg(jsonb_build_object('queue', queue, 'state', state, 'count', n)), '[]')
            from (select queue, state, count(*) as n from task
                  where state in ('pending', 'started', 'running', 'retry') group by queue, state) t) as tasks`,
  );
  if (!row) throw new RangeError('the database answers how much there is to do');
  return row;
}
