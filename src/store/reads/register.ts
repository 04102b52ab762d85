/**
 * The rows of a register: what runs paid to whom, page by page in the order of employee ids, with the names that
 * the runs read. A page needs the memory of its own rows only.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { copiedRows } from './binary-rows.ts';
import { knownAt } from './known-at.ts';
import { isEffective } from './reversals.ts';
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
  /** A run that reads hours, or a correction. */
  readonly runId: number;
  readonly periodId: number;
  readonly revision: number;
  /** Of a correction: the run that it corrects. */
  readonly corrects: number | null;
  /** Pay codes whose quantity is hours. */
  readonly codes: readonly number[];
}

/**
 * Employee id and hours in millionths, a row for each entry that a run has read. Those of a correction are what it has
 * read, less what was read for the payslip before.
 */
export function hoursRead({ runId, periodId, revision, corrects, codes }: AskHours): Sql {
  const areHours = sql`v.quantity_micro is not null and v.pay_code_id = any(${codes}::int[])`;
  if (corrects === null) {
    return sql`(select v.employee_id, v.quantity_micro from period_item v
      where v.period_id = ${periodId} and ${knownAt(revision)} and ${areHours})`;
  }
  const before = knownAt(sql`b.revision`);
  return sql`(select v.employee_id, case when ${knownAt(revision)} then v.quantity_micro else 0 end
      - case when ${before} then v.quantity_micro else 0 end as quantity_micro
    from payslip c cross join lateral (${readBefore({ corrects, revision })}) b
      join pay_run o on o.run_id = ${corrects}
      join period_item v on v.period_id = o.period_id and v.employee_id = c.employee_id
    where c.run_id = ${runId} and (${knownAt(revision)} or ${before}) and ${areHours})`;
}

/** The revision that was read for the payslip of the person of `c`: by the corrected run, or by its newest correction. */
function readBefore(of: { readonly corrects: number; readonly revision: number }): Sql {
  return sql`select max(r.snapshot_revision) as revision from pay_run r
    where (r.run_id = ${of.corrects} or r.corrects_run_id = ${of.corrects}) and r.state = 'committed'
      and r.committed_revision <= ${of.revision}
      and exists (select from payslip x where x.run_id = r.run_id and x.employee_id = c.employee_id offset 0)
      and ${isEffective({ run: sql`r.run_id`, employee: sql`c.employee_id`, revision: of.revision })}`;
}

/** Employee id → hours in millionths that a run has read for a span of people. */
export async function hoursOfPeople(
  at: Reading,
  ask: AskHours & Span,
): Promise<ReadonlyMap<number, bigint>> {
  const rows = await copiedRows(
    at,
    sql`select v.employee_id, sum(v.quantity_micro)::int8 from ${hoursRead(ask)} v
        where v.employee_id between ${ask.first} and ${ask.last}
        group by v.employee_id`,
    (row) => [row.int4(), row.int8()] as const,
  );
  return new Map(rows);
}

/** The same of everybody whom a run pays. Null: nobody has hours. */
export async function hoursOfRun(
  at: Reading,
  { runId, hours }: { readonly runId: number; readonly hours: AskHours },
): Promise<bigint | null> {
  const [row] = await rowsOf<{ hours: bigint | null }>(
    at,
    sql`select sum(v.quantity_micro)::int8 as hours
        from ${hoursRead(hours)} v join payslip s on s.run_id = ${runId} and s.employee_id = v.employee_id`,
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
export function runsPaidBetween(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly fromOn: Temporal.PlainDate;
    readonly toOn: Temporal.PlainDate;
  },
): Promise<readonly { readonly runId: number; readonly committedRevision: number }[]> {
  return rowsOf(
    at,
    sql`select run_id as "runId", committed_revision as "committedRevision" from pay_run
        where company_id = ${ask.companyId} and state = 'committed'
          and committed_revision <= ${ask.revision} and pay_on between ${ask.fromOn} and ${ask.toOn}
        order by pay_on, run_id`,
  );
}
