/**
 * The rows of a register: what runs paid to whom, page by page in the order of employee ids, with the names that
 * the runs read. A page needs the memory of its own rows only.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { copiedRows } from './binary-rows.ts';
import { knownAt } from './known-at.ts';
import type { PayslipDetail } from './runs.ts';

/** Its year-to-date is without opening balances. */
export type RegisterRow = Omit<PayslipDetail, 'runId' | 'warnings'>;

interface OfRun {
  readonly runId: number;
  /** The revision that the run read. */
  readonly revision: number;
}

/** Employee ids from one to another, both included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

export const everyId: Span = { first: 1, last: 2_147_483_647 };

const amounts = sql`s.gross_minor, s.reimbursements_minor, s.deductions_minor, s.taxes_minor,
  s.employer_minor, s.net_minor, s.line_codes, s.line_amounts, s.ytd_codes, s.ytd_amounts`;

/** The first `limit` payslips of a span. */
export function registerRows(
  at: Reading,
  ask: OfRun & Span & { readonly limit: number },
): Promise<readonly RegisterRow[]> {
  const lists: (readonly number[])[] = [];
  return copiedRows(
    at,
    sql`select s.employee_id, e.number, v.name, ${amounts}
        from (select * from payslip where run_id = ${ask.runId}
            and employee_id between ${ask.first} and ${ask.last}
            order by employee_id limit ${ask.limit}) s
          join employee e on e.employee_id = s.employee_id
          join employee_version v on v.employee_id = s.employee_id and ${knownAt(ask.revision)}
        order by s.employee_id`,
    (row) => ({
      employeeId: row.int4(),
      number: row.text(),
      name: row.text(),
      grossMinor: row.int8(),
      reimbursementsMinor: row.int8(),
      deductionsMinor: row.int8(),
      taxesMinor: row.int8(),
      employerMinor: row.int8(),
      netMinor: row.int8(),
      lineCodes: row.int4s(lists),
      lineAmounts: row.int8s(),
      ytdCodes: row.int4s(lists),
      ytdAmounts: row.int8s(),
    }),
  );
}

/** The first people of a span whom any of these runs pays. */
export async function peopleOfRuns(
  at: Reading,
  ask: Span & { readonly runIds: readonly number[]; readonly limit: number },
): Promise<readonly number[]> {
  const rows = await rowsOf<{ employee_id: number }>(
    at,
    sql`select distinct s.employee_id from unnest(${ask.runIds}::int[]) r(run_id)
          cross join lateral (select p.employee_id from payslip p where p.run_id = r.run_id
            and p.employee_id between ${ask.first} and ${ask.last}
            order by p.employee_id limit ${ask.limit}) s
        order by s.employee_id limit ${ask.limit}`,
  );
  return rows.map((row) => row.employee_id);
}

export interface AskHours {
  readonly periodId: number;
  readonly revision: number;
  /** Pay codes whose quantity is hours. */
  readonly codes: readonly number[];
}

export function hoursRead({ periodId, revision, codes }: AskHours): Sql {
  return sql`v.period_id = ${periodId} and ${knownAt(revision)}
    and v.quantity_micro is not null and v.pay_code_id = any(${codes}::int[])`;
}

/** Employee id → hours in millionths that were entered for a period, as known at a revision. */
export async function hoursOfPeople(
  at: Reading,
  ask: AskHours & Span,
): Promise<ReadonlyMap<number, bigint>> {
  const rows = await copiedRows(
    at,
    sql`select v.employee_id, sum(v.quantity_micro)::int8 from period_item v
        where ${hoursRead(ask)} and v.employee_id between ${ask.first} and ${ask.last}
        group by v.employee_id`,
    (row) => [row.int4(), row.int8()] as const,
  );
  return new Map(rows);
}

/** The same of everybody whom a run pays. Null: nobody has hours. */
export async function hoursOfRun(
  at: Reading,
  ask: AskHours & { readonly runId: number },
): Promise<bigint | null> {
  const [row] = await rowsOf<{ hours: bigint | null }>(
    at,
    sql`select sum(v.quantity_micro)::int8 as hours
        from period_item v join payslip s on s.run_id = ${ask.runId} and s.employee_id = v.employee_id
        where ${hoursRead(ask)}`,
  );
  return row?.hours ?? null;
}

export interface CodeSum {
  readonly runId: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint;
}

/** The sum of each pay code that occurs on a payslip of these runs. */
export function sumsByCode(at: Reading, runIds: readonly number[]): Promise<readonly CodeSum[]> {
  return rowsOf(
    at,
    sql`select s.run_id as "runId", l.code as "payCodeId", sum(l.amount)::int8 as "amountMinor"
        from payslip s cross join lateral unnest(s.line_codes, s.line_amounts) as l(code, amount)
        where s.run_id = any(${runIds}::int[])
        group by s.run_id, l.code`,
  );
}

export interface NotPaidRow {
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  readonly disposition: 'held' | 'excluded';
  readonly code: string;
  readonly detail: string;
}

/** The first `limit` people of a span whom a run held or excluded. */
export function notPaidRows(
  at: Reading,
  ask: OfRun & Span & { readonly limit: number },
): Promise<readonly NotPaidRow[]> {
  return rowsOf(
    at,
    sql`select x.employee_id as "employeeId", e.number, v.name, x.disposition, x.code, x.detail
        from (select * from run_exception where run_id = ${ask.runId}
            and employee_id between ${ask.first} and ${ask.last}
            order by employee_id limit ${ask.limit}) x
          join employee e on e.employee_id = x.employee_id
          join employee_version v on v.employee_id = x.employee_id and ${knownAt(ask.revision)}
        order by x.employee_id`,
  );
}

/** The committed runs of a company with a pay date between two days, as known at a revision, by pay date. */
export async function runsPaidBetween(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly fromOn: Temporal.PlainDate;
    readonly toOn: Temporal.PlainDate;
  },
): Promise<readonly number[]> {
  const rows = await rowsOf<{ run_id: number }>(
    at,
    sql`select run_id from pay_run where company_id = ${ask.companyId} and state = 'committed'
          and committed_revision <= ${ask.revision} and pay_on between ${ask.fromOn} and ${ask.toOn}
        order by pay_on, run_id`,
  );
  return rows.map((row) => row.run_id);
}
