/** Who may be owed something for past runs, and which period pays each schedule next. */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';

interface Since {
  readonly companyId: number;
  readonly after: number;
}

/**
 * Ids of the people in a table of this transaction with a dated change after a revision. Most of them are owed nothing.
 * Nobody else is looked at: there is no index on revisions.
 */
export async function peopleChangedSince(
  at: Reading,
  ask: Since & { readonly among: Sql<unknown> },
): Promise<readonly number[]> {
  const among = sql`and v.employee_id in (select employee_id from ${ask.among})`;
  const rows = await rowsOf<{ employee_id: number }>(
    at,
    sql`select employee_id from (${changedSince(ask, among)}) c order by employee_id`,
  );
  return rows.map((row) => row.employee_id);
}

function changedSince({ companyId, after }: Since, among = sql``) {
  const since = sql`v.company_id = ${companyId} and (v.from_revision > ${after} or v.until_revision > ${after}) ${among}`;
  return sql`select v.employee_id from employee_terms v where ${since}
    union select v.employee_id from employee_item v where ${since} and v.from_on is not null
    union select v.employee_id from employee_version v
      where v.company_id = ${companyId} and v.from_revision > ${after} ${among}
    union select v.employee_id from input_file f
      join period_item v on v.period_id = f.period_id
        and (v.from_revision = f.revision or v.until_revision = f.revision)
      where f.company_id = ${companyId} and f.revision > ${after} ${among}
        and exists (select from pay_run r where r.period_id = f.period_id
          and (r.covers_days or r.kind = 'off_cycle')
          and r.state = 'committed' and r.snapshot_revision < f.revision)`;
}

/** The same people, and those whom a committed run of these tax years held, or whose payslip of it is reversed. */
export async function peopleToCompare(
  at: Reading,
  ask: Since & { readonly fromTaxYear: number },
): Promise<readonly number[]> {
  const { companyId } = ask;
  const rows = await rowsOf<{ employee_id: number }>(
    at,
    sql`${changedSince(ask)}
        union select x.employee_id from pay_run r join run_exception x on x.run_id = r.run_id
          where r.company_id = ${companyId} and r.tax_year >= ${ask.fromTaxYear}
            and r.state = 'committed' and r.covers_days and x.disposition = 'held'
        union select v.employee_id from pay_run r join run_reversal v on v.reversed_run_id = r.run_id
          where r.company_id = ${companyId} and r.tax_year >= ${ask.fromTaxYear} and r.covers_days
        order by employee_id`,
  );
  return rows.map((row) => row.employee_id);
}

interface HeldBy {
  readonly runId: number;
  readonly employeeId: number;
}

/**
 * Of these people: whom committed regular runs held, or whose payslip is reversed. Those who were paid since are
 * among them.
 */
export function heldBy(
  at: Reading,
  ask: { readonly runIds: readonly number[]; readonly employeeIds: readonly number[] },
): Promise<readonly HeldBy[]> {
  return rowsOf(
    at,
    sql`select x.run_id as "runId", x.employee_id as "employeeId" from run_exception x
        where x.run_id = any(${ask.runIds}::int[]) and x.disposition = 'held'
          and x.employee_id = any(${ask.employeeIds}::int[])
        union select v.reversed_run_id, v.employee_id from run_reversal v
        where v.reversed_run_id = any(${ask.runIds}::int[])
          and v.employee_id = any(${ask.employeeIds}::int[])
        order by 1, 2`,
  );
}

export interface NextPayPeriod {
  readonly scheduleId: number | null;
  readonly periodId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
}

/** The first period of each schedule that is neither paid nor skipped. */
export function nextPeriods(at: Reading, companyId: number): Promise<readonly NextPayPeriod[]> {
  return rowsOf(
    at,
    sql`select distinct on (coalesce(p.schedule_id, 0)) p.schedule_id as "scheduleId",
          p.period_id as "periodId", p.start_on as "startOn", p.end_on as "endOn", p.pay_on as "payOn"
        from pay_period p
        where p.company_id = ${companyId} and p.kind = 'regular' and p.status in ('draft', 'active')
          and not exists (select from pay_period q where q.company_id = p.company_id
            and q.kind = 'regular' and q.status = 'completed' and q.start_on > p.start_on
            and coalesce(q.schedule_id, 0) = coalesce(p.schedule_id, 0))
        order by coalesce(p.schedule_id, 0), p.start_on`,
  );
}

export interface PersonOwed {
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  readonly scheduleId: number | null;
  readonly endedOn: Temporal.PlainDate | null;
}

export function peopleOwed(
  at: Reading,
  ask: { readonly employeeIds: readonly number[]; readonly revision: number },
): Promise<readonly PersonOwed[]> {
  return rowsOf(
    at,
    sql`select e.employee_id as "employeeId", e.number, v.name, v.schedule_id as "scheduleId",
          v.ended_on as "endedOn"
        from employee e join employee_version v using (employee_id)
        where e.employee_id = any(${ask.employeeIds}::int[]) and ${knownAt(ask.revision)}
        order by e.number`,
  );
}

/** The tax year of the newest committed run. Null: the company has none. */
export async function newestTaxYear(at: Reading, companyId: number): Promise<number | null> {
  const [row] = await rowsOf<{ year: number | null }>(
    at,
    sql`select coalesce(max(tax_year) filter (where covers_days), max(tax_year)) as year from pay_run
        where company_id = ${companyId} and state = 'committed'`,
  );
  return row?.year ?? null;
}
