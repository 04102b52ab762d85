/**
 * Inputs as known at a revision: who is on the roster, and what a chunk is calculated from.
 *
 * A version applies at revision R when it started at or before R and was not closed at or before R.
 */

import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { type AskedRun, type Placed, rowsOfPeople } from './asked.ts';
import { copiedRows } from './binary-rows.ts';
import { knownAt } from './known-at.ts';

export interface RosterRow {
  readonly employeeId: number;
  readonly hiredOn: Temporal.PlainDate;
  readonly endedOn: Temporal.PlainDate | null;
  /** Earlier employments as stored; null for nearly everybody. `earlierEmployments` reads them. */
  readonly earlier: string | null;
}

/** People per page of a roster. It bounds memory. */
const rosterPage = 50_000;

/** Everybody on a schedule, or everybody without one: in pages, by employee id. */
export async function* rosterAt(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number | null;
    readonly revision: number;
  },
): AsyncGenerator<readonly RosterRow[]> {
  for (let after = 0, isMore = true; isMore; ) {
    const page = await copiedRows(
      at,
      sql`select v.employee_id, v.hired_on, v.ended_on, v.earlier::text from employee_version v
            where v.company_id = ${ask.companyId}
              and coalesce(v.schedule_id, 0) = ${ask.scheduleId ?? 0} and ${knownAt(ask.revision)}
              and v.employee_id > ${after}
            order by v.employee_id limit ${rosterPage}`,
      (row): RosterRow => {
        const [employeeId, hiredOn, endedOn] = [row.int4(), row.date(), row.dateOrNull()];
        return { employeeId, hiredOn, endedOn, earlier: row.textOrNull() };
      },
    );
    after = page.at(-1)?.employeeId ?? after;
    isMore = page.length === rosterPage;
    yield page;
  }
}

/**
 * Everybody on the schedules of several periods, each as known at a revision of its company. Of a roster of
 * more than `peopleMax`, one more than that.
 */
export function rostersAt(
  at: Reading,
  asks: readonly {
    readonly companyId: number;
    readonly scheduleId: number | null;
    readonly revision: number;
    readonly peopleMax: number;
  }[],
): Promise<readonly (RosterRow & Placed)[]> {
  return rowsOf(
    at,
    sql`select f.place::int - 1 as place, v.employee_id as "employeeId", v.hired_on as "hiredOn",
          v.ended_on as "endedOn", v.earlier::text as earlier
        from unnest(${asks.map((ask) => ask.companyId)}::int[],
            ${asks.map((ask) => ask.scheduleId ?? 0)}::int[], ${asks.map((ask) => ask.revision)}::int[],
            ${asks.map((ask) => ask.peopleMax)}::int[])
          with ordinality as f(company_id, schedule_id, revision, people_max, place)
          cross join lateral (select v.employee_id, v.hired_on, v.ended_on, v.earlier from employee_version v
            where v.company_id = f.company_id and coalesce(v.schedule_id, 0) = f.schedule_id
              and ${knownAt(sql`f.revision`)}
            limit f.people_max + 1) v
        order by f.place, v.employee_id`,
  );
}

/** These employees, on any schedule. */
export function rosterOf(
  at: Reading,
  ask: { readonly employeeIds: readonly number[]; readonly revision: number },
): Promise<readonly RosterRow[]> {
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", v.hired_on as "hiredOn", v.ended_on as "endedOn",
          v.earlier::text as earlier
        from employee_version v
        where v.employee_id = any(${ask.employeeIds}::int[]) and ${knownAt(ask.revision)}
        order by v.employee_id`,
  );
}

export interface EmployeeRow extends Placed {
  readonly employeeId: number;
  readonly hiredOn: Temporal.PlainDate;
  readonly endedOn: Temporal.PlainDate | null;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: bigint | null;
  readonly hourlyRateMicro: bigint | null;
  /** Null: determined by the kind of pay. */
  readonly overtime: 'exempt' | 'nonexempt' | null;
  readonly workState: string | null;
  readonly birthOn: Temporal.PlainDate | null;
  /** The revision that made this version. */
  readonly fromRevision: number;
  /** As stored. `taxFormFrom` reads it. */
  readonly taxForm: string;
  /** As stored; null for nearly everybody. */
  readonly earlier: string | null;
}

const payTypes = ['salary', 'hourly'] as const;
const overtimes = ['exempt', 'nonexempt'] as const;

/** The roster data of each employee, with undated pay. */
export function employeesOf(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly EmployeeRow[]> {
  return copiedRows(
    at,
    sql`select place, v.employee_id, v.hired_on, v.ended_on, v.pay_type, v.annual_salary_minor,
          v.hourly_rate_micro, v.overtime, v.work_state, v.birth_on, v.from_revision, v.tax_form::text, v.earlier::text
        from ${rowsOfPeople('employee_version', runs, knownAt(sql`f.entered`))}
        order by place, v.employee_id`,
    (row) => ({
      place: row.int4(),
      employeeId: row.int4(),
      hiredOn: row.date(),
      endedOn: row.dateOrNull(),
      payType: row.oneOf(payTypes),
      annualSalaryMinor: row.int8OrNull(),
      hourlyRateMicro: row.int8OrNull(),
      overtime: row.oneOfOrNull(overtimes),
      workState: row.textOrNull(),
      birthOn: row.dateOrNull(),
      fromRevision: row.int4(),
      taxForm: row.text(),
      earlier: row.textOrNull(),
    }),
  );
}

/** The employments of a person as known at the revision for dated rows. */
export interface EmploymentsRow extends Placed {
  readonly employeeId: number;
  readonly hiredOn: Temporal.PlainDate;
  readonly endedOn: Temporal.PlainDate | null;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: bigint | null;
  readonly hourlyRateMicro: bigint | null;
  readonly earlier: string | null;
}

export function employmentsOf(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly EmploymentsRow[]> {
  return rowsOf(
    at,
    sql`select place, v.employee_id as "employeeId", v.hired_on as "hiredOn", v.ended_on as "endedOn",
          v.pay_type as "payType", v.annual_salary_minor as "annualSalaryMinor",
          v.hourly_rate_micro as "hourlyRateMicro", v.earlier::text as earlier
        from ${rowsOfPeople('employee_version', runs, knownAt(sql`f.dated`))}`,
  );
}

interface AmountRow extends Placed {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint;
}

/** By pay code, without the gross and net totals. */
export function openingBalancesOf(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly AmountRow[]> {
  return rowsOf(
    at,
    sql`select place, v.employee_id as "employeeId", v.pay_code_id as "payCodeId",
          v.amount_minor as "amountMinor"
        from ${rowsOfPeople(
          'opening_balance',
          runs,
          sql`v.tax_year = f.tax_year and v.pay_code_id > 0 and ${knownAt(sql`f.undated`)}`,
        )}`,
  );
}

/** Employees per page when all are read. It bounds memory, because a page's rows are held next to the map. */
const numbersPerAnswer = 50_000;

/** Employee number → id, for everybody or for these numbers. */
export async function employeeIdsOf(
  at: Reading,
  ask: { readonly companyId: number; readonly numbers?: readonly string[] },
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  const of = sql`select employee_id, number from employee where company_id = ${ask.companyId}`;
  const answer = async (query: Sql<unknown>) => {
    const rows = await rowsOf(at, query as Sql<{ employee_id: number; number: string }>);
    for (const row of rows) ids.set(row.number, row.employee_id);
    return rows;
  };
  if (ask.numbers !== undefined) {
    // Uses the index on numbers. With an order or a limit, the planner might read every employee instead.
    await answer(sql`${of} and number = any(${ask.numbers}::text[])`);
    return ids;
  }
  for (let after = 0, isMore = true; isMore; ) {
    const rows = await answer(
      sql`${of} and employee_id > ${after} order by employee_id limit ${numbersPerAnswer}`,
    );
    after = rows.at(-1)?.employee_id ?? after;
    isMore = rows.length === numbersPerAnswer;
  }
  return ids;
}

/** Employee id → schedule of the current version. People without a schedule are left out. */
export async function currentSchedules(
  at: Reading,
  ask: { readonly companyId: number; readonly employeeIds: readonly number[] },
): Promise<ReadonlyMap<number, number>> {
  const rows = await rowsOf<{ employee_id: number; schedule_id: number }>(
    at,
    sql`select employee_id, schedule_id from employee_version
        where company_id = ${ask.companyId} and employee_id = any(${ask.employeeIds}::int[])
          and until_revision is null and schedule_id is not null`,
  );
  return new Map(rows.map((row) => [row.employee_id, row.schedule_id]));
}

export interface ElsewhereRow {
  readonly employeeId: number;
  readonly number: string;
  readonly scheduleId: number | null;
  /** Code of the schedule; null when the person has none. */
  readonly schedule: string | null;
  readonly hiredOn: Temporal.PlainDate;
  readonly endedOn: Temporal.PlainDate | null;
}

/** People on another schedule, and people not employed between two days, as known now. */
export function peopleElsewhere(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number | null;
    readonly startOn: Temporal.PlainDate;
    readonly endOn: Temporal.PlainDate;
  },
): Promise<readonly ElsewhereRow[]> {
  return rowsOf(
    at,
    sql`select e.employee_id as "employeeId", e.number, v.schedule_id as "scheduleId",
          s.code as schedule, v.hired_on as "hiredOn", v.ended_on as "endedOn"
        from employee_version v join employee e using (employee_id)
          left join pay_schedule s on s.schedule_id = v.schedule_id
        where v.company_id = ${ask.companyId} and v.until_revision is null
          and (v.schedule_id is distinct from ${ask.scheduleId}::int
            or not paybeat_employed_between(v.earlier, v.hired_on, v.ended_on, ${ask.startOn}::date,
              ${ask.endOn}::date))`,
  );
}

/** Employee id → number. */
export async function numbersOf(
  at: Reading,
  employeeIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await rowsOf<{ employee_id: number; number: string }>(
    at,
    sql`select employee_id, number from employee where employee_id = any(${employeeIds}::int[])`,
  );
  return new Map(rows.map((row) => [row.employee_id, row.number]));
}

/** Number and name of people, as known at a revision. */
export function peopleNamed(
  at: Reading,
  ask: { readonly employeeIds: readonly number[]; readonly revision: number },
): Promise<
  readonly { readonly employeeId: number; readonly number: string; readonly name: string }[]
> {
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", e.number, v.name
        from employee_version v join employee e using (employee_id)
        where v.employee_id = any(${ask.employeeIds}::int[]) and ${knownAt(ask.revision)}
        order by e.number`,
  );
}
