/** What stands at the pay dates of a month: periods, runs that are not final, and held people who are still unpaid. */
import type { RunState } from '#run/run-state.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { DueState, PeriodStatus } from './periods.ts';
import { isEffective } from './reversals.ts';

interface OfMonth {
  readonly companyId: number;
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
}

export interface MonthPeriodRow {
  readonly periodId: number;
  readonly scheduleCode: string | null;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly status: PeriodStatus;
  readonly statusWhy: string | null;
  /** The reference of another system that has paid it. */
  readonly paidBefore: string | null;
  /** Null: nothing says when it is due. */
  readonly dueState: DueState | null;
  readonly dueHeldWhy: string | null;
  readonly dueHasCome: boolean | null;
  /** A run of it is on its way, and is among the open runs. */
  readonly hasRun: boolean;
}

/** Without those that a change of schedule has replaced. */
export function periodsOfMonth(at: Reading, ask: OfMonth): Promise<readonly MonthPeriodRow[]> {
  return rowsOf(
    at,
    sql`select p.period_id as "periodId", s.code as "scheduleCode", p.start_on as "startOn",
          p.end_on as "endOn", p.pay_on as "payOn", p.status, p.status_why as "statusWhy",
          p.paid_before as "paidBefore", d.state as "dueState", d.held_why as "dueHeldWhy",
          d.due_at <= paybeat_now() as "dueHasCome",
          exists (select from pay_run r where r.period_id = p.period_id and r.kind = 'regular'
            and r.state <> 'voided') as "hasRun"
        from pay_period p left join pay_schedule s on s.schedule_id = p.schedule_id
          left join due_instant d on d.period_id = p.period_id and d.stage = 'open'
        where p.company_id = ${ask.companyId} and p.pay_on between ${ask.fromOn} and ${ask.toOn}
          and p.kind = 'regular' and (not p.replaced or p.paid_before is not null)
        order by p.pay_on, p.start_on, p.period_id`,
  );
}

export interface OpenRunRow {
  readonly runId: number;
  readonly periodId: number;
  readonly kind: string;
  readonly state: RunState;
  readonly payOn: Temporal.PlainDate;
}

/** Runs that are neither committed nor voided. */
export function openRunsOfMonth(at: Reading, ask: OfMonth): Promise<readonly OpenRunRow[]> {
  return rowsOf(
    at,
    sql`select run_id as "runId", period_id as "periodId", kind, state, pay_on as "payOn"
        from pay_run where company_id = ${ask.companyId} and state not in ('committed', 'voided')
          and pay_on between ${ask.fromOn} and ${ask.toOn} order by pay_on, run_id`,
  );
}

/** Run id → how many people it held whom no committed run has paid for the period since. */
export async function heldAndUnpaid(
  at: Reading,
  runIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await rowsOf<{ runId: number; people: number }>(
    at,
    sql`select x.run_id as "runId", count(*)::int as people
        from run_exception x join pay_run r using (run_id)
        where x.run_id = any(${runIds}::int[]) and x.disposition = 'held'
          and not exists (select from pay_run o join payslip s on s.run_id = o.run_id
            where o.period_id = r.period_id and o.state = 'committed' and s.employee_id = x.employee_id
              and ${isEffective({ run: sql`s.run_id`, employee: sql`s.employee_id` })})
        group by x.run_id order by x.run_id`,
  );
  return new Map(rows.map(({ runId, people }) => [runId, people]));
}

/** The newest months that a company has pay dates in, such as `2026-11`. */
export async function monthsWithPay(at: Reading, companyId: number): Promise<readonly string[]> {
  const rows = await rowsOf<{ month: string }>(
    at,
    sql`select distinct to_char(pay_on, 'YYYY-MM') as month from pay_run
        where company_id = ${companyId} and state = 'committed' order by 1 desc limit 3`,
  );
  return rows.map(({ month }) => month);
}

/** The hash of an audit row. Null: there is no such row. */
export async function hashOfAuditRow(
  at: Reading,
  ask: { readonly companyId: number; readonly seq: number },
): Promise<string | null> {
  const [row] = await rowsOf<{ hash: string }>(
    at,
    sql`select encode(hash, 'hex') as hash from audit_event
        where company_id = ${ask.companyId} and seq = ${ask.seq}`,
  );
  return row?.hash ?? null;
}
