/**
 * The SQL of changes.ts: the people of the coming runs, and one query for each kind of change. All have the
 * columns of `changeColumns`. The worth of a value is what it makes in one period, in whole units of the
 * currency; it decides what is large.
 */
import type { ChangeKind } from '#judgement/change-identity.ts';
import { type Sql, sql } from '#store/sql.ts';
import { knownAt } from './known-at.ts';

/** A period whose run is compared with the last one of its schedule. */
interface ComparedPeriod {
  readonly periodId: number;
  readonly scheduleId: number | null;
  readonly periodsPerYear: number;
  /** Changes up to this revision: the newest, or the one that the period's run has read. */
  readonly knownRevision: number;
  /** The last committed run of the schedule; null when there is none. */
  readonly last: LastRun | null;
}

interface LastRun {
  readonly runId: number;
  readonly periodId: number;
  readonly snapshotRevision: number;
}

/** Somebody whom the last run held: the run that paid them last, or zeros. */
export interface PaidBefore extends LastRun {
  readonly employeeId: number;
  readonly heldBy: number;
  /** Another run has paid them for the same period. */
  readonly isPaid: boolean;
}

export interface AskedChanges {
  readonly companyId: number;
  readonly periods: readonly ComparedPeriod[];
  readonly held: readonly PaidBefore[];
  readonly hoursPerYear: number;
  /** Of the company's currency. */
  readonly decimals: number;
  /** Null: everybody. */
  readonly employeeIds: readonly number[] | null;
  readonly what: ChangeKind | null;
  readonly isUnconfirmed: boolean;
  /** Only changes beyond a factor whose worth in a period is at least an amount. Null: all. */
  readonly beyond: { readonly factor: number; readonly worth: number } | null;
}

export const changeColumns = sql`read_by, known, employee_id, name, what, subject, revision, revisions, job, pay_code_id,
  period_id, before_unit, before_value, before_from, before_until, before_worth, after_unit, after_value,
  after_from, after_until, after_worth`;

/** The newest revision up to this one that began or ended a row `v`. */
function changedBy(known: Sql): Sql {
  return sql`greatest(v.from_revision, case when v.until_revision <= ${known} then v.until_revision end)`;
}

/** `who`: the people with their roster as known now. `input`: what they have in these periods, then and now. */
export function people(ask: AskedChanges): Sql {
  const { periods, held, employeeIds } = ask;
  const of = <T>(value: (one: AskedChanges['periods'][number]) => T) => periods.map(value);
  return sql`f as (
      select * from unnest(${of((one) => one.periodId)}::int[], ${of((one) => one.scheduleId ?? 0)}::int[],
        ${of((one) => one.periodsPerYear)}::int[], ${of((one) => one.knownRevision)}::int[],
        ${of((one) => one.last?.periodId ?? 0)}::int[], ${of((one) => one.last?.snapshotRevision ?? 0)}::int[])
        as f(read_by, schedule_id, per_year, known, last_period, since)
    ), h as (
      select * from unnest(${held.map((one) => one.employeeId)}::int[],
        ${held.map((one) => one.periodId)}::int[], ${held.map((one) => one.snapshotRevision)}::int[])
        as h(employee_id, last_period, since)
    ), who as (
      select f.read_by, f.known, f.per_year, coalesce(h.last_period, f.last_period) as last_period,
        coalesce(h.since, f.since) as since, c.end_on, b.end_on as last_end, v.employee_id, v.from_revision, v.name, v.hired_on, v.ended_on,
        v.pay_type, v.annual_salary_minor, v.hourly_rate_micro,
        ${10 ** ask.decimals}::numeric as minor_units, ${ask.hoursPerYear}::numeric as hours_per_year,
        coalesce(v.annual_salary_minor / ${10 ** ask.decimals}::numeric,
          v.hourly_rate_micro / 1e6 * ${ask.hoursPerYear}::numeric) / f.per_year as in_period
      from f join employee_version v on v.company_id = ${ask.companyId}
          and coalesce(v.schedule_id, 0) = f.schedule_id and ${knownAt(sql`f.known`)}
          and (${employeeIds}::int[] is null or v.employee_id = any(${employeeIds}::int[]))
        join pay_period c on c.period_id = f.read_by
        left join h on h.employee_id = v.employee_id
        left join pay_period b on b.period_id = coalesce(h.last_period, f.last_period)
    ), input as (
      select w.read_by, w.employee_id, v.period_id,
        case when v.quantity_micro is null then v.pay_code_id end as pay_code_id,
        case when v.quantity_micro is not null then 'quantity' when v.amount_minor is not null then 'amount'
          else 'percent' end as unit,
        sum(coalesce(v.quantity_micro, v.amount_minor, v.percent_micro))
          filter (where ${knownAt(sql`w.known`)})::int8 as now,
        sum(coalesce(v.quantity_micro, v.amount_minor, v.percent_micro))
          filter (where ${knownAt(sql`w.since`)})::int8 as before,
        max(${changedBy(sql`w.known`)}) as revision,
        array_agg(v.from_revision) filter (where ${knownAt(sql`w.known`)}) as revisions
      from who w join period_item v on v.employee_id = w.employee_id
        and v.period_id = any(${periodsWithInputs(ask)}::int[]) and v.from_revision <= w.known
      group by 1, 2, 3, 4, 5
    )`;
}

function periodsWithInputs({ periods, held }: AskedChanges): readonly number[] {
  const all = periods.flatMap(({ periodId, last }) => [periodId, last?.periodId ?? 0]);
  return [...new Set([...all, ...held.map((one) => one.periodId)])];
}

/** Whether this day is the first one that the coming run reads: the last run paid only days before it. */
function beginsNow(day: Sql): Sql {
  return sql`(${day} > w.last_end and ${day} <= w.end_on)`;
}

/** Whether the last run has paid by a row that begins on this day. */
function hasBegun(day: Sql): Sql {
  return sql`(${day} > w.last_end) is not true`;
}

/** What a person earns in an hour by the pay of the roster. */
const inHour = sql`(w.in_period * w.per_year / w.hours_per_year)`;

/** Unit, value, days and worth of the pay in a row with this alias. Null where there is no row. */
function payIn(alias: string, days: Sql = sql`null::date, null::date`): Sql {
  const pay = (column: string) => sql.ref(`${alias}.${column}`);
  return sql`case ${pay('pay_type')} when 'salary' then 'salary' when 'hourly' then 'hourly' end,
    coalesce(${pay('annual_salary_minor')}, ${pay('hourly_rate_micro')}), ${days},
    coalesce(${pay('annual_salary_minor')} / w.minor_units,
      ${pay('hourly_rate_micro')} / 1e6 * w.hours_per_year) / w.per_year`;
}

/** A last day that was entered ahead is new for the run whose period it is in. */
const endedBefore = sql`case when not ${beginsNow(sql`v.ended_on`)} then v.ended_on end`;

/** Joins the roster as the last run read it, and the revision that gave these columns their values. */
function rosterChange(columns: readonly string[], isNew = sql`false`): Sql {
  const of = (alias: string) => sql.join(columns.map((column) => sql.ref(`${alias}.${column}`)));
  return sql`left join lateral (select v.employee_id, v.pay_type, v.annual_salary_minor, v.hourly_rate_micro,
        v.hired_on, ${endedBefore} as ended_on from employee_version v
      where v.employee_id = w.employee_id and ${knownAt(sql`w.since`)} and ${hasBegun(sql`v.hired_on`)}
      offset 0) o on true
    cross join lateral (
      select max(v.from_revision) as revision from employee_version v
        left join employee_version y on y.employee_id = v.employee_id and y.until_revision = v.from_revision
      where v.employee_id = w.employee_id and v.from_revision <= w.known
        and (y.employee_id is null or row(${of('v')}) is distinct from row(${of('y')})) offset 0) r
    where (w.from_revision > w.since or ${beginsNow(sql`w.hired_on`)} or ${isNew})
      and (o.employee_id is null or row(${of('w')}) is distinct from row(${of('o')}))`;
}

const rosterPay = sql`select w.read_by, w.known, w.employee_id, w.name, 'pay', 'roster', r.revision, array[r.revision], '', null::int,
    null::int, ${payIn('o')}, ${payIn('w')}
  from who w ${rosterChange(['pay_type', 'annual_salary_minor', 'hourly_rate_micro'])}`;

const employedDays = sql`select w.read_by, w.known, w.employee_id, w.name, 'dates', 'roster', r.revision, array[r.revision], '', null::int,
    null::int, case when o.employee_id is not null then 'employed' end, null::int8, o.hired_on, o.ended_on,
    case when o.employee_id is not null then 0 end, 'employed', null::int8, w.hired_on, w.ended_on, 0
  from who w ${rosterChange(['hired_on', 'ended_on'], beginsNow(sql`w.ended_on`))}`;

/** A row `v` that the last run knew and paid by. */
const readBefore = sql`${knownAt(sql`w.since`)} and ${hasBegun(sql`v.from_on`)}`;

interface DatedTable {
  readonly table: 'employee_terms' | 'employee_item';
  readonly keys: readonly string[];
}

/**
 * `k`: each key of a dated table with a row that was entered or ended since, or that was entered ahead and begins
 * now. `n` and `o`: its row now, and as the
 * last run read it. `p`: what held before its first day, of the same series.
 */
function datedChange({ table, keys }: DatedTable, earlier: Sql): Sql {
  const sameKey = sql`v.employee_id = k.employee_id and ${sql.join(
    keys.map((key) => sql`${sql.ref(`v.${key}`)} is not distinct from ${sql.ref(`k.${key}`)}`),
    sql` and `,
  )}`;
  const rowAt = (isKnown: Sql) => sql`left join lateral (select * from ${sql.ref(table)} v
    where ${sameKey} and ${isKnown} limit 1)`;
  return sql`from (
      select w.read_by, w.employee_id, ${sql.join(keys.map((key) => sql.ref(`v.${key}`)))},
        max(${changedBy(sql`w.known`)}) as revision
      from who w join ${sql.ref(table)} v on v.employee_id = w.employee_id and v.from_revision <= w.known
        and (${changedBy(sql`w.known`)} > w.since
          or ${beginsNow(sql`v.from_on`)} and ${knownAt(sql`w.known`)})
      group by w.read_by, w.employee_id, ${sql.join(keys.map((key) => sql.ref(`v.${key}`)))}) k
    join who w using (read_by, employee_id)
    ${rowAt(knownAt(sql`w.known`))} n on true ${rowAt(readBefore)} o on true
    left join lateral (${earlier}) p on true
    where num_nonnulls(n.employee_id, o.employee_id) > 0`;
}

/** Before terms of the main job begin, its earlier terms hold, or else the pay of the roster. */
const termsOfPay = sql`select w.read_by, w.known, w.employee_id, w.name, 'pay', 'terms:' || k.from_on || ':' || k.job,
    coalesce(n.from_revision, k.revision), array[coalesce(n.from_revision, k.revision)], k.job, null::int, null::int,
    ${payIn('p', sql`p.from_on, p.until_on`)}, ${payIn('n', sql`n.from_on, n.until_on`)}
  ${datedChange(
    { table: 'employee_terms', keys: ['job', 'from_on'] },
    sql`select v.pay_type, v.annual_salary_minor, v.hourly_rate_micro, v.from_on, v.until_on, 1 as place
        from employee_terms v where v.employee_id = k.employee_id and v.job = k.job and v.from_on = k.from_on
          and ${readBefore}
        union all (select v.pay_type, v.annual_salary_minor, v.hourly_rate_micro, v.from_on, v.until_on, 2
          from employee_terms v where v.employee_id = k.employee_id and v.job = k.job and v.from_on < k.from_on
            and ${knownAt(sql`w.known`)} order by v.from_on desc limit 1)
        union all select w.pay_type, w.annual_salary_minor, w.hourly_rate_micro, null, null, 3
        where k.job = ''
        order by place limit 1`,
  )} and row(n.pay_type, n.annual_salary_minor, n.hourly_rate_micro, n.until_on)
    is distinct from row(o.pay_type, o.annual_salary_minor, o.hourly_rate_micro, o.until_on)`;

const itemValue = ['amount_minor', 'percent_micro', 'quantity_micro', 'rate_micro'];

/** As `payIn`, for a recurring item. */
function itemIn(alias: string): Sql {
  const of = (column: string) => sql.ref(`${alias}.${column}`);
  return sql`case when ${of('amount_minor')} is not null then 'amount' when ${of('percent_micro')} is not null
      then 'percent' when ${of('quantity_micro')} is not null then 'quantity' end,
    coalesce(${of('amount_minor')}, ${of('percent_micro')}, ${of('quantity_micro')}), ${of('from_on')},
    ${of('until_on')}, coalesce(${of('amount_minor')} / w.minor_units,
      ${of('percent_micro')} / 1e8 * w.in_period,
      ${of('quantity_micro')} / 1e6 * coalesce(${of('rate_micro')} / 1e6, ${inHour}))`;
}

function columnsOf(alias: string, more: readonly string[]): Sql {
  return sql.join([...itemValue, ...more].map((column) => sql.ref(`${alias}.${column}`)));
}

const recurringItems = sql`select w.read_by, w.known, w.employee_id, w.name, 'item',
    'item:' || k.pay_code_id || ':' || k.part, coalesce(n.from_revision, k.revision), array[coalesce(n.from_revision, k.revision)], coalesce(n.job, o.job),
    k.pay_code_id, null::int, ${itemIn('p')}, ${itemIn('n')}
  ${datedChange(
    { table: 'employee_item', keys: ['pay_code_id', 'part'] },
    sql`select ${columnsOf('v', ['from_on', 'until_on'])}, 1 as place
        from employee_item v where v.employee_id = k.employee_id and v.pay_code_id = k.pay_code_id
          and v.part = k.part and ${readBefore}
        union all (select ${columnsOf('v', ['from_on', 'until_on'])}, 2
          from employee_item v where v.employee_id = k.employee_id and v.pay_code_id = k.pay_code_id
            and v.job = n.job and v.reference = n.reference and v.from_on < n.from_on
            and ${knownAt(sql`w.known`)} order by v.from_on desc limit 1)
        order by place limit 1`,
  )}`;

/** What the coming period has, compared with the period that was paid last. */
function inputChange(
  of: Sql,
  ask: { readonly what: ChangeKind; readonly code: Sql; readonly worth: (value: Sql) => Sql },
): Sql {
  const { code, worth } = ask;
  const now = sql`(i.read_by, i.employee_id, i.period_id) = (w.read_by, w.employee_id, w.read_by)`;
  const last = sql`(l.read_by, l.employee_id, l.period_id, l.unit)
    = (w.read_by, w.employee_id, w.last_period, i.unit)`;
  return sql`select w.read_by, w.known, w.employee_id, w.name, ${ask.what}, 'period:' || i.period_id
      || coalesce(':' || i.pay_code_id, ''), i.revision, i.revisions, '', i.pay_code_id, i.period_id,
      case when l.before is not null then i.unit end, l.before, null::date, null::date, ${worth(sql`l.before`)},
      i.unit, i.now, null::date, null::date, ${worth(sql`i.now`)}
    from who w join ${of} i on ${now} left join ${of} l on ${last} and ${code}
    where i.now is not null and i.now is distinct from l.before`;
}

const hoursOfPeriods = inputChange(sql`(select * from input where unit = 'quantity')`, {
  what: 'hours',
  code: sql`true`,
  worth: (value) => sql`${value} / 1e6 * ${inHour}`,
});

const itemsOfPeriods = inputChange(sql`(select * from input where unit <> 'quantity')`, {
  what: 'item',
  code: sql`l.pay_code_id = i.pay_code_id`,
  worth: (value) => sql`case i.unit when 'amount' then ${value} / w.minor_units
    else ${value} / 1e8 * w.in_period end`,
});

export const changeParts: readonly { readonly what: ChangeKind; readonly changes: Sql }[] = [
  { what: 'pay', changes: rosterPay },
  { what: 'pay', changes: termsOfPay },
  { what: 'hours', changes: hoursOfPeriods },
  { what: 'item', changes: itemsOfPeriods },
  { what: 'item', changes: recurringItems },
  { what: 'dates', changes: employedDays },
];
