/**
 * A company's inputs about its people: roster, recurring items, hours, opening balances.
 *
 * For each kind this file defines the table columns, and which current rows a file replaces. Rows are first
 * staged (`stageVersions`), which takes no locks.
 */

import type { OrderFacts, TaxForm } from '#payslip/payslip-input.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import type { TermsRow } from '#store/reads/terms-and-items.ts';
import { type Sql, sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { taxFormRow } from '#store/tax-form.ts';
import { rehearsedEmployeeId } from './row-numbers.ts';
import { eachPeopleSlice, type Staged, type StagedColumn } from './staged-rows.ts';
import {
  type Replaced,
  type Replacement,
  replaceVersions,
  type StagedVersions,
  sameKeys,
  type Versioned,
} from './versions.ts';

type Replace = Pick<Replacement, 'companyId' | 'revision' | 'tell'> & {
  readonly staged: StagedVersions;
};

/** The row's number in the file. */
interface Numbered {
  readonly rowNumber: number;
}

export interface EmployeeToWrite extends Numbered {
  readonly employeeId: number;
  /** Null when the file gives no schedule; `keepUnsaid` then fills in the current one. */
  readonly scheduleId: number | null;
  readonly name: string;
  readonly hiredOn: Temporal.PlainDate;
  readonly endedOn: Temporal.PlainDate | null;
  /** As `overtime`. */
  readonly birthOn: Temporal.PlainDate | null;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: bigint | null;
  readonly hourlyRateMicro: bigint | null;
  readonly workState: string | null;
  /** Null when the file gives no value; `keepUnsaid` then fills in the current one. */
  readonly overtime: 'exempt' | 'nonexempt' | null;
  readonly taxForm: TaxForm;
  /** Null when the file gives no value; `keepAssignments` then fills in the current one. */
  readonly department: string | null;
  readonly costCentre: string | null;
  readonly jobTitle: string | null;
  readonly assignedOn: Temporal.PlainDate | null;
}

/** An undated item in the roster, which applies to every period. There is one row per pay code. */
export interface RosterItemToWrite extends Numbered {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint | null;
  readonly percentMicro: bigint | null;
}

interface Item extends Numbered {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly job: string;
  readonly quantityMicro: bigint | null;
  readonly rateMicro: bigint | null;
  readonly amountMinor: bigint | null;
  readonly percentMicro: bigint | null;
}

/** An item that applies from a day on. */
export interface DatedItem extends Item {
  readonly reference: string;
  readonly fromOn: Temporal.PlainDate;
  readonly untilOn: Temporal.PlainDate | null;
  readonly balanceMinor: bigint | null;
  /** Of a court order or a levy. */
  readonly orderFacts: OrderFacts | null;
  readonly limitMinor: bigint | null;
  readonly limitFor: string | null;
}

/** An item of one period. */
export interface PeriodItem extends Item {
  readonly workedOn: Temporal.PlainDate | null;
}

export interface OpeningBalance extends Numbered {
  readonly employeeId: number;
  readonly taxYear: number;
  readonly payCodeId: number;
  readonly amountMinor: bigint;
}

interface EnsuredEmployees {
  readonly ids: ReadonlyMap<string, number>;
  readonly added: number;
  /** The lowest of the new ids. */
  readonly firstAdded: number | null;
}

/** Returns employee number → id. Unknown numbers are added in the order given. */
export async function ensureEmployees(
  tx: Writing,
  ask: { readonly companyId: number; readonly numbers: readonly string[] },
): Promise<EnsuredEmployees> {
  const { companyId, numbers } = ask;
  const ids = new Map(await employeeIdsOf(tx, { companyId, numbers }));
  const unknown = numbers.filter((number) => !ids.has(number));
  if (unknown.length === 0) return { ids, added: 0, firstAdded: null };
  const id = rehearsedEmployeeId(tx, companyId);
  const rows = await rowsOf<{ employee_id: number; number: string }>(
    tx,
    sql`insert into employee (${id.column}company_id, number) ${id.overriding}
        select ${id.value}${companyId}, number
        from unnest(${unknown}::text[]) with ordinality as t(number, at)
        order by at returning employee_id, number`,
  );
  for (const row of rows) ids.set(row.number, row.employee_id);
  return { ids, added: rows.length, firstAdded: rows[0]?.employee_id ?? null };
}

/**
 * Serializes roster imports of a company until the transaction ends. Otherwise two imports that add the same
 * people could block each other.
 */
export async function takeRosterLock(tx: Writing, companyId: number): Promise<void> {
  // The first number identifies this kind of lock among the database's advisory locks.
  await rowsOf(tx, sql`select pg_advisory_xact_lock(7236404, ${companyId}::int)`);
}

const employeeId: StagedColumn<{ readonly employeeId: number }> = {
  name: 'employee_id',
  kind: 'int4',
  of: (row) => row.employeeId,
};
const payCodeId: StagedColumn<{ readonly payCodeId: number }> = {
  name: 'pay_code_id',
  kind: 'int4',
  of: (row) => row.payCodeId,
};

const rowNumber: StagedColumn<Numbered> = {
  name: 'row_number',
  kind: 'int4',
  of: (row) => row.rowNumber,
};

export const employees: Versioned<EmployeeToWrite> = {
  table: 'employee_version',
  keys: [employeeId],
  values: [
    { name: 'schedule_id', kind: 'int4', of: (row) => row.scheduleId },
    { name: 'name', kind: 'text', of: (row) => row.name },
    { name: 'hired_on', kind: 'date', of: (row) => row.hiredOn },
    { name: 'ended_on', kind: 'date', of: (row) => row.endedOn },
    { name: 'birth_on', kind: 'date', of: (row) => row.birthOn },
    { name: 'pay_type', kind: 'text', of: (row) => row.payType },
    { name: 'annual_salary_minor', kind: 'int8', of: (row) => row.annualSalaryMinor },
    { name: 'hourly_rate_micro', kind: 'int8', of: (row) => row.hourlyRateMicro },
    { name: 'work_state', kind: 'text', of: (row) => row.workState },
    { name: 'overtime', kind: 'text', of: (row) => row.overtime },
    { name: 'tax_form', kind: 'jsonb', of: (row) => taxFormRow(row.taxForm) },
    // Filled in when the rows are staged: employments.ts.
    { name: 'earlier', kind: 'jsonb', of: () => null },
    { name: 'department', kind: 'text', of: (row) => row.department },
    { name: 'cost_centre', kind: 'text', of: (row) => row.costCentre },
    { name: 'job_title', kind: 'text', of: (row) => row.jobTitle },
    { name: 'assigned_on', kind: 'date', of: (row) => row.assignedOn },
    // As `earlier`: assignments.ts.
    { name: 'earlier_assignments', kind: 'jsonb', of: () => null },
  ],
  beside: [rowNumber],
};

/** Where the roster gives no schedule, no overtime status or no birth date, the person keeps the current value. */
export async function keepUnsaid(tx: Writing, staged: StagedVersions): Promise<void> {
  await eachPeopleSlice(tx, staged, async ({ from, to }) => {
    await rowsOf(
      tx,
      sql`update ${staged.table} as new set
            schedule_id = coalesce(new.schedule_id, old.schedule_id),
            overtime = coalesce(new.overtime, old.overtime),
            birth_on = coalesce(new.birth_on, old.birth_on)
          from employee_version old
          where (new.schedule_id is null or new.overtime is null or new.birth_on is null)
            and new.employee_id between ${from} and ${to}
            and old.employee_id = new.employee_id and old.employee_id between ${from} and ${to}
            and old.until_revision is null
            and (new.schedule_id is null and old.schedule_id is not null
              or new.overtime is null and old.overtime is not null
              or new.birth_on is null and old.birth_on is not null)`,
    );
  });
}

export function replaceEmployees(tx: Writing, ask: Replace): Promise<Replaced> {
  return replaceVersions(tx, ask.staged, { ...ask, covers: sameKeys(ask.staged) });
}

export const rosterItems: Versioned<RosterItemToWrite> = {
  table: 'employee_item',
  keys: [employeeId, payCodeId, { name: 'part', kind: 'text', of: () => '' }],
  values: [
    { name: 'amount_minor', kind: 'int8', of: (row) => row.amountMinor },
    { name: 'percent_micro', kind: 'int8', of: (row) => row.percentMicro },
    { name: 'job', kind: 'text', of: () => '' },
    { name: 'reference', kind: 'text', of: () => '' },
  ],
  beside: [rowNumber],
};

/** Replaces the undated items of these people, under these pay codes, with the staged rows. */
export function replaceRosterItems(
  tx: Writing,
  ask: Replace & { readonly people: Staged; readonly payCodeIds: readonly number[] },
): Promise<Replaced> {
  const { people, payCodeIds } = ask;
  const covers = sql`old.part = '' and old.pay_code_id = any(${payCodeIds}::int[])
    and ${ofPeople(people)}`;
  return replaceVersions(tx, ask.staged, { ...ask, covers });
}

/** Which rows a file replaces: those with its keys, or all rows of the people in it. */
type Extent = 'same_keys' | 'whole_people';

/** `only_keys`: the rows with its keys, and none that state the same hours in another way. */
type PeriodExtent = Extent | 'only_keys';

export const terms: Versioned<TermsRow & Numbered> = {
  table: 'employee_terms',
  keys: [
    employeeId,
    { name: 'job', kind: 'text', of: (row) => row.job },
    { name: 'from_on', kind: 'date', of: (row) => row.fromOn },
  ],
  values: [
    { name: 'until_on', kind: 'date', of: (row) => row.untilOn },
    { name: 'pay_type', kind: 'text', of: (row) => row.payType },
    { name: 'annual_salary_minor', kind: 'int8', of: (row) => row.annualSalaryMinor },
    { name: 'hourly_rate_micro', kind: 'int8', of: (row) => row.hourlyRateMicro },
  ],
  beside: [rowNumber],
};

export function replaceTerms(
  tx: Writing,
  ask: Replace & { readonly extent: Extent },
): Promise<Replaced> {
  const { staged, extent } = ask;
  const covers = extent === 'whole_people' ? ofPeople(staged) : sameKeys(staged);
  return replaceVersions(tx, staged, { ...ask, covers });
}

const itemValues: readonly StagedColumn<Item>[] = [
  { name: 'job', kind: 'text', of: (row) => row.job },
  { name: 'quantity_micro', kind: 'int8', of: (row) => row.quantityMicro },
  { name: 'rate_micro', kind: 'int8', of: (row) => row.rateMicro },
  { name: 'amount_minor', kind: 'int8', of: (row) => row.amountMinor },
  { name: 'percent_micro', kind: 'int8', of: (row) => row.percentMicro },
];

export const datedItems: Versioned<DatedItem> = {
  table: 'employee_item',
  keys: [employeeId, payCodeId, { name: 'part', kind: 'text', of: datedPart }],
  values: [
    ...itemValues,
    { name: 'reference', kind: 'text', of: (row) => row.reference },
    { name: 'from_on', kind: 'date', of: (row) => row.fromOn },
    { name: 'until_on', kind: 'date', of: (row) => row.untilOn },
    { name: 'balance_minor', kind: 'int8', of: (row) => row.balanceMinor },
    {
      name: 'order_facts',
      kind: 'jsonb',
      of: ({ orderFacts }) => (orderFacts === null ? null : taxFormRow(orderFacts)),
    },
    { name: 'limit_minor', kind: 'int8', of: (row) => row.limitMinor },
    { name: 'limit_for', kind: 'text', of: (row) => row.limitFor },
  ],
  beside: [rowNumber],
};

export function replaceDatedItems(
  tx: Writing,
  ask: Replace & { readonly extent: Extent },
): Promise<Replaced> {
  const { staged, extent } = ask;
  const covers =
    extent === 'whole_people' ? sql`old.part <> '' and ${ofPeople(staged)}` : sameKeys(staged);
  return replaceVersions(tx, staged, { ...ask, covers });
}

export function periodItems(periodId: number): Versioned<PeriodItem> {
  return {
    table: 'period_item',
    keys: [
      { name: 'period_id', kind: 'int4', of: () => periodId },
      ...[employeeId, payCodeId],
      { name: 'part', kind: 'text', of: periodPart },
    ],
    values: [...itemValues, { name: 'worked_on', kind: 'date', of: (row) => row.workedOn }],
    beside: [rowNumber],
  };
}

/**
 * Replaces the rows with the same key, and rows that state the same hours or amounts in another way. With
 * `whole_people`, replaces all rows of the staged people in the period.
 */
export function replacePeriodItems(
  tx: Writing,
  ask: Replace & { readonly periodId: number; readonly extent: PeriodExtent },
): Promise<Replaced> {
  const { staged, extent, periodId } = ask;
  const ofPeriod = sql`old.period_id = ${periodId}`;
  if (extent === 'only_keys') {
    return replaceVersions(tx, staged, {
      ...ask,
      covers: sql`${ofPeriod} and ${sameKeys(staged)}`,
    });
  }
  if (extent === 'whole_people') {
    return replaceVersions(tx, staged, {
      ...ask,
      covers: sql`${ofPeriod} and ${ofPeople(staged)}`,
    });
  }
  const otherRate = sql`(not ${sameKeys(staged)} and ${atOtherRate(staged)})`;
  const those = sql`(${sameKeys(staged)} or ${saidTwice(staged)} or ${otherRate})`;
  const because = sql<string>`case when ${atOtherRate(staged)} then 'other_rate' end`;
  return replaceVersions(tx, staged, { ...ask, covers: sql`${ofPeriod} and ${those}`, because });
}

/**
 * A total without a day, next to daily rows of the same pay code, person and measure, probably states the
 * same hours twice. A total without a job may cover every job. A negative amount is a correction, not a
 * repetition.
 */
function saidTwice({ table }: Staged): Sql<unknown> {
  return sql`exists (select from ${table} as new
    where new.employee_id = old.employee_id and new.pay_code_id = old.pay_code_id
      and (new.worked_on is null) <> (old.worked_on is null)
      and (new.job = old.job or case when new.worked_on is null then new.job else old.job end = '')
      and (num_nulls(new.quantity_micro, old.quantity_micro) = 0
        or num_nulls(new.percent_micro, old.percent_micro) = 0
        or (new.amount_minor < 0) = (old.amount_minor < 0)))`;
}

/**
 * The same hours of the same day and job at another rate. Most likely the rate was corrected or written out.
 * When one file contains both rates, both are intended.
 */
function atOtherRate({ table }: Staged): Sql<unknown> {
  return sql`exists (select from ${table} as new
    where new.employee_id = old.employee_id and new.pay_code_id = old.pay_code_id
      and new.job = old.job and new.worked_on is not distinct from old.worked_on
      and new.quantity_micro = old.quantity_micro
      and new.rate_micro is distinct from old.rate_micro
      and not exists (select from period_item there
        where there.period_id = new.period_id and there.employee_id = new.employee_id
          and there.pay_code_id = new.pay_code_id and there.part = new.part
          and there.until_revision is null))`;
}

export const openingBalances: Versioned<OpeningBalance> = {
  table: 'opening_balance',
  keys: [employeeId, { name: 'tax_year', kind: 'int4', of: (row) => row.taxYear }, payCodeId],
  values: [{ name: 'amount_minor', kind: 'int8', of: (row) => row.amountMinor }],
  beside: [rowNumber],
};

/** Replaces the opening balances of these employees in the given years and pay codes. */
export function replaceOpeningBalances(tx: Writing, ask: Replace): Promise<Replaced> {
  return replaceVersions(tx, ask.staged, { ...ask, covers: sameKeys(ask.staged) });
}

function ofPeople({ table }: Staged): Sql<unknown> {
  return sql`exists (select from ${table} as new where new.employee_id = old.employee_id)`;
}

/**
 * Tells rows of one pay code apart, as one text. It is never empty, because the empty text marks roster
 * items.
 */
function datedPart(item: DatedItem): string {
  return JSON.stringify([item.fromOn, item.job, item.reference]);
}

function periodPart({ workedOn, job, rateMicro }: PeriodItem): string {
  if (workedOn === null && job === '' && rateMicro === null) return '';
  return JSON.stringify([workedOn, job, rateMicro === null ? null : rateMicro.toString()]);
}
