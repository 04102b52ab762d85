/** Pay periods with their due instants and their live runs. */

import type { RunKind } from '#run/run-kind.ts';
import type { RunState } from '#run/run-state.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { lateSeconds } from './late.ts';
import { isOf, type OfCompanies } from './of-companies.ts';
import { isEffective } from './reversals.ts';

export type PeriodStatus = 'draft' | 'active' | 'completed' | 'skipped';
export type DueState = 'waiting' | 'fulfilled' | 'held';

export interface PeriodRow {
  readonly periodId: number;
  readonly companyId: number;
  readonly companyCode: string;
  readonly scheduleId: number | null;
  readonly scheduleCode: string | null;
  readonly frequency: string;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly nominalPayOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly payOnReason: string;
  /** An off-cycle run has its own period, outside every schedule. */
  readonly kind: RunKind;
  readonly status: PeriodStatus;
  readonly automationEnabled: boolean;
  readonly automationRule: Readonly<Record<string, unknown>> | null;
  readonly catchUpDays: number;
  readonly dueAt: Temporal.Instant | null;
  readonly dueLocal: string | null;
  readonly dueZone: string | null;
  readonly dueWhy: string | null;
  readonly dueSteps: readonly string[] | null;
  readonly dueState: DueState | null;
  readonly dueHeldWhy: string | null;
  /** due_at <= paybeat_now(), decided by the database. */
  readonly dueHasCome: boolean | null;
  /** Seconds since the due instant, by the database's clock; negative before it. */
  readonly sinceDueSeconds: number | null;
  readonly ifMissed: 'run' | 'hold' | null;
  readonly dueOpens: 'due_instant' | 'tick' | null;
  /** A person released the period after its due instant had passed. */
  readonly isReleased: boolean | null;
  /** The rule about lateness is the only reason why the period is held. */
  readonly isHeldLate: boolean | null;
  /** For a transition: the whole period, of which the transition pays a part. */
  readonly wholeStartOn: Temporal.PlainDate | null;
  readonly wholeEndOn: Temporal.PlainDate | null;
  /** Since when the automation of its schedule is paused; null while it is on. */
  readonly pausedAt: Temporal.Instant | null;
  readonly pausedWhy: string | null;
  /** Why the period is skipped. */
  readonly statusWhy: string | null;
  /** Another payroll pays the period, and Paybeat only calculates it. Null: Paybeat pays it. */
  readonly shadowId: number | null;
  /** Another payroll has paid it. It stays skipped. */
  readonly isPaidBefore: boolean;
  readonly liveRunId: number | null;
  readonly liveRunState: RunState | null;
  /** The key `review` of its schedule. */
  readonly reviewPolicy: unknown;
}

/** A period as a plan shows it, with its current state. */
export interface PlannedPeriodRow {
  readonly periodId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly status: PeriodStatus;
  /** Why the period is skipped. */
  readonly statusWhy: string | null;
  readonly dueAt: Temporal.Instant | null;
  readonly dueState: DueState | null;
  readonly heldWhy: string | null;
  readonly runId: number | null;
  readonly runState: RunState | null;
  /** How many seconds after its due instant the run was opened; null when it was not late. */
  readonly lateSeconds: number | null;
}

/** The periods of a schedule, except those that a change of schedule has replaced. */
export function plannedPeriods(
  at: Reading,
  scheduleId: number,
): Promise<readonly PlannedPeriodRow[]> {
  return rowsOf(
    at,
    sql`select p.period_id as "periodId", p.start_on as "startOn", p.end_on as "endOn",
          p.pay_on as "payOn", p.status, p.status_why as "statusWhy", d.due_at as "dueAt",
          d.state as "dueState", d.held_why as "heldWhy", r.run_id as "runId",
          r.state as "runState", ${lateSeconds} as "lateSeconds"
        from ${periodTables} where p.schedule_id = ${scheduleId} and not p.replaced`,
  );
}

const periodColumns = sql`p.period_id as "periodId", p.company_id as "companyId", c.code as "companyCode",
  p.schedule_id as "scheduleId", s.code as "scheduleCode", p.frequency, p.start_on as "startOn",
  p.end_on as "endOn", p.nominal_pay_on as "nominalPayOn", p.pay_on as "payOn",
  p.pay_on_reason as "payOnReason", p.kind, p.status, p.automation_enabled as "automationEnabled",
  p.automation_rule as "automationRule", p.catch_up_days as "catchUpDays", d.due_at as "dueAt",
  d.local_time as "dueLocal", d.time_zone as "dueZone", d.why as "dueWhy", d.steps as "dueSteps",
  d.state as "dueState", d.held_why as "dueHeldWhy", d.due_at <= paybeat_now() as "dueHasCome",
  floor(extract(epoch from paybeat_now() - d.due_at))::float8 as "sinceDueSeconds",
  coalesce(d.rule ->> 'if_missed', 'run') as "ifMissed", d.opens as "dueOpens",
  coalesce(d.released_at >= d.due_at, false) as "isReleased", d.state = 'held' and d.held_late as "isHeldLate", s.paused_at as "pausedAt",
  s.paused_why as "pausedWhy", p.whole_start_on as "wholeStartOn", p.whole_end_on as "wholeEndOn", p.status_why as "statusWhy",
  p.shadow_id as "shadowId", p.paid_before is not null as "isPaidBefore", r.run_id as "liveRunId", r.state as "liveRunState",
  s.definition -> 'review' as "reviewPolicy"`;

/** Each kind of run has an index by period. Together they would have none. */
const periodTables = sql`pay_period p join company c using (company_id)
  left join pay_schedule s on s.schedule_id = p.schedule_id
  left join due_instant d on d.period_id = p.period_id and d.stage = 'open'
  left join lateral (
    select * from pay_run where period_id = p.period_id and kind = 'regular' and state <> 'voided'
    union all select * from pay_run where period_id = p.period_id and kind <> 'regular'
      and pays_held_of is null and state <> 'voided') r on true`;

/** These ids by pay date, first day and id. Ids without a period come last. */
export async function inOrderOfPayDates(
  at: Reading,
  periodIds: readonly number[],
): Promise<readonly number[]> {
  const rows = await rowsOf<{ periodId: number }>(
    at,
    sql`select asked."periodId" from unnest(${periodIds}::int[]) as asked ("periodId")
        left join pay_period p on p.period_id = asked."periodId"
        order by p.pay_on, p.start_on, asked."periodId"`,
  );
  return rows.map(({ periodId }) => periodId);
}

/** The ids that belong to these companies. */
export async function periodsOf(
  at: Reading,
  ask: OfCompanies & { readonly periodIds: readonly number[] },
): Promise<ReadonlySet<number>> {
  const rows = await rowsOf<{ periodId: number }>(
    at,
    sql`select p.period_id as "periodId" from pay_period p
        where p.period_id = any(${ask.periodIds}::int[]) and ${isOf(sql`p.company_id`, ask)}`,
  );
  return new Set(rows.map(({ periodId }) => periodId));
}

export async function periodById(at: Reading, periodId: number): Promise<PeriodRow | null> {
  return (await periodsById(at, [periodId]))[0] ?? null;
}

/** In ascending order of their companies and ids. */
export function periodsById(
  at: Reading,
  periodIds: readonly number[],
): Promise<readonly PeriodRow[]> {
  return rowsOf(
    at,
    sql`select ${periodColumns} from ${periodTables} where p.period_id = any(${periodIds}::int[])
        order by p.company_id, p.period_id`,
  );
}

interface LiveRunRow {
  readonly runId: number;
  readonly endOn: Temporal.PlainDate;
  /** The employee has a payslip in the run, or is about to have one. */
  readonly isOnIt: boolean;
}

/**
 * Live regular runs of a schedule's periods that end on or after a day, latest first, and whether they pay an
 * employee.
 */
export function liveRunsOf(
  at: Reading,
  ask: {
    readonly scheduleId: number | null;
    readonly employeeId: number;
    readonly fromOn: Temporal.PlainDate;
  },
): Promise<readonly LiveRunRow[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", p.end_on as "endOn",
          exists (select from payslip s where s.run_id = r.run_id
            and s.employee_id = ${ask.employeeId}
            and ${isEffective({ run: sql`s.run_id`, employee: sql`s.employee_id` })})
          or exists (select from run_chunk k where k.run_id = r.run_id and k.state = 'open'
            and ${ask.employeeId} = any(k.employee_ids)) as "isOnIt"
        from pay_period p join pay_run r using (period_id)
        where p.company_id = (select company_id from employee where employee_id = ${ask.employeeId})
          and coalesce(p.schedule_id, 0) = ${ask.scheduleId ?? 0} and p.end_on >= ${ask.fromOn}
          and r.kind = 'regular' and r.state <> 'voided'
        order by p.end_on desc`,
  );
}

/** Active periods whose due instant is held for a person, longest overdue first. */
export function heldPeriods(
  at: Reading,
  ask: OfCompanies & { readonly limit: number },
): Promise<readonly PeriodRow[]> {
  return rowsOf(
    at,
    sql`select ${periodColumns} from ${periodTables}
        where d.state = 'held' and p.status = 'active' and p.shadow_id is null and r.run_id is null
          and ${isOf(sql`p.company_id`, ask)}
        order by d.due_at, p.period_id limit ${ask.limit}`,
  );
}

/** The periods of the companies that this transaction sees, oldest first. */
export function periods(
  at: Reading,
  ask: OfCompanies & {
    readonly companyId?: number;
    readonly scheduleId?: number;
    readonly status?: PeriodStatus;
    /** The last period of the page before. */
    readonly after?: number;
    readonly limit: number;
  },
): Promise<readonly PeriodRow[]> {
  const conditions: Sql<unknown>[] = [isOf(sql`p.company_id`, ask)];
  if (ask.companyId !== undefined) conditions.push(sql`p.company_id = ${ask.companyId}`);
  if (ask.scheduleId !== undefined) conditions.push(sql`p.schedule_id = ${ask.scheduleId}`);
  if (ask.status !== undefined) conditions.push(sql`p.status = ${ask.status}`);
  if (ask.after !== undefined) {
    conditions.push(sql`(p.start_on, p.period_id) > (select last.start_on, last.period_id
      from pay_period last where last.period_id = ${ask.after})`);
  }
  return rowsOf(
    at,
    sql`select ${periodColumns} from ${periodTables} where ${sql.join(conditions, sql` and `)}
        order by p.start_on, p.period_id limit ${ask.limit}`,
  );
}
