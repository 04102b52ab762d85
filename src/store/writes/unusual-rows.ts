/**
 * Questions about what is unusual in the rows of a file that are staged in the same transaction: days, amounts and
 * rates beside the pay of the person, and hours beside the days of the period. Ask after writing.
 */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { Staged } from './staged-rows.ts';

/** More than anybody reads. */
const rowsMax = 1_000;

interface OfRow {
  readonly rowNumber: number;
  readonly employeeNumber: string;
}

export interface OddDay extends OfRow {
  readonly on: Temporal.PlainDate;
  /** The first day of the first employment. */
  readonly hiredOn: Temporal.PlainDate;
  readonly endedOn: Temporal.PlainDate | null;
}

/** The first rows whose day fulfils one of these: before a day, after a day, before or after the employment. */
export function rowsWithOddDays(
  at: Reading,
  ask: {
    readonly staged: Staged;
    readonly column: 'worked_on' | 'from_on' | 'until_on';
    readonly before: Temporal.PlainDate;
    readonly after: Temporal.PlainDate;
    /** Later days mean that there is none. Null: no day does. */
    readonly none: Temporal.PlainDate | null;
    /** Pay codes whose day may be earlier than `before`. Default: none. */
    readonly mayBeEarlier?: readonly number[];
    readonly mayPrecedeEmployment: boolean;
    readonly mayFollowEmployment: boolean;
  },
): Promise<readonly OddDay[]> {
  const day = sql.ref(`new.${ask.column}`);
  const first = sql`coalesce((v.earlier -> 0 ->> 'from')::date, v.hired_on)`;
  const { mayBeEarlier = [] } = ask;
  const mayNot =
    mayBeEarlier.length === 0 ? sql`true` : sql`new.pay_code_id <> all(${mayBeEarlier}::int[])`;
  const odd = [
    sql`(${day} < ${ask.before}::date and ${mayNot})`,
    sql`(${day} > ${ask.after}::date and not coalesce(${day} > ${ask.none}::date, false))`,
    ...(ask.mayPrecedeEmployment ? [] : [sql`${day} < ${first}`]),
    ...(ask.mayFollowEmployment ? [] : [sql`${day} > v.ended_on`]),
  ];
  return rowsOf(
    at,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber", ${day} as "on",
          ${first} as "hiredOn", v.ended_on as "endedOn"
        from ${ask.staged.table} as new join employee e using (employee_id)
          join employee_version v on v.employee_id = new.employee_id and v.until_revision is null
        where ${day} is not null and (${sql.join(odd, sql` or `)})
        order by new.row_number limit ${rowsMax}`,
  );
}

/** What a year of the main job pays on a day, in minor units. */
function yearMinor(of: PayOfYear, on: Sql<unknown>) {
  const hour = (alias: string) =>
    sql`coalesce(${sql.ref(`${alias}.annual_salary_minor`)},
      ${sql.ref(`${alias}.hourly_rate_micro`)} * ${of.hoursPerYear}::numeric * ${of.minorPerUnit}::numeric / 1000000)`;
  return {
    minor: sql`case when t.pay_type is null then ${hour('v')} else ${hour('t')} end`,
    joins: sql`join employee_version v on v.employee_id = new.employee_id and v.until_revision is null
      left join lateral (select o.* from employee_terms o
        where o.employee_id = new.employee_id and o.job = '' and o.until_revision is null
          and o.from_on <= ${on} order by o.from_on desc limit 1) t on true`,
  };
}

interface PayOfYear {
  readonly hoursPerYear: number;
  /** Minor units in a unit of the currency. */
  readonly minorPerUnit: number;
}

export interface OddAmount extends OfRow {
  readonly payCodeId: number;
  readonly amountMinor: bigint;
  /** The pay that it is compared with. */
  readonly payMinor: bigint;
}

/** Amounts under these pay codes that are more than so many times a part of the year's pay. */
export function amountsAbovePay(
  at: Reading,
  ask: PayOfYear & {
    readonly staged: Staged;
    readonly payCodeIds: readonly number[];
    readonly on: Temporal.PlainDate;
    readonly times: number;
    readonly partsOfYear: number;
  },
): Promise<readonly OddAmount[]> {
  const { staged, payCodeIds, times, partsOfYear } = ask;
  const year = yearMinor(ask, sql`${ask.on}::date`);
  const part = sql`(${year.minor} / ${partsOfYear}::numeric)`;
  return rowsOf(
    at,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber",
          new.pay_code_id as "payCodeId", new.amount_minor as "amountMinor",
          round(${part})::bigint as "payMinor"
        from ${staged.table} as new join employee e using (employee_id) ${year.joins}
        where new.amount_minor is not null and new.pay_code_id = any(${payCodeIds}::int[])
          and ${part} > 0 and new.amount_minor > ${part} * ${times}::numeric
        order by new.row_number limit ${rowsMax}`,
  );
}

export interface OddRate extends OfRow {
  readonly rateMicro: bigint;
  readonly hourMicro: bigint;
}

/** Rates of hours that are so many times the pay of an hour or more, or that much less. */
export function ratesFarFromPay(
  at: Reading,
  ask: PayOfYear & {
    readonly staged: Staged;
    /** Pay codes that are paid by hours. */
    readonly payCodeIds: readonly number[];
    readonly on: Temporal.PlainDate;
    readonly times: number;
  },
): Promise<readonly OddRate[]> {
  const { staged, payCodeIds, times, hoursPerYear, minorPerUnit } = ask;
  const year = yearMinor(ask, sql`${ask.on}::date`);
  const hour = sql`(${year.minor} * 1000000 / ${hoursPerYear}::numeric / ${minorPerUnit}::numeric)`;
  return rowsOf(
    at,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber",
          new.rate_micro as "rateMicro", round(${hour})::bigint as "hourMicro"
        from ${staged.table} as new join employee e using (employee_id) ${year.joins}
        where new.rate_micro > 0 and new.pay_code_id = any(${payCodeIds}::int[]) and new.job = ''
          and ${hour} > 0 and (new.rate_micro >= ${hour} * ${times}::numeric
            or new.rate_micro * ${times}::numeric <= ${hour})
        order by new.row_number limit ${rowsMax}`,
  );
}

/** Rows with a percentage below 1. */
export function smallPercents(
  at: Reading,
  { table }: Staged,
): Promise<readonly (OfRow & { readonly percentMicro: bigint })[]> {
  return rowsOf(
    at,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber",
          new.percent_micro as "percentMicro"
        from ${table} as new join employee e using (employee_id)
        where new.percent_micro > 0 and new.percent_micro < 1000000
        order by new.row_number limit ${rowsMax}`,
  );
}

interface HoursOf {
  readonly staged: Staged;
  readonly periodId: number;
  /** Pay codes of these hours. */
  readonly payCodeIds: readonly number[];
}

interface ManyHours extends OfRow {
  readonly micro: bigint;
  /** Days of employment in the period. */
  readonly days: number;
}

const employedDays = (start: Temporal.PlainDate, end: Temporal.PlainDate) =>
  sql`(select sum(upper(r) - lower(r))::int from unnest(
    paybeat_employed(v.earlier, v.hired_on, v.ended_on) * datemultirange(daterange(${start}::date, ${end}::date, '[]'))) r)`;

/** People of the file whose hours in the period are more than this for each day of employment. */
export function peopleWithManyHours(
  at: Reading,
  ask: HoursOf & {
    readonly startOn: Temporal.PlainDate;
    readonly endOn: Temporal.PlainDate;
    readonly aDayMicro: number;
  },
): Promise<readonly ManyHours[]> {
  const { staged, aDayMicro, startOn, endOn } = ask;
  return rowsOf(
    at,
    sql`with many as (${hoursOfPeople(ask)} having sum(i.quantity_micro) > ${aDayMicro}::bigint),
          those as (select many.*, coalesce(${employedDays(startOn, endOn)},
              ${endOn}::date - ${startOn}::date + 1) as days
            from many join employee_version v on v.employee_id = many.employee_id
              and v.until_revision is null)
        select ${firstRowOf(staged)} as "rowNumber", e.number as "employeeNumber", micro, days
        from those join employee e using (employee_id)
        where micro > days * ${aDayMicro}::bigint order by 1 limit ${rowsMax}`,
  );
}

interface LongDay extends OfRow {
  readonly on: Temporal.PlainDate;
  readonly micro: bigint;
  /** All dates of the person in the period. */
  readonly dates: readonly string[];
}

/** The date with the most hours of each person in the file, where it has more than this. */
export function longDays(
  at: Reading,
  ask: HoursOf & { readonly onADayMicro: number },
): Promise<readonly LongDay[]> {
  const { staged, periodId, payCodeIds, onADayMicro } = ask;
  const hours = sql`i.period_id = ${periodId} and i.until_revision is null
    and i.worked_on is not null and i.pay_code_id = any(${payCodeIds}::int[])`;
  return rowsOf(
    at,
    sql`with long as (select distinct on (i.employee_id) i.employee_id, i.worked_on,
            sum(i.quantity_micro) as micro
          from period_item i
          where ${hours} and i.employee_id in (select employee_id from ${staged.table})
          group by 1, 2 having sum(i.quantity_micro) > ${onADayMicro}::bigint
          order by i.employee_id, micro desc, i.worked_on)
        select ${firstRowOf(staged)} as "rowNumber", e.number as "employeeNumber", worked_on as "on",
          micro::bigint as micro, (select array_agg(distinct i.worked_on::text) from period_item i
            where ${hours} and i.employee_id = those.employee_id) as dates
        from long as those join employee e using (employee_id) order by 1 limit ${rowsMax}`,
  );
}

interface MoreHours extends OfRow {
  readonly micro: bigint;
  readonly usualMicro: bigint;
}

/**
 * People of the file with so many times the hours of the periods before, or more: of the last one, of the median, and a
 * quarter more than the most.
 */
export function peopleWithMoreHours(
  at: Reading,
  ask: HoursOf & {
    readonly pastIds: readonly number[];
    readonly times: number;
    readonly leastMicro: number;
  },
): Promise<readonly MoreHours[]> {
  const { staged, pastIds, payCodeIds, times, leastMicro } = ask;
  const before = (periods: Sql<unknown>) => sql`i.period_id = any(${periods}::int[])
    and i.until_revision is null and i.pay_code_id = any(${payCodeIds}::int[])`;
  return rowsOf(
    at,
    sql`with now as (${hoursOfPeople(ask)}),
          last as (select i.employee_id, sum(i.quantity_micro) as micro from period_item i
            where ${before(sql`${pastIds.slice(0, 1)}`)}
              and i.employee_id in (select employee_id from ${staged.table}) group by 1),
          suspect as materialized (select now.* from now join last using (employee_id)
            where last.micro > 0 and now.micro >= last.micro * ${times}::numeric
              and now.micro - last.micro > ${leastMicro}::bigint),
          past as (select i.employee_id, i.period_id, sum(i.quantity_micro) as micro
            from period_item i where ${before(sql`${pastIds}`)}
              and i.employee_id in (select employee_id from suspect) group by 1, 2),
          usual as (select employee_id, percentile_disc(0.5) within group (order by micro) as micro,
            max(micro) as most from past where micro > 0 group by 1)
        select ${firstRowOf(staged)} as "rowNumber", e.number as "employeeNumber",
          those.micro::bigint as micro, usual.micro::bigint as "usualMicro"
        from suspect as those join usual using (employee_id) join employee e using (employee_id)
        where those.micro >= usual.micro * ${times}::numeric and those.micro * 4 > usual.most * 5
          and those.micro - usual.micro > ${leastMicro}::bigint
        order by 1 limit ${rowsMax}`,
  );
}

/** The hours that are stored for each person of the file. */
function hoursOfPeople({ staged, periodId, payCodeIds }: HoursOf): Sql<unknown> {
  return sql`select i.employee_id, sum(i.quantity_micro)::bigint as micro from period_item i
    where i.period_id = ${periodId} and i.until_revision is null
      and i.pay_code_id = any(${payCodeIds}::int[])
      and i.employee_id in (select employee_id from ${staged.table})
    group by i.employee_id`;
}

function firstRowOf({ table }: Staged): Sql<unknown> {
  return sql`(select min(new.row_number) from ${table} as new where new.employee_id = those.employee_id)`;
}

/** The last periods of a schedule before a day that were paid, the newest first. */
export async function paidPeriodsBefore(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number | null;
    readonly startOn: Temporal.PlainDate;
    /** Only periods of this length can be compared, up to three days more or less. */
    readonly days: number;
    readonly most: number;
  },
): Promise<readonly number[]> {
  const { companyId, scheduleId, startOn, days, most } = ask;
  const rows = await rowsOf<{ period_id: number }>(
    at,
    sql`select p.period_id from pay_period p
        where p.company_id = ${companyId} and p.kind = 'regular' and p.status = 'completed'
          and p.schedule_id is not distinct from ${scheduleId}::int and p.end_on < ${startOn}::date
          and abs(p.end_on - p.start_on + 1 - ${days}::int) <= 3
        order by p.end_on desc limit ${most}`,
  );
  return rows.map((row) => row.period_id);
}

interface NewJob extends OfRow {
  readonly job: string;
  readonly payType: 'salary' | 'hourly';
  /** The salary in minor units, or the hourly rate in millionths. */
  readonly pay: bigint;
}

/** Terms of jobs that the person did not have before a revision. The main job is on the roster. */
export function termsOfNewJobs(
  at: Reading,
  ask: {
    readonly staged: Staged;
    readonly revision: number;
    readonly hourly: { readonly least: number; readonly most: number };
    readonly salary: { readonly least: number; readonly most: number };
  },
): Promise<readonly NewJob[]> {
  const { staged, revision, hourly, salary } = ask;
  const beyond = (name: string, { least, most }: typeof hourly) =>
    sql`(${sql.ref(`new.${name}`)} > 0 and (${sql.ref(`new.${name}`)} < ${least}::float8
      or ${sql.ref(`new.${name}`)} > ${most}::float8))`;
  return rowsOf(
    at,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber", new.job,
          new.pay_type as "payType", coalesce(new.annual_salary_minor, new.hourly_rate_micro) as pay
        from ${staged.table} as new join employee e using (employee_id)
        where new.job <> '' and not exists (select from employee_terms had
            where had.employee_id = new.employee_id and had.job = new.job
              and had.from_revision < ${revision})
          and (${beyond('hourly_rate_micro', hourly)} or ${beyond('annual_salary_minor', salary)})
        order by new.row_number limit ${rowsMax}`,
  );
}

/** Balances of other years than these. */
export function balancesOfOtherYears(
  at: Reading,
  ask: { readonly staged: Staged; readonly from: number; readonly to: number },
): Promise<readonly (OfRow & { readonly year: number })[]> {
  return rowsOf(
    at,
    sql`select distinct new.row_number as "rowNumber", e.number as "employeeNumber", new.tax_year as year
        from ${ask.staged.table} as new join employee e using (employee_id)
        where not new.tax_year between ${ask.from} and ${ask.to}
        order by 1 limit ${rowsMax}`,
  );
}
