/**
 * What comes before a pay run of the same people: by pay date, then first day, then number.
 *
 * A run reads what the runs before it have paid (year-to-date, the month, what is left of a goal), so
 * one that is calculated beside them is calculated again. What comes before it is waited for as long as
 * the house goes on with it by itself, and passed when it waits for a person (decision 0060).
 *
 * Two runs have people in common when they are of one schedule. Elsewhere, and outside the schedules,
 * their chunks say so. Nothing rests on it: a run that was overtaken is calculated again.
 */

import type { RunState } from '#run/run-state.ts';
import type { DueState } from '#store/reads/periods.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { DueFor } from './due.ts';

/** Where a run stands in the order, opened or not. */
export interface Place {
  readonly companyId: number;
  /** Null: of a run that has no period yet, behind all of the same day. */
  readonly periodId: number | null;
  /** Null: the people without a schedule, or nobody's: a run outside the schedules. */
  readonly scheduleId: number | null;
  readonly kind: 'regular' | 'off_cycle';
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
}

/** What is waited for: a run, or a period that is about to get one. */
export interface Ahead {
  readonly periodId: number;
  readonly runId: number | null;
}

/** Of a run `r`: the house goes on with it by itself. */
const movesByItself = sql`r.state in ('calculating', 'review', 'approved')
  and (r.state <> 'review' or r.blockers = '[]')`;

const latest = 2 ** 31 - 1;

/** Of a run or period that is paid on `payOn`, with its period `p`. */
function isBefore(place: Place, payOn: Sql<unknown>): Sql<unknown> {
  return sql`(${payOn}, p.start_on, p.period_id)
    < (${place.payOn}::date, ${place.startOn}::date, ${place.periodId ?? latest}::int)`;
}

/** Of a period `p`: its schedule is one of these; 0 stands for the people without one. */
function isOf(schedules: readonly number[]): Sql<unknown> {
  return sql`(p.kind = 'regular' and coalesce(p.schedule_id, 0) = any(${schedules}::int[]))`;
}

/** The schedules from or to which somebody of this one moves about then, in the same numbers. */
async function movedSchedules(at: Reading, place: Place): Promise<readonly number[]> {
  const own = place.scheduleId ?? 0;
  const rows = await rowsOf<{ id: number }>(
    at,
    sql`select distinct case when m.to_schedule_id = ${own} then coalesce(m.from_schedule_id, 0)
          else m.to_schedule_id end as id
        from employee_move m
        where m.company_id = ${place.companyId} and m.until_revision is null
          and (m.to_schedule_id = ${own} or coalesce(m.from_schedule_id, 0) = ${own})
          and m.effective_on > ${place.startOn}::date - 366
          and m.effective_on <= ${place.endOn}::date + 366`,
  );
  return rows.map(({ id }) => id);
}

/** A run that the house goes on with, and where it stands in the order. */
export interface Moving extends Place {
  readonly periodId: number;
  readonly runId: number;
}

/** Every regular run that the house goes on with, the earliest first. */
export function movingRuns(
  at: Reading,
  ask: { readonly companyId?: number },
): Promise<readonly Moving[]> {
  const { companyId } = ask;
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.company_id as "companyId", r.period_id as "periodId",
          p.schedule_id as "scheduleId", p.kind, p.start_on as "startOn", p.end_on as "endOn",
          r.pay_on as "payOn"
        from pay_run r join pay_period p using (period_id)
        where r.kind = 'regular' and ${movesByItself}
          ${companyId === undefined ? sql`` : sql`and r.company_id = ${companyId}`}
        order by r.pay_on, p.start_on, r.period_id`,
  );
}

/** The first run of the same schedule before a place that the house goes on with by itself. */
export async function runAhead(at: Reading, place: Place): Promise<Ahead | null> {
  if (place.kind !== 'regular') return null;
  return first(
    await rowsOf<Ahead>(
      at,
      sql`select r.period_id as "periodId", r.run_id as "runId"
          from pay_run r join pay_period p using (period_id)
          where r.company_id = ${place.companyId} and r.kind = 'regular' and ${movesByItself}
            and ${isBefore(place, sql`r.pay_on`)} and ${isOf([place.scheduleId ?? 0])}
          order by r.pay_on, p.start_on, p.period_id limit 1`,
    ),
  );
}

function first(rows: readonly Ahead[]): Ahead | null {
  return rows[0] ?? null;
}

/** The first run before a place, of another schedule or of none, that has somebody of these. */
export async function otherRunAhead(
  at: Reading,
  ask: { readonly place: Place; readonly employeeIds: readonly number[] },
): Promise<Ahead | null> {
  const { place } = ask;
  const rows = await rowsOf<Ahead>(
    at,
    sql`select r.period_id as "periodId", r.run_id as "runId"
        from pay_run r join pay_period p using (period_id)
        where r.company_id = ${place.companyId} and ${movesByItself}
          and ${isBefore(place, sql`r.pay_on`)} and ${await hasPeopleOf(at, ask)}
        order by r.pay_on, p.start_on, p.period_id, r.run_id limit 1`,
  );
  return first(rows);
}

/** Of a run `r` and its period `p`. Two schedules share nobody, unless somebody moves. */
async function hasPeopleOf(
  at: Reading,
  { place, employeeIds }: { readonly place: Place; readonly employeeIds: readonly number[] },
): Promise<Sql<unknown>> {
  const may =
    place.kind === 'regular'
      ? sql`(r.kind = 'off_cycle' or ${isOf(await movedSchedules(at, place))})`
      : sql`true`;
  return sql`${may} and exists (
    select from run_chunk k cross join lateral unnest(k.employee_ids) as x(id)
      join unnest(${employeeIds}::int[]) as mine(id) on mine.id = x.id
    where k.run_id = r.run_id)`;
}

export interface DueBefore {
  /** As the look that opens periods counts them. */
  readonly opens: DueFor;
  /** Could not be opened just now. */
  readonly except: ReadonlySet<number>;
}

/** The first period before a regular one that is due and about to be opened. */
export async function periodAhead(
  at: Reading,
  ask: { readonly place: Place } & DueBefore,
): Promise<Ahead | null> {
  const { place, opens, except } = ask;
  const schedules = [place.scheduleId ?? 0, ...(await movedSchedules(at, place))];
  const rows = await rowsOf<Ahead>(
    at,
    sql`select p.period_id as "periodId", null::int as "runId"
        from pay_period p join due_instant d using (period_id)
          left join pay_schedule s on s.schedule_id = p.schedule_id
        where p.company_id = ${place.companyId} and p.status = 'active' and ${isOf(schedules)}
          and p.automation_enabled and s.paused_at is null
          and d.state = 'waiting' and d.due_at <= paybeat_now()
          and (${opens} = 'any' or d.opens = 'due_instant')
          and p.pay_on <= ${place.payOn}::date and ${isBefore(place, sql`p.pay_on`)}
          and p.period_id <> all(${[...except]}::int[])
        order by p.pay_on, p.start_on, p.period_id limit 1`,
  );
  return first(rows);
}

/** Due before a run and not paid; nobody waits for it. */
export interface Passed {
  readonly periodId: number;
  readonly payOn: Temporal.PlainDate;
  /** Null: it has no run. */
  readonly runId: number | null;
  readonly state: RunState | DueState;
}

/** What comes before a place in the same tax year and waits for a person, in order. */
export async function passedBy(
  at: Reading,
  ask: { readonly place: Place; readonly employeeIds: readonly number[] },
): Promise<readonly Passed[]> {
  const { place } = ask;
  const { companyId, payOn } = place;
  const own = place.kind === 'regular' ? isOf([place.scheduleId ?? 0]) : sql`false`;
  return rowsOf(
    at,
    sql`select p.period_id as "periodId", r.pay_on as "payOn", r.run_id as "runId", r.state
        from pay_run r join pay_period p using (period_id)
        where r.company_id = ${companyId} and r.tax_year = ${payOn.year}
          and (r.state = 'failed' or (r.state = 'review' and r.blockers <> '[]'))
          and ${isBefore(place, sql`r.pay_on`)} and (${own} or (${await hasPeopleOf(at, ask)}))
        union all
        select p.period_id, p.pay_on, null, d.state
        from pay_period p join due_instant d using (period_id)
        where p.company_id = ${companyId} and p.status = 'active' and ${own}
          and p.pay_on >= ${payOn.with({ month: 1, day: 1 })} and d.state <> 'fulfilled'
          and d.due_at <= paybeat_now() and ${isBefore(place, sql`p.pay_on`)}
          and not exists (select from pay_run r where r.period_id = p.period_id
            and r.kind = 'regular' and r.state <> 'voided')
        order by "payOn", "periodId"`,
  );
}
