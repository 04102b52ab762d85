/**
 * Finds the runs and periods that come before a run of the same people: by pay date, then first day, then id.
 *
 * A run reads what earlier runs have paid (year-to-date, amounts this month, what is left of a goal). If both
 * were calculated at the same time, the later one would have to be recalculated. So a run waits while an
 * earlier one continues by itself. It goes ahead when the earlier one waits for a person (decision 0060).
 *
 * Two runs share people when they have the same schedule. For different schedules and off-cycle runs, their
 * chunks tell. Correctness does not depend on this order, because a run that was overtaken is recalculated.
 */

import type { RunKind } from '#run/run-kind.ts';
import type { RunState } from '#run/run-state.ts';
import type { DueState } from '#store/reads/periods.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { DueFor } from './due.ts';
import { movesByItself } from './moves-by-itself.ts';

/** The position of a run in the order, whether it is open or not. */
export interface Place {
  readonly companyId: number;
  /** Null for a run that has no period yet; it comes after all others of the same day. */
  readonly periodId: number | null;
  /** Null for people without a schedule, and for an off-cycle run, which has no schedule. */
  readonly scheduleId: number | null;
  readonly kind: RunKind;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
}

/** A run to wait for, or a period that is about to get a run. */
export interface Ahead {
  readonly periodId: number;
  readonly runId: number | null;
}

const latest = 2 ** 31 - 1;

/** Whether a run or period that is paid on `payOn`, with period `p`, comes before `place`. */
function isBefore(place: Place, payOn: Sql<unknown>): Sql<unknown> {
  return sql`(${payOn}, p.start_on, p.period_id)
    < (${place.payOn}::date, ${place.startOn}::date, ${place.periodId ?? latest}::int)`;
}

/** Whether the schedule of a period `p` is in this array. 0 stands for people without a schedule. */
function isOf(schedules: Sql<unknown>): Sql<unknown> {
  return sql`(p.kind = 'regular' and coalesce(p.schedule_id, 0) = any(${schedules}))`;
}

/**
 * An array of the schedules that may share people with a period: its own, and those that people join or leave
 * it for around that time. 0 stands for people without a schedule.
 */
function sharedSchedules(of: Record<'companyId' | 'own' | 'startOn' | 'endOn', Sql<unknown>>) {
  const { companyId, own, startOn, endOn } = of;
  return sql`array(select ${own} union
    select case when v.to_schedule_id = ${own} then coalesce(v.from_schedule_id, 0)
      else v.to_schedule_id end
    from employee_move v
    where v.company_id = ${companyId} and v.until_revision is null
      and (v.to_schedule_id = ${own} or coalesce(v.from_schedule_id, 0) = ${own})
      and v.effective_on > ${startOn} - 366 and v.effective_on <= ${endOn} + 366)`;
}

/** A run that continues without a person, and its position in the order. */
interface Moving extends Place {
  readonly periodId: number;
  readonly runId: number;
}

/** Every regular run that continues without a person, earliest first. */
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

export interface DueBefore {
  /** Which due periods count, as in the due scan. */
  readonly opens: DueFor;
  /** Periods that could not be opened just now. */
  readonly except: ReadonlySet<number>;
}

/**
 * What each of these regular periods waits for. Periods that wait for nothing are not in the result. A single
 * statement reads them, so that a period that opens meanwhile is seen either as due or as a run.
 *
 * Runs of the same schedule that continue by themselves come first. With `dueBefore`, due periods that are
 * about to open come next, including those of schedules that share people.
 */
const aheadOfEach = ({ periodIds, dueBefore }: AheadAsk) => sql<Ahead & Waiting>`
  select m.period_id as "waitingPeriodId", a.period_id as "periodId", a.run_id as "runId"
  from pay_period m cross join lateral (
    select p.period_id, r.run_id
    from pay_period p
      left join pay_run r on r.period_id = p.period_id and r.kind = 'regular' and r.state <> 'voided'
      left join due_instant d on d.period_id = p.period_id and d.stage = 'open'
      left join pay_schedule s on s.schedule_id = p.schedule_id
    where p.company_id = m.company_id and p.kind = 'regular' and p.status = 'active'
      and coalesce(p.schedule_id, 0) = any(${sharedSchedules({
        companyId: sql`m.company_id`,
        own: sql`coalesce(m.schedule_id, 0)`,
        startOn: sql`m.start_on`,
        endOn: sql`m.end_on`,
      })})
      and p.pay_on <= m.pay_on
      and (p.pay_on, p.start_on, p.period_id) < (m.pay_on, m.start_on, m.period_id)
      and (coalesce(p.schedule_id, 0) = coalesce(m.schedule_id, 0) and ${movesByItself}
        or ${dueBefore === undefined ? sql`false` : sql`r.run_id is null and ${isDueFor(dueBefore)}`})
    order by r.run_id is null, p.pay_on, p.start_on, p.period_id limit 1
  ) a
  where m.period_id = any(${[...periodIds]}::int[]) and m.kind = 'regular'`;

interface AheadAsk {
  readonly periodIds: readonly number[];
  /** When absent, only runs are waited for. */
  readonly dueBefore?: DueBefore | undefined;
}

interface Waiting {
  readonly waitingPeriodId: number;
}

/** Whether the due instant `d` of a period `p` with schedule `s` counts as due. */
function isDueFor({ opens, except }: DueBefore): Sql<unknown> {
  return sql`p.automation_enabled and p.shadow_id is null and s.paused_at is null
    and d.state = 'waiting' and d.due_at <= paybeat_now()
    and (${opens} = 'any' or d.opens = 'due_instant')
    and p.period_id <> all(${[...except]}::int[])`;
}

export async function aheadOfAll(at: Reading, ask: AheadAsk): Promise<ReadonlyMap<number, Ahead>> {
  if (ask.periodIds.length === 0) return new Map();
  const rows = await rowsOf(at, aheadOfEach(ask));
  return new Map(
    rows.map(({ waitingPeriodId, periodId, runId }) => [waitingPeriodId, { periodId, runId }]),
  );
}

/** What one period waits for; null when nothing. */
export async function aheadOf(
  at: Reading,
  {
    periodId,
    dueBefore,
  }: { readonly periodId: number; readonly dueBefore?: DueBefore | undefined },
): Promise<Ahead | null> {
  const all = await aheadOfAll(at, { periodIds: [periodId], dueBefore });
  return all.get(periodId) ?? null;
}

function first(rows: readonly Ahead[]): Ahead | null {
  return rows[0] ?? null;
}

/** The first earlier run, of another schedule or none, that pays any of these people. */
export async function otherRunAhead(
  at: Reading,
  ask: { readonly place: Place; readonly employeeIds: readonly number[] },
): Promise<Ahead | null> {
  const { place } = ask;
  const compared = { place, employeeIds: await comparedPeople(at, ask) };
  const rows = await rowsOf<Ahead>(
    at,
    sql`select r.period_id as "periodId", r.run_id as "runId"
        from pay_run r join pay_period p using (period_id)
        where r.company_id = ${place.companyId} and ${movesByItself}
          and ${isBefore(place, sql`r.pay_on`)} and ${hasPeopleOf(compared)}
        order by r.pay_on, p.start_on, p.period_id, r.run_id limit 1`,
  );
  return first(rows);
}

interface PlacedPeople {
  readonly place: Place;
  readonly employeeIds: readonly number[];
}

/** From here on, it is quicker to ask first whether there is a run to compare them with. */
const manyPeople = 5_000;

/** The people to look for in earlier runs. None of very many people, when there is no run to look into. */
async function comparedPeople(at: Reading, ask: PlacedPeople): Promise<readonly number[]> {
  const { place, employeeIds } = ask;
  if (employeeIds.length < manyPeople) return employeeIds;
  const rows = await rowsOf(
    at,
    sql`select 1 from pay_run r join pay_period p using (period_id)
        where r.company_id = ${place.companyId} and r.state not in ('committed', 'voided')
          and ${isBefore(place, sql`r.pay_on`)} and ${mayShare(place)} limit 1`,
  );
  return rows.length === 0 ? [] : employeeIds;
}

/**
 * Whether a run `r` with period `p` pays any of these people. Two schedules share people only when somebody
 * moves between them.
 */
function hasPeopleOf({ place, employeeIds }: PlacedPeople): Sql<unknown> {
  return sql`${mayShare(place)} and exists (
    select from run_chunk k cross join lateral unnest(k.employee_ids) as x(id)
      join unnest(${employeeIds}::int[]) as mine(id) on mine.id = x.id
    where k.run_id = r.run_id)`;
}

/** Whether a run `r` with period `p` may have people of this place at all. */
function mayShare(place: Place): Sql<unknown> {
  const schedules = sharedSchedules({
    companyId: sql`${place.companyId}::int`,
    own: sql`${place.scheduleId ?? 0}::int`,
    startOn: sql`${place.startOn}::date`,
    endOn: sql`${place.endOn}::date`,
  });
  return place.kind === 'regular' ? sql`(r.kind <> 'regular' or ${isOf(schedules)})` : sql`true`;
}

/**
 * How many seconds since its due instant a regular period spent behind runs that were continuing. Time in
 * which such a run waited for a person does not count.
 */
export async function secondsInTurn(
  at: Reading,
  period: Place & { readonly dueAt: Temporal.Instant | null },
): Promise<number> {
  const { companyId, dueAt } = period;
  const line = period.scheduleId ?? 0;
  const [row] = await rowsOf<{ seconds: number }>(
    at,
    sql`with moving as (
          select r.opened_at as since, (r.blockers <> '[]' or r.review is not null) as waited, r.approved_at,
            case when ${movesByItself} then paybeat_now()
              when (r.blockers <> '[]' or r.review is not null) and r.reviewed_at is not null then r.reviewed_at
              else coalesce(r.committed_at, r.failed_at, r.voided_at, r.reviewed_at) end as until,
            case when r.state = 'approved' then paybeat_now()
              else coalesce(r.committed_at, r.failed_at, r.voided_at) end as ended
          from pay_run r join pay_period p using (period_id)
          where r.company_id = ${companyId} and ${isBefore(period, sql`r.pay_on`)}
            and (${isOf(sql`array[${line}::int]`)} or exists (
              select from run_chunk k cross join lateral unnest(k.employee_ids) as x(id)
                join employee_version v on v.employee_id = x.id and v.until_revision is null
              where k.run_id = r.run_id and coalesce(v.schedule_id, 0) = ${line}))
        ), spans as (
          select since, until from moving
          union all select approved_at, ended from moving where waited and approved_at is not null
        ), joined as (
          select unnest(range_agg(tstzrange(greatest(since, ${dueAt}::timestamptz), until))) as span
          from spans where until > greatest(since, ${dueAt}::timestamptz)
        )
        select coalesce(sum(extract(epoch from upper(span) - lower(span))), 0)::float8 as seconds
        from joined`,
  );
  return row?.seconds ?? 0;
}

/** An earlier run or period that is due and unpaid, and that nothing waits for. */
export interface Passed {
  readonly periodId: number;
  readonly payOn: Temporal.PlainDate;
  /** Null: the period has no run. */
  readonly runId: number | null;
  readonly state: RunState | DueState;
}

/** Earlier runs and periods of the same tax year that wait for a person, in order. */
export async function passedBy(
  at: Reading,
  ask: { readonly place: Place; readonly employeeIds: readonly number[] },
): Promise<readonly Passed[]> {
  const { place } = ask;
  const { companyId, payOn } = place;
  const isRegular = place.kind === 'regular';
  const compared = { place, employeeIds: await comparedPeople(at, ask) };
  // An off-cycle run looks at the schedules of its people. A period that is merely due may be about to open.
  const own = isOf(
    isRegular
      ? sql`array[${place.scheduleId ?? 0}::int]`
      : sql`array(select distinct coalesce(v.schedule_id, 0) from employee_version v
          where v.employee_id = any(${ask.employeeIds}::int[]) and v.until_revision is null)`,
  );
  return rowsOf(
    at,
    sql`select p.period_id as "periodId", r.pay_on as "payOn", r.run_id as "runId", r.state
        from pay_run r join pay_period p using (period_id)
        where r.company_id = ${companyId} and r.tax_year = ${payOn.year}
          and (r.state = 'failed' or (r.state = 'review' and r.blockers <> '[]'))
          and ${isBefore(place, sql`r.pay_on`)} and (${isRegular ? own : sql`false`} or (${hasPeopleOf(compared)}))
        union all
        select p.period_id, p.pay_on, null, d.state
        from pay_period p join due_instant d using (period_id)
        where p.company_id = ${companyId} and p.status = 'active' and d.stage = 'open' and ${own}
          and p.pay_on >= ${payOn.with({ month: 1, day: 1 })} and ${isRegular ? sql`d.state <> 'fulfilled'` : sql`d.state = 'held'`}
          and d.due_at <= paybeat_now() and ${isBefore(place, sql`p.pay_on`)}
          and not exists (select from pay_run r where r.period_id = p.period_id
            and r.kind = 'regular' and r.state <> 'voided')
        order by "payOn", "periodId"`,
  );
}
