/**
 * The due scan: active, automated periods whose due instant has passed and whose schedule is not paused.
 *
 * It reads the partial index on waiting due instants, so its cost grows with the due periods, not with all
 * periods.
 */

import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isOf, type OfCompanies } from './of-companies.ts';

export interface DueRow {
  readonly periodId: number;
  readonly companyId: number;
  readonly dueAt: Temporal.Instant;
  readonly localTime: string;
  readonly timeZone: string;
}

/** A due period with its position in the order of its schedule. */
export interface DuePeriod extends DueRow {
  /** Null: the period pays people without a schedule. */
  readonly scheduleId: number | null;
  readonly startOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
}

/** `any` includes periods whose rule lets only a tick of `auto_run_payroll` open them. */
export type DueFor = 'any' | 'due_instant';

/** In order of due instant. Exported so that bench/due-scan.ts can check its query plan. */
export const dueScan = ({
  limit,
  opens = 'any',
  after = null,
  companyId,
  companyIds,
}: DueQuery) => sql<DuePeriod>`
  select d.period_id as "periodId", d.company_id as "companyId", d.due_at as "dueAt",
    d.local_time as "localTime", d.time_zone as "timeZone", p.schedule_id as "scheduleId",
    p.start_on as "startOn", p.pay_on as "payOn"
  from due_instant d join pay_period p using (period_id)
    left join pay_schedule s on s.schedule_id = p.schedule_id
  where d.state = 'waiting' and d.stage = 'open' and d.due_at <= paybeat_now()
    and p.status = 'active' and p.automation_enabled and p.shadow_id is null and s.paused_at is null
    and (${opens} = 'any' or d.opens = 'due_instant')
    ${companyId === undefined ? sql`` : sql`and d.company_id = ${companyId}`}
    ${companyIds === undefined ? sql`` : sql`and ${isOf(sql`d.company_id`, { companyIds })}`}
    ${after === null ? sql`` : sql`and (d.due_at, d.period_id) > (${after.dueAt}, ${after.periodId})`}
  order by d.due_at, d.period_id limit ${limit}`;

interface DueQuery extends OfCompanies {
  readonly limit: number;
  readonly opens?: DueFor;
  /** Limits the result to this company. */
  readonly companyId?: number;
  /** The last row of the previous page. */
  readonly after?: Pick<DueRow, 'dueAt' | 'periodId'> | null;
}

export function duePeriods(at: Reading, ask: DueQuery): Promise<readonly DuePeriod[]> {
  return rowsOf(at, dueScan(ask));
}

export interface ComingRow extends DueRow {
  readonly companyCode: string;
  readonly scheduleCode: string | null;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly why: string;
}

/** The next due instants, soonest first. */
export function comingDueInstants(
  at: Reading,
  ask: OfCompanies & { readonly limit: number },
): Promise<readonly ComingRow[]> {
  return rowsOf(
    at,
    sql`select d.period_id as "periodId", d.company_id as "companyId", d.due_at as "dueAt",
          d.local_time as "localTime", d.time_zone as "timeZone", d.why, c.code as "companyCode",
          s.code as "scheduleCode", p.start_on as "startOn", p.end_on as "endOn", p.pay_on as "payOn"
        from due_instant d join pay_period p using (period_id)
          join company c on c.company_id = p.company_id
          left join pay_schedule s on s.schedule_id = p.schedule_id
        where d.state = 'waiting' and d.stage = 'open' and d.due_at > paybeat_now() and ${isOf(sql`d.company_id`, ask)}
          and p.status = 'active' and p.automation_enabled and p.shadow_id is null and s.paused_at is null
        order by d.due_at, d.period_id limit ${ask.limit}`,
  );
}

export interface OpenDueRow extends DueRow {
  readonly companyCode: string;
  readonly scheduleCode: string | null;
}

/** Due instants that may still run, waiting or held, a page at a time in order of period id. */
export function openDueInstants(
  at: Reading,
  ask: { readonly afterPeriodId: number; readonly limit: number },
): Promise<readonly OpenDueRow[]> {
  return rowsOf(
    at,
    sql`select d.period_id as "periodId", d.company_id as "companyId", d.due_at as "dueAt",
          d.local_time as "localTime", d.time_zone as "timeZone", c.code as "companyCode",
          s.code as "scheduleCode"
        from due_instant d join pay_period p using (period_id)
          join company c on c.company_id = p.company_id
          left join pay_schedule s on s.schedule_id = p.schedule_id
        where d.state <> 'fulfilled' and d.stage = 'open' and p.status in ('draft', 'active')
          and d.period_id > ${ask.afterPeriodId}
        order by d.period_id limit ${ask.limit}`,
  );
}
