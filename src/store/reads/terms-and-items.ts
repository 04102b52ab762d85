/**
 * Dated pay and items: as a run reads them, and as people look at them.
 *
 * A run reads at two revisions (asked.ts). They are the same except when it looks back at a past period.
 * `dated` applies to rows that say from which day they apply, and to the inputs of the period. `undated`
 * applies to roster data, which apply from when they were recorded.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { type AskedRun, type Placed, rowsOfPeople } from './asked.ts';
import { copiedRows } from './binary-rows.ts';
import { knownAt } from './known-at.ts';

export interface TermsRow {
  readonly employeeId: number;
  /** Empty for the main job. */
  readonly job: string;
  readonly fromOn: Temporal.PlainDate;
  readonly untilOn: Temporal.PlainDate | null;
  readonly payType: 'salary' | 'hourly';
  readonly annualSalaryMinor: bigint | null;
  readonly hourlyRateMicro: bigint | null;
}

/** As a run reads them. */
export interface BegunTermsRow extends TermsRow {
  /** The revision that made this version. */
  readonly fromRevision: number;
}

const termsColumns = sql`v.employee_id as "employeeId", v.job, v.from_on as "fromOn",
  v.until_on as "untilOn", v.pay_type as "payType", v.annual_salary_minor as "annualSalaryMinor",
  v.hourly_rate_micro as "hourlyRateMicro"`;

/** Terms that start by the end of the period, by person, job and day. */
export function termsBegunBy(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly (Placed & BegunTermsRow)[]> {
  return rowsOf(
    at,
    sql`select place, ${termsColumns}, v.from_revision as "fromRevision"
        from ${rowsOfPeople(
          'employee_terms',
          runs,
          sql`v.from_on <= f.end_on and ${knownAt(sql`f.dated`)}`,
        )}
        order by place, v.employee_id, v.job, v.from_on`,
  );
}

export interface ItemRow {
  readonly employeeId: number;
  readonly payCodeId: number;
  readonly job: string;
  readonly quantityMicro: bigint | null;
  readonly rateMicro: bigint | null;
  readonly amountMinor: bigint | null;
  readonly percentMicro: bigint | null;
  readonly workedOn: Temporal.PlainDate | null;
  /** For a deduction with a goal: the amount owed on `fromOn`, in minor units. */
  readonly balanceMinor: bigint | null;
  /** The most that the person gives in a year, and which amount of a yearly limit applies. */
  readonly limitMinor: bigint | null;
  readonly limitFor: string | null;
  readonly fromOn: Temporal.PlainDate | null;
  /** The facts of a court order, as text. */
  readonly orderText: string | null;
  /** It counts in each period that its days touch, not in one period only. */
  readonly isRecurring: boolean;
}

/**
 * Recurring items first, then those of the period, both in order of pay code.
 *
 * A recurring item counts in a period when it is in effect on any day of it. Among several with the same pay
 * code, job and reference only the latest counts, because it ends the others for good. An off-cycle run pays
 * only its own period's items, and is subject to court orders. Of other recurring items it reads the limits.
 */
export async function itemsOf(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly (Placed & ItemRow)[]> {
  const regular = runs.filter(({ frame }) => frame.hasBasePay);
  const offCycle = runs.filter(({ frame }) => !frame.hasBasePay);
  const [recurring, others, ofPeriod] = await Promise.all([
    regular.length === 0 ? [] : recurringItemsOf(at, regular, sql`true`),
    offCycle.length === 0 ? [] : recurringItemsOf(at, offCycle, isAlwaysRead),
    periodItemsOf(at, runs),
  ]);
  if (recurring.length + others.length === 0) return ofPeriod;
  const read = others.map((item) => (item.orderText === null ? onlyLimit(item) : item));
  return [...recurring, ...read, ...ofPeriod];
}

const isAlwaysRead = sql`(order_facts is not null or num_nonnulls(limit_minor, limit_for) > 0)`;

function onlyLimit(item: Placed & ItemRow): Placed & ItemRow {
  const none = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };
  return { ...item, ...none, balanceMinor: null };
}

function recurringItemsOf(
  at: Reading,
  runs: readonly AskedRun[],
  which: Sql,
): Promise<readonly (Placed & ItemRow)[]> {
  return itemRowsOf(
    at,
    sql`select place, employee_id, pay_code_id, job, quantity_micro, rate_micro, amount_minor,
          percent_micro, null::date, balance_minor, limit_minor, limit_for, from_on,
          order_facts::text
        from (
          select distinct on (place, v.employee_id, v.pay_code_id, v.job, v.reference)
            place, v.*, f.start_on
          from ${rowsOfPeople(
            'employee_item',
            runs,
            sql`(v.from_on is null or v.from_on <= f.end_on)
              and ${knownAt(sql`case when v.from_on is null then f.entered else f.dated end`)}`,
          )}
          order by place, v.employee_id, v.pay_code_id, v.job, v.reference,
            v.from_on desc nulls last
        ) latest
        where (until_on is null or until_on >= start_on) and ${which}
        order by place, employee_id, pay_code_id, part`,
    { isRecurring: true },
  );
}

function periodItemsOf(
  at: Reading,
  runs: readonly AskedRun[],
): Promise<readonly (Placed & ItemRow)[]> {
  return itemRowsOf(
    at,
    sql`select place, v.employee_id, v.pay_code_id, v.job, v.quantity_micro, v.rate_micro,
          v.amount_minor, v.percent_micro, v.worked_on, null::int8, null::int8,
          null::text, null::date, null::text
        from ${rowsOfPeople(
          'period_item',
          runs,
          sql`v.period_id = f.period_id and ${knownAt(sql`f.dated`)}`,
        )}
        order by place, v.employee_id, v.pay_code_id, v.part`,
    { isRecurring: false },
  );
}

function itemRowsOf(
  at: Reading,
  query: Sql,
  { isRecurring }: Pick<ItemRow, 'isRecurring'>,
): Promise<readonly (Placed & ItemRow)[]> {
  return copiedRows(at, query, (row) => ({
    place: row.int4(),
    employeeId: row.int4(),
    payCodeId: row.int4(),
    job: row.text(),
    quantityMicro: row.int8OrNull(),
    rateMicro: row.int8OrNull(),
    amountMinor: row.int8OrNull(),
    percentMicro: row.int8OrNull(),
    workedOn: row.dateOrNull(),
    balanceMinor: row.int8OrNull(),
    limitMinor: row.int8OrNull(),
    limitFor: row.textOrNull(),
    fromOn: row.dateOrNull(),
    orderText: row.textOrNull(),
    isRecurring,
  }));
}

/** Employee number → jobs in addition to the main one, as known now. */
export async function jobsBeside(
  at: Reading,
  companyId: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await rowsOf<{ number: string; jobs: readonly string[] }>(
    at,
    sql`select e.number, array_agg(distinct v.job) as jobs
        from employee_terms v join employee e using (employee_id)
        where v.company_id = ${companyId} and v.until_revision is null and v.job <> ''
        group by e.number`,
  );
  return new Map(rows.map((row) => [row.number, row.jobs]));
}

export interface CurrentItem extends Omit<ItemRow, 'workedOn' | 'isRecurring'> {
  readonly number: string;
  readonly reference: string;
  readonly untilOn: Temporal.PlainDate | null;
}

/** As known now, including the undated items of the roster. */
export function currentItems(
  at: Reading,
  ask: { readonly companyId: number; readonly employeeIds: readonly number[] | null },
): Promise<readonly CurrentItem[]> {
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", e.number, v.pay_code_id as "payCodeId", v.job,
          v.reference, v.from_on as "fromOn", v.until_on as "untilOn",
          v.quantity_micro as "quantityMicro", v.rate_micro as "rateMicro",
          v.amount_minor as "amountMinor", v.percent_micro as "percentMicro",
          v.balance_minor as "balanceMinor", v.order_facts::text as "orderText",
          v.limit_minor as "limitMinor", v.limit_for as "limitFor"
        from employee_item v join employee e using (employee_id)
        where v.company_id = ${ask.companyId} and v.until_revision is null
          and (${ask.employeeIds}::int[] is null or v.employee_id = any(${ask.employeeIds}::int[]))
        order by e.number, v.pay_code_id, v.job, v.reference, v.from_on nulls first`,
  );
}

export interface CurrentTerms extends TermsRow {
  readonly number: string;
}

/** As known now. */
export function currentTerms(
  at: Reading,
  ask: { readonly companyId: number; readonly employeeIds: readonly number[] | null },
): Promise<readonly CurrentTerms[]> {
  return rowsOf(
    at,
    sql`select ${termsColumns}, e.number
        from employee_terms v join employee e using (employee_id)
        where v.company_id = ${ask.companyId} and v.until_revision is null
          and (${ask.employeeIds}::int[] is null or v.employee_id = any(${ask.employeeIds}::int[]))
        order by e.number, v.job, v.from_on`,
  );
}
