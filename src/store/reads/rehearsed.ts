/** What a rehearsal asks about its scratch database, which has one company. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface DueMoment {
  readonly periodId: number;
  readonly dueAt: Temporal.Instant;
}

/** The due instants from now on, up to a moment, in order of time. */
export function dueUntil(at: Reading, until: Temporal.Instant): Promise<readonly DueMoment[]> {
  return rowsOf(
    at,
    sql`select d.period_id as "periodId", d.due_at as "dueAt"
        from due_instant d join pay_period p using (period_id)
          left join pay_schedule s on s.schedule_id = p.schedule_id
        where d.state = 'waiting' and d.stage = 'open' and d.due_at between paybeat_now() and ${until}
          and p.status = 'active' and p.automation_enabled and s.paused_at is null and p.shadow_id is null
        order by d.due_at, d.period_id`,
  );
}

/** Periods without a run, whose inputs close or whose run opens up to a moment. Oldest first. */
export async function aboutToOpen(
  at: Reading,
  until: Temporal.Instant,
): Promise<readonly number[]> {
  const rows = await rowsOf<{ periodId: number }>(
    at,
    sql`select p.period_id as "periodId" from pay_period p
        where p.status = 'active' and p.kind = 'regular' and p.shadow_id is null
          and exists (select from due_instant d where d.period_id = p.period_id and d.state <> 'fulfilled'
            and d.due_at <= ${until})
          and not exists (select from pay_run r where r.period_id = p.period_id and r.state <> 'voided')
        order by p.start_on, p.period_id`,
  );
  return rows.map(({ periodId }) => periodId);
}

/** How many periods that are due in a time are opened only by a tick of the beat, with a run or without. */
export async function openingAtTicks(
  at: Reading,
  { from, until }: { readonly from: Temporal.Instant; readonly until: Temporal.Instant },
): Promise<number> {
  const [row] = await rowsOf<{ periods: number }>(
    at,
    sql`select count(*)::int as periods from due_instant d join pay_period p using (period_id)
        where d.stage = 'open' and d.opens = 'tick' and d.due_at between ${from} and ${until}
          and p.status in ('active', 'completed') and p.automation_enabled and p.shadow_id is null`,
  );
  return row?.periods ?? 0;
}

export interface ShadowedSchedule {
  readonly schedule: string;
  readonly periods: number;
}

/** Schedules that another payroll pays, and how many of their periods should have run up to a moment. */
export function beingShadowed(
  at: Reading,
  until: Temporal.Instant,
): Promise<readonly ShadowedSchedule[]> {
  return rowsOf(
    at,
    sql`select s.code as schedule, count(*)::int as periods
        from pay_period p join pay_schedule s using (schedule_id)
          left join due_instant d on d.period_id = p.period_id and d.stage = 'open'
        where p.status in ('draft', 'active') and p.shadow_id is not null
          and coalesce(d.due_at, p.pay_on::timestamptz) <= ${until}
        group by s.code order by s.code`,
  );
}

export interface LackingHours {
  readonly employeeId: number;
  readonly number: string;
  readonly hiredOn: Temporal.PlainDate;
  /** The last period with hours of this person. Null: there is none. */
  readonly lastPeriodId: number | null;
  readonly lastStartOn: Temporal.PlainDate | null;
  readonly lastEndOn: Temporal.PlainDate | null;
}

/** People paid by the hour on the roster of a period who have no hours in it. */
export function lackingHours(at: Reading, periodId: number): Promise<readonly LackingHours[]> {
  return rowsOf(
    at,
    sql`select e.employee_id as "employeeId", e.number, v.hired_on as "hiredOn",
          l.period_id as "lastPeriodId", l.start_on as "lastStartOn", l.end_on as "lastEndOn"
        from pay_period p
          join employee_version v on v.company_id = p.company_id and v.until_revision is null
            and coalesce(v.schedule_id, 0) = coalesce(p.schedule_id, 0) and v.pay_type = 'hourly'
            and v.hired_on <= p.end_on and (v.ended_on is null or v.ended_on >= p.start_on)
          join employee e on e.employee_id = v.employee_id
          left join lateral (select q.period_id, q.start_on, q.end_on from period_item i join pay_period q using (period_id)
            where i.employee_id = v.employee_id and i.until_revision is null
              and i.quantity_micro is not null and q.kind = 'regular' and q.end_on < p.start_on
            order by q.end_on desc, q.period_id limit 1) l on true
        where p.period_id = ${periodId}
          and not exists (select from period_item i where i.period_id = p.period_id
            and i.employee_id = v.employee_id and i.until_revision is null
            and i.quantity_micro is not null)
        order by e.number`,
  );
}

export interface HoursRow {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly job: string;
  readonly rateMicro: bigint | null;
  readonly workedOn: Temporal.PlainDate | null;
  readonly quantityMicro: bigint;
}

/** Hours and pieces of some people in the periods that are named for them. */
export function hoursStoredIn(
  at: Reading,
  of: { readonly periodIds: readonly number[]; readonly employeeIds: readonly number[] },
): Promise<readonly HoursRow[]> {
  return rowsOf(
    at,
    sql`select i.employee_id as "employeeId", i.pay_code_id as "payCodeId", i.job,
          i.rate_micro as "rateMicro", i.worked_on as "workedOn", i.quantity_micro as "quantityMicro"
        from unnest(${of.periodIds}::int[], ${of.employeeIds}::int[]) as a (period_id, employee_id)
          join period_item i using (period_id, employee_id)
        where i.until_revision is null and i.quantity_micro is not null
        order by i.employee_id, i.worked_on, i.pay_code_id, i.part`,
  );
}

/** Runs in review that do not go on by the clock alone. */
export async function runsForPeople(at: Reading): Promise<readonly number[]> {
  const rows = await rowsOf<{ runId: number }>(
    at,
    sql`select run_id as "runId" from pay_run where state = 'review'
          and (review_until is null or blockers <> '[]' or review ->> 'policy' = 'people')
        order by pay_on, run_id`,
  );
  return rows.map(({ runId }) => runId);
}

/** Runs that were opened, or were not over, since a moment. */
export async function runsSince(at: Reading, since: Temporal.Instant): Promise<readonly number[]> {
  const rows = await rowsOf<{ runId: number }>(
    at,
    sql`select run_id as "runId" from pay_run
        where opened_at >= ${since} or committed_at >= ${since} or state not in ('committed', 'voided')
        order by run_id`,
  );
  return rows.map(({ runId }) => runId);
}

export interface HeldCount {
  readonly runId: number;
  readonly code: string;
  readonly people: number;
  /** Numbers of the first ten. */
  readonly employees: readonly string[];
}

export function heldInRuns(at: Reading, runIds: readonly number[]): Promise<readonly HeldCount[]> {
  return rowsOf(
    at,
    sql`select run_id as "runId", code, count(*)::int as people,
          (array_agg(e.number order by e.number))[1:10] as employees
        from run_exception x join employee e using (employee_id)
        where x.run_id = any(${runIds}::int[]) and x.disposition = 'held'
        group by run_id, code order by run_id, people desc, code`,
  );
}

/** Regular periods that should have run up to a moment and have no run. Oldest first. */
export async function withoutRun(at: Reading, until: Temporal.Instant): Promise<readonly number[]> {
  const rows = await rowsOf<{ periodId: number }>(
    at,
    sql`select p.period_id as "periodId"
        from pay_period p left join due_instant d on d.period_id = p.period_id and d.stage = 'open'
        where p.status in ('draft', 'active') and p.kind = 'regular'
          and coalesce(d.due_at, p.pay_on::timestamptz) <= ${until}
          and not exists (select from pay_run r where r.period_id = p.period_id and r.state <> 'voided')
        order by p.pay_on, p.period_id`,
  );
  return rows.map(({ periodId }) => periodId);
}
