/** What a company knows about its people: roster, recurring items, hours, opening balances. */
import { sql } from 'kysely';
import { rowsOf, type Writing } from '#store/store.ts';
import { taxFormRow } from '#store/tax-form.ts';
import { type Replaced, replaceVersions } from './versions.ts';

interface Owned {
  readonly companyId: number;
  readonly revision: number;
}

export interface EmployeeFacts {
  readonly employeeId: number;
  readonly scheduleId: number | null;
  readonly name: string;
  readonly hiredOn: Temporal.PlainDate;
  readonly endedOn: Temporal.PlainDate | null;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: bigint | null;
  readonly hourlyRateMicro: bigint | null;
  readonly workState: string | null;
  readonly taxForm: object;
}

export interface RecurringItem {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint | null;
  readonly percentMicro: bigint | null;
}

export interface PeriodItem {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly quantityMicro: bigint | null;
  readonly amountMinor: bigint | null;
}

export interface OpeningBalance {
  readonly employeeId: number;
  readonly taxYear: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint;
}

/** Employee number → id; numbers that were unknown are added. */
export async function ensureEmployees(
  tx: Writing,
  ask: { readonly companyId: number; readonly numbers: readonly string[] },
): Promise<ReadonlyMap<string, number>> {
  await sql`insert into employee (company_id, number)
      select ${ask.companyId}, number from unnest(${ask.numbers}::text[]) with ordinality as t(number, at)
      order by at
      on conflict (company_id, number) do nothing`.execute(tx.db);
  const rows = await rowsOf<{ employee_id: number; number: string }>(
    tx,
    sql`select employee_id, number from employee
        where company_id = ${ask.companyId} and number = any(${ask.numbers}::text[])`,
  );
  return new Map(rows.map((row) => [row.number, row.employee_id]));
}

export function replaceEmployees(
  tx: Writing,
  ask: Owned & { readonly employees: readonly EmployeeFacts[] },
): Promise<Replaced> {
  return replaceVersions(tx, {
    table: 'employee_version',
    keys: ['employee_id'],
    values: [
      'schedule_id',
      'name',
      'hired_on',
      'ended_on',
      'pay_type',
      'annual_salary_minor',
      'hourly_rate_micro',
      'work_state',
      'tax_form',
    ],
    covers: sql`old.employee_id = any(${ask.employees.map((e) => e.employeeId)}::int[])`,
    rows: ask.employees.map((e) => ({
      employee_id: e.employeeId,
      schedule_id: e.scheduleId,
      name: e.name,
      hired_on: e.hiredOn,
      ended_on: e.endedOn,
      pay_type: e.payType,
      annual_salary_minor: e.annualSalaryMinor,
      hourly_rate_micro: e.hourlyRateMicro,
      work_state: e.workState,
      tax_form: taxFormRow(e.taxForm),
    })),
    companyId: ask.companyId,
    revision: ask.revision,
  });
}

/** All recurring items of these employees become exactly these. */
export function replaceRecurringItems(
  tx: Writing,
  ask: Owned & {
    readonly employeeIds: readonly number[];
    readonly items: readonly RecurringItem[];
  },
): Promise<Replaced> {
  return replaceVersions(tx, {
    table: 'employee_item',
    keys: ['employee_id', 'pay_code_id'],
    values: ['amount_minor', 'percent_micro'],
    covers: sql`old.employee_id = any(${ask.employeeIds}::int[])`,
    rows: ask.items.map((item) => ({
      employee_id: item.employeeId,
      pay_code_id: item.payCodeId,
      amount_minor: item.amountMinor,
      percent_micro: item.percentMicro,
    })),
    companyId: ask.companyId,
    revision: ask.revision,
  });
}

/** The hours and one-off amounts of these employees in this period become exactly these. */
export function replacePeriodItems(
  tx: Writing,
  ask: Owned & {
    readonly periodId: number;
    readonly employeeIds: readonly number[];
    readonly items: readonly PeriodItem[];
  },
): Promise<Replaced> {
  return replaceVersions(tx, {
    table: 'period_item',
    keys: ['period_id', 'employee_id', 'pay_code_id'],
    values: ['quantity_micro', 'amount_minor'],
    covers: sql`old.period_id = ${ask.periodId} and old.employee_id = any(${ask.employeeIds}::int[])`,
    rows: ask.items.map((item) => ({
      period_id: ask.periodId,
      employee_id: item.employeeId,
      pay_code_id: item.payCodeId,
      quantity_micro: item.quantityMicro,
      amount_minor: item.amountMinor,
    })),
    companyId: ask.companyId,
    revision: ask.revision,
  });
}

/** The opening balances of these employees, in the years and pay codes given, become these. */
export function replaceOpeningBalances(
  tx: Writing,
  ask: Owned & { readonly balances: readonly OpeningBalance[] },
): Promise<Replaced> {
  const { balances } = ask;
  return replaceVersions(tx, {
    table: 'opening_balance',
    keys: ['employee_id', 'tax_year', 'pay_code_id'],
    values: ['amount_minor'],
    covers: sql`(old.employee_id, old.tax_year, old.pay_code_id) in (
      select * from unnest(${balances.map((b) => b.employeeId)}::int[],
        ${balances.map((b) => b.taxYear)}::int[], ${balances.map((b) => b.payCodeId)}::int[]))`,
    rows: balances.map((b) => ({
      employee_id: b.employeeId,
      tax_year: b.taxYear,
      pay_code_id: b.payCodeId,
      amount_minor: b.amountMinor,
    })),
    companyId: ask.companyId,
    revision: ask.revision,
  });
}
