/** What runs paid: of given people, in pages, and in the last run before. To compare runs with each other. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isAmong } from './asked.ts';
import { copiedRows } from './binary-rows.ts';

export interface PaidRow {
  readonly employeeId: number;
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
}

/** These people's payslips of a run, by employee id. */
export function paidAmountsOf(
  at: Reading,
  ask: { readonly runId: number; readonly employeeIds: readonly number[] },
): Promise<readonly PaidRow[]> {
  if (ask.employeeIds.length === 0) return Promise.resolve([]);
  return paidRows(
    at,
    sql`select v.employee_id, v.gross_minor, v.net_minor, v.line_codes, v.line_amounts
        from payslip v where v.run_id = ${ask.runId} and ${isAmong(ask.employeeIds)}
        order by v.employee_id`,
  );
}

/** A page of a run's payslips, by employee id. */
export function paidPage(
  at: Reading,
  ask: { readonly runId: number; readonly after: number; readonly limit: number },
): Promise<readonly PaidRow[]> {
  return paidRows(
    at,
    sql`select v.employee_id, v.gross_minor, v.net_minor, v.line_codes, v.line_amounts
        from payslip v where v.run_id = ${ask.runId} and v.employee_id > ${ask.after}
        order by v.employee_id limit ${ask.limit}`,
  );
}

function paidRows(at: Reading, query: ReturnType<typeof sql>): Promise<readonly PaidRow[]> {
  const lists: (readonly number[])[] = [];
  return copiedRows(at, query, (row) => ({
    employeeId: row.int4(),
    grossMinor: row.int8(),
    netMinor: row.int8(),
    lineCodes: row.int4s(lists),
    lineAmounts: row.int8s(),
  }));
}

interface EarlierPay {
  readonly employeeId: number;
  readonly runId: number;
  /** Null: the people without a schedule. */
  readonly scheduleId: number | null;
}

/**
 * The newest committed run that paid each of these people for days before a day. Runs that pay amounts of their
 * own, such as a bonus, do not count.
 */
export function earlierPayOf(
  at: Reading,
  ask: { readonly employeeIds: readonly number[]; readonly before: Temporal.PlainDate },
): Promise<readonly EarlierPay[]> {
  return rowsOf(
    at,
    sql`select a.employee_id as "employeeId", s.run_id as "runId", s.schedule_id as "scheduleId"
        from unnest(${ask.employeeIds}::int[]) as a(employee_id)
          cross join lateral (
            select s.run_id, p.schedule_id from payslip s join pay_run r using (run_id) join pay_period p using (period_id)
            where s.employee_id = a.employee_id and r.state = 'committed' and r.covers_days
              and p.end_on < ${ask.before}
            order by p.end_on desc, r.run_id desc limit 1) s`,
  );
}

export interface NotPaid {
  readonly employeeId: number;
  readonly disposition: 'excluded' | 'held';
  readonly code: string;
}

/** Those of these people whom a run held or excluded. */
export function notPaidIn(
  at: Reading,
  ask: { readonly runId: number; readonly employeeIds: readonly number[] },
): Promise<readonly NotPaid[]> {
  return rowsOf(
    at,
    sql`select employee_id as "employeeId", disposition, code from run_exception
        where run_id = ${ask.runId} and employee_id = any(${ask.employeeIds}::int[])`,
  );
}
