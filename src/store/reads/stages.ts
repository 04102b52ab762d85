/** The moments of periods besides their due instants, and who is missing when inputs close. */

import type { LateInputs } from '#schedule/pay-schedule.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isOf, type OfCompanies } from './of-companies.ts';

export interface StageRow {
  readonly stage: 'prepare' | 'approve';
  readonly dueAt: Temporal.Instant;
  readonly localTime: string;
  readonly timeZone: string;
  readonly why: string;
  readonly rule: Readonly<Record<string, unknown>>;
  readonly state: 'waiting' | 'fulfilled' | 'held';
  readonly hasCome: boolean;
}

/** Of one period, in order of time. */
export function stagesOf(at: Reading, periodId: number): Promise<readonly StageRow[]> {
  return rowsOf(
    at,
    sql`select stage, due_at as "dueAt", local_time as "localTime", time_zone as "timeZone", why, rule,
          state, due_at <= paybeat_now() as "hasCome"
        from due_instant where period_id = ${periodId} and stage <> 'open' order by due_at, stage desc`,
  );
}

export interface ClosingPeriod {
  readonly periodId: number;
  readonly companyId: number;
}

/** Active periods whose inputs have closed and for which nobody has said so yet, oldest first. */
export function closingPeriods(
  at: Reading,
  ask: { readonly limit: number },
): Promise<readonly ClosingPeriod[]> {
  return rowsOf(
    at,
    sql`select d.period_id as "periodId", d.company_id as "companyId"
        from due_instant d join pay_period p using (period_id)
        where d.state = 'waiting' and d.stage <> 'open' and d.due_at <= paybeat_now()
          and d.stage = 'prepare' and p.status = 'active'
        order by d.due_at, d.period_id limit ${ask.limit}`,
  );
}

/** The next moment at which inputs close. Null: none is coming. */
export async function nextClosingAt(at: Reading): Promise<Temporal.Instant | null> {
  const [row] = await rowsOf<{ next: Temporal.Instant | null }>(
    at,
    sql`select min(due_at) as next from due_instant
        where state = 'waiting' and stage <> 'open' and stage = 'prepare' and due_at > paybeat_now()`,
  );
  return row?.next ?? null;
}

/** When the inputs of a period closed, and what happens to an import now. Null: they are open. */
export async function inputsClosed(
  at: Reading,
  periodId: number,
): Promise<{ readonly closedAt: Temporal.Instant; readonly lateInputs: LateInputs } | null> {
  const [row] = await rowsOf<{ closedAt: Temporal.Instant; lateInputs: LateInputs }>(
    at,
    sql`select due_at as "closedAt", coalesce(rule ->> 'late_inputs', 'told') as "lateInputs"
        from due_instant where period_id = ${periodId} and stage = 'prepare'
          and due_at <= paybeat_now()`,
  );
  return row ?? null;
}

export interface MissingInputs {
  /** People paid by the hour without hours in this period. */
  readonly hoursCount: number;
  /** People without a salary or a rate. */
  readonly payCount: number;
  /** Employee numbers, the first ones of each. */
  readonly hours: readonly string[];
  readonly pay: readonly string[];
}

const numbersShown = 20;

/** Who on the roster of a period has no hours or no pay yet. */
export async function missingInputs(at: Reading, periodId: number): Promise<MissingInputs> {
  const [row] = await rowsOf<MissingInputs>(
    at,
    sql`with people as (
          select e.number, v.employee_id, v.pay_type, v.annual_salary_minor, v.hourly_rate_micro,
            exists (select from employee_terms t where t.employee_id = v.employee_id
              and t.until_revision is null) as has_terms
          from pay_period p
            join employee_version v on v.company_id = p.company_id and v.until_revision is null
              and coalesce(v.schedule_id, 0) = coalesce(p.schedule_id, 0)
            join employee e on e.employee_id = v.employee_id
          where p.period_id = ${periodId} and v.hired_on <= p.end_on
            and (v.ended_on is null or v.ended_on >= p.start_on)
        ), hours as (
          select number from people where pay_type = 'hourly'
            and not exists (select from period_item i where i.period_id = ${periodId}
              and i.employee_id = people.employee_id and i.until_revision is null
              and i.quantity_micro is not null)
        ), pay as (
          select number from people where not has_terms
            and case pay_type when 'hourly' then hourly_rate_micro else annual_salary_minor end is null
        )
        select (select count(*)::int from hours) as "hoursCount",
          (select count(*)::int from pay) as "payCount",
          array(select number from hours order by number limit ${numbersShown}) as hours,
          array(select number from pay order by number limit ${numbersShown}) as pay`,
  );
  return row ?? { hoursCount: 0, payCount: 0, hours: [], pay: [] };
}

export interface IncompletePeriod extends MissingInputs {
  readonly periodId: number;
  readonly companyCode: string;
  readonly scheduleCode: string | null;
  readonly closesAt: Temporal.Instant;
  readonly zone: string;
  readonly isClosed: boolean;
}

const aheadHours = 48;

/**
 * Periods that wait for their run, whose inputs close within two days or have closed, and in which somebody has
 * no hours or no pay yet. The earliest cut-off comes first.
 */
export async function incompletePeriods(
  at: Reading,
  ask: OfCompanies & { readonly limit: number },
): Promise<readonly IncompletePeriod[]> {
  const rows = await rowsOf<Omit<IncompletePeriod, keyof MissingInputs>>(
    at,
    sql`select d.period_id as "periodId", c.code as "companyCode", s.code as "scheduleCode",
          d.due_at as "closesAt", d.time_zone as zone, d.due_at <= paybeat_now() as "isClosed"
        from due_instant d join pay_period p using (period_id)
          join company c on c.company_id = p.company_id
          left join pay_schedule s on s.schedule_id = p.schedule_id
        where d.stage = 'prepare' and p.status = 'active' and ${isOf(sql`d.company_id`, ask)}
          and d.due_at <= paybeat_now() + make_interval(hours => ${aheadHours})
          and not exists (select from pay_run r where r.period_id = p.period_id
            and r.kind = 'regular' and r.state <> 'voided')
        order by d.due_at, d.period_id limit ${ask.limit}`,
  );
  const found: IncompletePeriod[] = [];
  for (const row of rows) {
    const missing = await missingInputs(at, row.periodId);
    if (missing.hoursCount + missing.payCount > 0) found.push({ ...row, ...missing });
  }
  return found;
}
