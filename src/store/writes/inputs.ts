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

/** What a roster says of every period: undated, one row a pay code. */
export interface RosterItem {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint | null;
  readonly percentMicro: bigint | null;
}

export interface Terms {
  readonly employeeId: number;
  /** Empty for the main job. */
  readonly job: string;
  readonly fromOn: Temporal.PlainDate;
  readonly untilOn: Temporal.PlainDate | null;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: bigint | null;
  readonly hourlyRateMicro: bigint | null;
}

interface Item {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly job: string;
  readonly quantityMicro: bigint | null;
  readonly rateMicro: bigint | null;
  readonly amountMinor: bigint | null;
  readonly percentMicro: bigint | null;
}

/** What applies from a day on. */
export interface DatedItem extends Item {
  readonly reference: string;
  readonly fromOn: Temporal.PlainDate;
  readonly untilOn: Temporal.PlainDate | null;
  readonly balanceMinor: bigint | null;
}

/** What belongs to one period. */
export interface PeriodItem extends Item {
  readonly workedOn: Temporal.PlainDate | null;
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

/** The undated items of these employees, under these pay codes, become exactly these. */
export function replaceRosterItems(
  tx: Writing,
  ask: Owned & {
    readonly employeeIds: readonly number[];
    readonly payCodeIds: readonly number[];
    readonly items: readonly RosterItem[];
  },
): Promise<Replaced> {
  return replaceVersions(tx, {
    table: 'employee_item',
    keys: ['employee_id', 'pay_code_id', 'part'],
    values: ['amount_minor', 'percent_micro', 'job', 'reference'],
    covers: sql`old.part = '' and old.employee_id = any(${ask.employeeIds}::int[])
      and old.pay_code_id = any(${ask.payCodeIds}::int[])`,
    rows: ask.items.map((item) => ({
      employee_id: item.employeeId,
      pay_code_id: item.payCodeId,
      part: '',
      amount_minor: item.amountMinor,
      percent_micro: item.percentMicro,
      job: '',
      reference: '',
    })),
    companyId: ask.companyId,
    revision: ask.revision,
  });
}

/** Whose rows a file replaces: those of its own keys, or every dated row of the people in it. */
export type Extent = 'same_keys' | 'whole_people';

export function replaceTerms(
  tx: Writing,
  ask: Owned & { readonly terms: readonly Terms[]; readonly extent: Extent },
): Promise<Replaced> {
  const { terms, extent } = ask;
  const employeeIds = terms.map((one) => one.employeeId);
  return replaceVersions(tx, {
    table: 'employee_terms',
    keys: ['employee_id', 'job', 'from_on'],
    values: ['until_on', 'pay_type', 'annual_salary_minor', 'hourly_rate_micro'],
    covers:
      extent === 'whole_people'
        ? sql`old.employee_id = any(${employeeIds}::int[])`
        : sql`(old.employee_id, old.job, old.from_on) in (select * from unnest(${employeeIds}::int[],
            ${terms.map((one) => one.job)}::text[], ${terms.map((one) => one.fromOn)}::date[]))`,
    rows: terms.map((one) => ({
      employee_id: one.employeeId,
      job: one.job,
      from_on: one.fromOn,
      until_on: one.untilOn,
      pay_type: one.payType,
      annual_salary_minor: one.annualSalaryMinor,
      hourly_rate_micro: one.hourlyRateMicro,
    })),
    companyId: ask.companyId,
    revision: ask.revision,
  });
}

export function replaceDatedItems(
  tx: Writing,
  ask: Owned & { readonly items: readonly DatedItem[]; readonly extent: Extent },
): Promise<Replaced> {
  const { items, extent } = ask;
  const employeeIds = items.map((item) => item.employeeId);
  const parts = items.map(datedPart);
  return replaceVersions(tx, {
    table: 'employee_item',
    keys: ['employee_id', 'pay_code_id', 'part'],
    values: [
      ...['job', 'reference', 'from_on', 'until_on', 'quantity_micro', 'rate_micro'],
      ...['amount_minor', 'percent_micro', 'balance_minor'],
    ],
    covers:
      extent === 'whole_people'
        ? sql`old.part <> '' and old.employee_id = any(${employeeIds}::int[])`
        : sql`(old.employee_id, old.pay_code_id, old.part) in (select * from unnest(
            ${employeeIds}::int[], ${items.map((item) => item.payCodeId)}::int[], ${parts}::text[]))`,
    rows: items.map((item) => ({
      ...itemColumns(item),
      part: datedPart(item),
      reference: item.reference,
      from_on: item.fromOn,
      until_on: item.untilOn,
      balance_minor: item.balanceMinor,
    })),
    companyId: ask.companyId,
    revision: ask.revision,
  });
}

/** Of these employees in this period, what is under the given pay codes becomes exactly these. */
export function replacePeriodItems(
  tx: Writing,
  ask: Owned & {
    readonly periodId: number;
    /** Pairs of employee and pay code, as two lists. */
    readonly covered: {
      readonly employeeIds: readonly number[];
      /** Null: every pay code. */
      readonly payCodeIds: readonly number[] | null;
    };
    readonly items: readonly PeriodItem[];
  },
): Promise<Replaced> {
  const { employeeIds, payCodeIds } = ask.covered;
  return replaceVersions(tx, {
    table: 'period_item',
    keys: ['period_id', 'employee_id', 'pay_code_id', 'part'],
    values: [
      ...['job', 'worked_on', 'quantity_micro', 'rate_micro', 'amount_minor', 'percent_micro'],
    ],
    covers:
      payCodeIds === null
        ? sql`old.period_id = ${ask.periodId} and old.employee_id = any(${employeeIds}::int[])`
        : sql`old.period_id = ${ask.periodId} and (old.employee_id, old.pay_code_id) in (
            select * from unnest(${employeeIds}::int[], ${payCodeIds}::int[]))`,
    rows: ask.items.map((item) => ({
      ...itemColumns(item),
      period_id: ask.periodId,
      part: periodPart(item),
      worked_on: item.workedOn,
    })),
    companyId: ask.companyId,
    revision: ask.revision,
  });
}

function itemColumns(item: Item) {
  return {
    employee_id: item.employeeId,
    pay_code_id: item.payCodeId,
    job: item.job,
    quantity_micro: item.quantityMicro,
    rate_micro: item.rateMicro,
    amount_minor: item.amountMinor,
    percent_micro: item.percentMicro,
  };
}

/** What tells rows of one pay code apart, in one text; never empty, which is the roster's. */
function datedPart(item: DatedItem): string {
  return JSON.stringify([item.fromOn, item.job, item.reference]);
}

function periodPart({ workedOn, job, rateMicro }: PeriodItem): string {
  if (workedOn === null && job === '' && rateMicro === null) return '';
  return JSON.stringify([workedOn, job, rateMicro === null ? null : rateMicro.toString()]);
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
