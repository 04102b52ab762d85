/**
 * What is stored of a period, and who is on a roster, as known at a revision: page by page, so that a million rows
 * need no memory. Keys are in the order of an index.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';

/** Where a page ends. */
export interface EntryKey {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly part: string;
}

export interface ListedEntryRow extends EntryKey {
  readonly number: string;
  readonly job: string;
  readonly workedOn: Temporal.PlainDate | null;
  readonly quantityMicro: bigint | null;
  readonly rateMicro: bigint | null;
  readonly amountMinor: bigint | null;
  readonly percentMicro: bigint | null;
  /** The revision at which it was entered. */
  readonly revision: number;
}

interface OfPeriod {
  readonly periodId: number;
  readonly revision: number;
  /** Null: everybody. */
  readonly employeeId: number | null;
  /** Only entries with a quantity, such as hours. */
  readonly hasQuantity: boolean;
}

export function entriesPage(
  at: Reading,
  ask: OfPeriod & { readonly after: EntryKey | null; readonly limit: number },
): Promise<readonly ListedEntryRow[]> {
  const { after } = ask;
  const further =
    after === null
      ? sql`true`
      : sql`(v.employee_id, v.pay_code_id, v.part) > (${after.employeeId}::int,
          ${after.payCodeId}::int, ${after.part}::text)`;
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", e.number, v.pay_code_id as "payCodeId", v.part, v.job,
          v.worked_on as "workedOn", v.quantity_micro as "quantityMicro", v.rate_micro as "rateMicro",
          v.amount_minor as "amountMinor", v.percent_micro as "percentMicro",
          v.from_revision as revision
        from (select * from period_item v where ${ofPeriod(ask)} and ${further}
            order by v.employee_id, v.pay_code_id, v.part limit ${ask.limit}) v
          join employee e on e.employee_id = v.employee_id
        order by v.employee_id, v.pay_code_id, v.part`,
  );
}

export interface EntrySumRow {
  readonly payCodeId: number;
  readonly entries: number;
  readonly people: number;
  readonly quantityMicro: bigint | null;
  readonly amountMinor: bigint | null;
}

/** By pay code. */
export function entrySums(at: Reading, ask: OfPeriod): Promise<readonly EntrySumRow[]> {
  return rowsOf(
    at,
    sql`select pay_code_id as "payCodeId", sum(entries)::int as entries, count(*)::int as people,
          sum(quantity)::int8 as "quantityMicro", sum(amount)::int8 as "amountMinor"
        from (select pay_code_id, employee_id, count(*) as entries, sum(quantity_micro) as quantity,
            sum(amount_minor) as amount
          from period_item v where ${ofPeriod(ask)} group by pay_code_id, employee_id) p
        group by pay_code_id order by pay_code_id`,
  );
}

function ofPeriod({ periodId, revision, employeeId, hasQuantity }: OfPeriod): Sql<unknown> {
  const person = employeeId === null ? sql`true` : sql`v.employee_id = ${employeeId}`;
  const measured = hasQuantity ? sql`v.quantity_micro is not null` : sql`true`;
  return sql`v.period_id = ${periodId} and ${knownAt(revision)} and ${person} and ${measured}`;
}

export interface ListedPersonRow {
  readonly employeeId: number;
  readonly number: string;
  readonly name: string;
  readonly schedule: string | null;
  readonly hiredOn: Temporal.PlainDate;
  readonly endedOn: Temporal.PlainDate | null;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: bigint | null;
  readonly hourlyRateMicro: bigint | null;
  readonly workState: string | null;
  readonly birthOn: Temporal.PlainDate | null;
  readonly overtime: string | null;
  readonly department: string | null;
  readonly costCentre: string | null;
  readonly jobTitle: string | null;
  /** The first day of these three. Null: they count for every day. */
  readonly assignedOn: Temporal.PlainDate | null;
  /** The revision at which this row of the person was entered. */
  readonly revision: number;
}

export function rosterPage(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly employeeId: number | null;
    readonly after: number;
    readonly limit: number;
  },
): Promise<readonly ListedPersonRow[]> {
  const { companyId, employeeId } = ask;
  const person = employeeId === null ? sql`true` : sql`e.employee_id = ${employeeId}`;
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", e.number, v.name, s.code as schedule,
          v.hired_on as "hiredOn", v.ended_on as "endedOn", v.pay_type as "payType",
          v.annual_salary_minor as "annualSalaryMinor", v.hourly_rate_micro as "hourlyRateMicro",
          v.work_state as "workState", v.birth_on as "birthOn", v.overtime, v.department, v.cost_centre as "costCentre",
          v.job_title as "jobTitle", v.assigned_on as "assignedOn", v.from_revision as revision
        from employee e join employee_version v on v.employee_id = e.employee_id and ${knownAt(ask.revision)}
          left join pay_schedule s on s.schedule_id = v.schedule_id
        where e.company_id = ${companyId} and e.employee_id > ${ask.after} and ${person}
        order by e.employee_id limit ${ask.limit}`,
  );
}

/** Revision → name of the file that the import read. */
export async function fileNames(
  at: Reading,
  ask: { readonly companyId: number; readonly revisions: readonly number[] },
): Promise<ReadonlyMap<number, string>> {
  const rows = await rowsOf<{ revision: number; name: string }>(
    at,
    sql`select revision, file_name as name from input_file
        where company_id = ${ask.companyId} and revision = any(${ask.revisions}::int[])
          and file_name is not null`,
  );
  return new Map(rows.map(({ revision, name }) => [revision, name]));
}
