/**
 * What decides which due periods are paid together, as a set (decision 0077), and what a set has written.
 *
 * Together go only periods of companies in which nothing else is going on. Any doubt leaves a company out:
 * its period is then opened alone, by the code that knows every case.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { DueFor } from './due.ts';

export interface DueInSet {
  readonly periodId: number;
  readonly companyId: number;
  /** On its roster; of a roster that is larger, one more than was asked for. */
  readonly people: number;
}

/**
 * What is due in these companies, in ascending order of company and period.
 *
 * `offset 0` keeps a look-up by key for each company. The planner may believe that few instants have passed
 * when thousands have, and would then read all of them for each company.
 */
export function dueOfCompanies(
  at: Reading,
  ask: {
    readonly companyIds: readonly number[];
    readonly opens: DueFor;
    readonly peopleMax: number;
  },
): Promise<readonly DueInSet[]> {
  return rowsOf(
    at,
    sql`select p.period_id as "periodId", p.company_id as "companyId",
          (select count(*)::int from (select from employee_version v
            where v.company_id = p.company_id and coalesce(v.schedule_id, 0) = coalesce(p.schedule_id, 0)
              and v.until_revision is null limit ${ask.peopleMax} + 1) on_it) as people
        from unnest(${ask.companyIds}::int[]) as asked(company_id)
          cross join lateral (select * from due_instant
            where company_id = asked.company_id and state = 'waiting' and stage = 'open' offset 0) d
          join pay_period p using (period_id)
          left join pay_schedule s on s.schedule_id = p.schedule_id
        where d.due_at <= paybeat_now() and p.status = 'active' and p.automation_enabled
          and p.shadow_id is null and s.paused_at is null and (${ask.opens} = 'any' or d.opens = 'due_instant')
        order by p.company_id, p.period_id`,
  );
}

/**
 * Which of these periods are of companies in which nothing else is going on: no other period is due or
 * held, no run is open or has failed, nobody moves between schedules, no run pays the same days, and no
 * off-cycle run or reversal is paid about then. (Off-cycle runs are compared within 31 days; this looks further.)
 */
export async function undisturbed(
  at: Reading,
  periodIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await rowsOf<{ periodId: number }>(
    at,
    sql`select p.period_id as "periodId" from pay_period p
        where p.period_id = any(${periodIds}::int[])
          and not exists (select from pay_run r where r.company_id = p.company_id
            and r.state in ('calculating', 'review', 'approved', 'failed') offset 0)
          and not exists (select from (select * from due_instant
              where company_id = p.company_id and state = 'waiting' and stage = 'open' offset 0) d
            join pay_period q using (period_id)
            where d.due_at <= paybeat_now() and q.period_id <> p.period_id and q.status = 'active'
              and q.shadow_id is null)
          and not exists (select from (select * from due_instant
              where company_id = p.company_id and state = 'held' and stage = 'open' offset 0) d
            join pay_period q using (period_id)
            where d.due_at <= paybeat_now() and q.status = 'active' and q.shadow_id is null)
          and not exists (select from employee_move m where m.company_id = p.company_id offset 0)
          and not exists (select from pay_run r where r.company_id = p.company_id
            and r.state = 'committed' and r.kind <> 'regular'
            and r.pay_on between p.pay_on - 62 and p.pay_on + 62 offset 0)
          and not exists (select from paybeat_overlapping_runs(p.period_id))`,
  );
  return new Set(rows.map(({ periodId }) => periodId));
}

/**
 * Run → how many payslips it has under its own company, its own chunk and its own claim, of people of that
 * company. Whatever else was written is missing there.
 */
export async function payslipsInPlace(
  at: Reading,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await rowsOf<{ runId: number; payslips: number }>(
    at,
    sql`select r.run_id as "runId", count(*)::int as payslips
        from pay_run r
          cross join lateral (select * from run_chunk k
            where k.run_id = r.run_id and k.company_id = r.company_id offset 0) k
          cross join lateral (select from payslip s
            where s.run_id = r.run_id and s.company_id = r.company_id and s.ordinal = k.ordinal
              and s.epoch = k.epoch and s.employee_id = any(k.employee_ids)
              and exists (select from employee e where e.employee_id = s.employee_id
                and e.company_id = r.company_id offset 0) offset 0) s
        where r.run_id = any(${runIds}::int[])
        group by r.run_id`,
  );
  return new Map(rows.map(({ runId, payslips }) => [runId, payslips]));
}
