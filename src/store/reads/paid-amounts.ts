/** What runs paid: of given people, in pages, and in the last run before. To compare runs with each other. */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isAmong } from './asked.ts';
import { copiedRows } from './binary-rows.ts';
import { withCorrections } from './corrections.ts';
import { isEffective } from './reversals.ts';

export interface PaidRow {
  readonly employeeId: number;
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
}

/** These people's payslips of a run, by employee id. */
export function paidAmountsOf(at: Reading, ask: PaidOf): Promise<readonly PaidRow[]> {
  return paidIn(at, ask, sql`true`);
}

interface PaidOf {
  readonly runId: number;
  readonly employeeIds: readonly number[];
}

/** The revision at which corrections are known: that of the run that is compared. */
interface Known {
  readonly revision: number;
}

/**
 * The same, as a later run is compared with it: without payslips that were reversed, and each with its corrections, so
 * that it is what the person was paid for these days.
 */
export async function effectiveAmountsOf(
  at: Reading,
  ask: PaidOf & Known,
): Promise<readonly PaidRow[]> {
  return withCorrections(at, await paidIn(at, ask, counted(ask.runId)), {
    ...{ revision: ask.revision, runOf: () => ask.runId },
  });
}

function counted(runId: number): Sql {
  return isEffective({ run: sql`${runId}::int`, employee: sql`s.employee_id` });
}

function paidIn(at: Reading, ask: PaidOf, isAsked: Sql): Promise<readonly PaidRow[]> {
  if (ask.employeeIds.length === 0) return Promise.resolve([]);
  return paidRows(
    at,
    sql`select s.employee_id, s.gross_minor, s.net_minor, s.line_codes, s.line_amounts
        from (select v.* from payslip v where v.run_id = ${ask.runId} and ${isAmong(ask.employeeIds)}) s
        where ${isAsked} order by s.employee_id`,
  );
}

interface PageOf {
  readonly runId: number;
  readonly after: number;
  readonly limit: number;
}

/** A page of a run's payslips, by employee id. */
export function paidPage(at: Reading, ask: PageOf): Promise<readonly PaidRow[]> {
  return pageOf(at, ask, sql`true`);
}

/** The same, as a later run is compared with it. */
export async function effectivePage(at: Reading, ask: PageOf & Known): Promise<readonly PaidRow[]> {
  return withCorrections(at, await pageOf(at, ask, counted(ask.runId)), {
    ...{ revision: ask.revision, runOf: () => ask.runId },
  });
}

function pageOf(at: Reading, ask: PageOf, isAsked: Sql): Promise<readonly PaidRow[]> {
  return paidRows(
    at,
    sql`select s.employee_id, s.gross_minor, s.net_minor, s.line_codes, s.line_amounts
        from payslip s where s.run_id = ${ask.runId} and s.employee_id > ${ask.after} and ${isAsked}
        order by s.employee_id limit ${ask.limit}`,
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
              and ${isEffective({ run: sql`s.run_id`, employee: sql`s.employee_id` })}
            order by p.end_on desc, r.run_id desc limit 1) s`,
  );
}

export interface NotPaid {
  readonly employeeId: number;
  readonly disposition: 'excluded' | 'held';
  readonly code: string;
}

/** Those of these people whom a run held or excluded. Whose payslip was reversed is as if held. */
export function notPaidIn(
  at: Reading,
  ask: { readonly runId: number; readonly employeeIds: readonly number[] },
): Promise<readonly NotPaid[]> {
  return rowsOf(
    at,
    sql`select employee_id as "employeeId", disposition, code from run_exception
        where run_id = ${ask.runId} and employee_id = any(${ask.employeeIds}::int[])
        union all
        select v.employee_id, 'held', 'reversed' from run_reversal v join pay_run w using (run_id)
        where v.reversed_run_id = ${ask.runId} and v.employee_id = any(${ask.employeeIds}::int[])
          and w.state = 'committed'`,
  );
}
