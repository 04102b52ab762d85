/** Schedules in shadow, the periods that another payroll pays, and how each of them compared. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';

export interface ShadowRow {
  readonly shadowId: number;
  readonly scheduleId: number;
  readonly fromOn: Temporal.PlainDate;
  readonly why: string;
  readonly startedBy: string;
  readonly startedAt: Temporal.Instant;
  /** The first day that Paybeat pays itself. Null: the shadow goes on. */
  readonly liveOn: Temporal.PlainDate | null;
  readonly yearToDate: 'kept' | 'file' | 'none' | null;
  readonly endedBy: string | null;
  readonly endedAt: Temporal.Instant | null;
}

/** Of a schedule, the newest first. */
export function shadowsOf(at: Reading, scheduleId: number): Promise<readonly ShadowRow[]> {
  return rowsOf(
    at,
    sql`select shadow_id as "shadowId", schedule_id as "scheduleId", from_on as "fromOn", why,
          started_by as "startedBy", started_at as "startedAt", live_on as "liveOn",
          year_to_date as "yearToDate", ended_by as "endedBy", ended_at as "endedAt"
        from shadow where schedule_id = ${scheduleId} order by shadow_id desc`,
  );
}

interface OpenShadowRow {
  readonly company: string;
  readonly schedule: string;
  readonly fromOn: Temporal.PlainDate;
  /** Periods that have ended. */
  readonly ended: number;
  readonly compared: number;
  /** The first one that has ended and was not compared. */
  readonly toCompare: number | null;
}

/** What other payrolls pay now. Null: in every company. */
export function openShadows(
  at: Reading,
  companyId: number | null,
): Promise<readonly OpenShadowRow[]> {
  return rowsOf(
    at,
    sql`select c.code as company, s.code as schedule, w.from_on as "fromOn", n.*
        from shadow w join company c using (company_id) join pay_schedule s using (schedule_id)
          cross join lateral (select count(*)::int as ended, count(x.period_id)::int as compared,
              (array_agg(p.period_id order by p.pay_on, p.start_on) filter (where x.period_id is null))[1] as "toCompare"
            from pay_period p left join shadow_comparison x using (period_id)
            where p.shadow_id = w.shadow_id and p.status in ('draft', 'active') and not p.replaced
              and p.end_on < (paybeat_now() at time zone c.time_zone)::date) n
        where w.ended_at is null and (${companyId}::int is null or w.company_id = ${companyId})
        order by c.code, s.code`,
  );
}

export interface ShadowPeriodRow {
  readonly periodId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly isSkipped: boolean;
  /** The other payroll paid it, and the shadow has ended. */
  readonly isPaidBefore: boolean;
  readonly comparedAt: Temporal.Instant | null;
  readonly comparedBy: string | null;
  readonly fileName: string | null;
  readonly revision: number | null;
  readonly fileDigest: string | null;
  readonly ownDigest: string | null;
  readonly earlierDigest: string | null;
  readonly notes: readonly object[] | null;
  readonly people: number;
  readonly same: number;
  readonly rounding: number;
  readonly differ: number;
  readonly onlyHere: number;
  readonly onlyThere: number;
  readonly held: number;
  readonly ownNetMinor: bigint;
  readonly differenceMinor: bigint;
}

/** Every period of a shadow that no change of schedule has replaced, in the order of the pay. */
export function shadowPeriods(at: Reading, shadowId: number): Promise<readonly ShadowPeriodRow[]> {
  return rowsOf(
    at,
    sql`select p.period_id as "periodId", p.start_on as "startOn", p.end_on as "endOn", p.pay_on as "payOn",
          p.status = 'skipped' and p.paid_before is null as "isSkipped",
          p.paid_before is not null as "isPaidBefore", c.compared_at as "comparedAt",
          c.compared_by as "comparedBy", c.file_name as "fileName", c.revision, c.file_digest as "fileDigest",
          c.own_digest as "ownDigest", c.earlier_digest as "earlierDigest", c.notes, n.*
        from pay_period p left join shadow_comparison c using (period_id)
          cross join lateral (select count(*)::int as people,
              count(*) filter (where outcome = 'same')::int as same,
              count(*) filter (where outcome = 'rounding')::int as rounding,
              count(*) filter (where outcome = 'differs')::int as differ,
              count(*) filter (where outcome = 'only_here')::int as "onlyHere",
              count(*) filter (where outcome = 'only_there')::int as "onlyThere",
              count(*) filter (where outcome = 'held')::int as held,
              coalesce(sum(own_totals[6]), 0)::int8 as "ownNetMinor",
              coalesce(sum(net_difference_minor), 0)::int8 as "differenceMinor"
            from shadow_person x where x.period_id = p.period_id) n
        where p.shadow_id = ${shadowId} and (not p.replaced or p.paid_before is not null)
        order by p.pay_on, p.start_on, p.period_id`,
  );
}

export interface ShadowPersonRow {
  readonly ordinal: number;
  readonly employeeId: number | null;
  readonly number: string | null;
  readonly name: string | null;
  readonly outcome: 'same' | 'rounding' | 'differs' | 'only_here' | 'only_there' | 'held';
  readonly netDifferenceMinor: bigint;
  readonly ownTotals: readonly bigint[] | null;
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
  readonly ownReason: string | null;
  readonly theirs: Readonly<Record<string, string>> | null;
  readonly causes: StoredCauses;
}

/** The parts of a difference, as stored. Amounts are texts. */
interface StoredCauses {
  readonly parts: readonly {
    readonly cause: string;
    readonly differenceMinor: string;
    readonly column: string | null;
    readonly theirsMinor: string | null;
    readonly ownMinor: string | null;
  }[];
  readonly likely: readonly {
    readonly code: string;
    readonly facts: Readonly<Record<string, string>>;
  }[];
}

/** In the order of the comparison. */
export function shadowPeople(
  at: Reading,
  ask: { readonly periodId: number; readonly numbers?: readonly string[] | undefined },
): Promise<readonly ShadowPersonRow[]> {
  const { periodId, numbers } = ask;
  return rowsOf(
    at,
    sql`select x.ordinal, x.employee_id as "employeeId", coalesce(e.number, x.number) as number,
          coalesce(v.name, x.name) as name, x.outcome, x.net_difference_minor as "netDifferenceMinor",
          x.own_totals as "ownTotals", x.line_codes as "lineCodes", x.line_amounts as "lineAmounts",
          x.own_reason as "ownReason", x.theirs, x.causes
        from shadow_person x left join employee e on e.employee_id = x.employee_id
          left join employee_version v on v.employee_id = x.employee_id and v.until_revision is null
        where x.period_id = ${periodId}
          ${numbers === undefined ? sql`` : sql`and coalesce(e.number, x.number) = any(${numbers}::text[])`}
        order by x.ordinal`,
  );
}

export interface KeptRow {
  readonly employeeId: number;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly totals: readonly bigint[];
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
}

/** What Paybeat calculated for compared periods of a shadow that are paid before a period, or for all of them. */
export function keptResults(
  at: Reading,
  ask: {
    readonly shadowId: number;
    /** Only these people. Null: everybody. */
    readonly employeeIds: readonly number[] | null;
    readonly before: {
      readonly payOn: Temporal.PlainDate;
      readonly startOn: Temporal.PlainDate;
    } | null;
  },
): Promise<readonly KeptRow[]> {
  const { before, employeeIds } = ask;
  return rowsOf(
    at,
    sql`select x.employee_id as "employeeId", p.end_on as "endOn", p.pay_on as "payOn", x.own_totals as totals,
          x.line_codes as "lineCodes", x.line_amounts as "lineAmounts"
        from shadow_person x join pay_period p using (period_id)
        where p.shadow_id = ${ask.shadowId} and x.own_totals is not null
          and (p.status <> 'skipped' or p.paid_before is not null)
          ${employeeIds === null ? sql`` : sql`and x.employee_id = any(${employeeIds}::int[])`}
          ${before === null ? sql`` : sql`and (p.pay_on, p.start_on) < (${before.payOn}::date, ${before.startOn}::date)`}
        order by p.pay_on, p.start_on, x.employee_id`,
  );
}

/** Since which period the pay of a person differs without a break, by number: for those who differ last. */
export interface DifferingRow {
  readonly number: string | null;
  readonly name: string | null;
  readonly sinceOn: Temporal.PlainDate;
  readonly periods: number;
  readonly outcome: ShadowPersonRow['outcome'];
  readonly differenceMinor: bigint;
}

export function differingPeople(at: Reading, shadowId: number): Promise<readonly DifferingRow[]> {
  return rowsOf(
    at,
    sql`with seen as (
          select coalesce(x.employee_id::text, 'n' || coalesce(x.number, x.name)) as who, x.*, p.pay_on,
            dense_rank() over (order by p.pay_on desc, p.start_on desc) as back
          from shadow_person x join pay_period p using (period_id)
          where p.shadow_id = ${shadowId} and (p.status <> 'skipped' or p.paid_before is not null)),
        good as (select who, min(back) as back from seen where outcome in ('same', 'rounding') group by who),
        run as (select s.* from seen s left join good g using (who)
          where s.outcome not in ('same', 'rounding') and s.back < coalesce(g.back, 1000000)
            and exists (select from seen n where n.who = s.who and n.back = 1))
        select coalesce(e.number, r.number) as number, coalesce(v.name, r.name) as name, r."sinceOn", r.periods,
          r.outcome, r."differenceMinor"
        from (select who, min(pay_on) as "sinceOn", count(*)::int as periods,
              (array_agg(outcome order by back))[1] as outcome,
              (array_agg(net_difference_minor order by back))[1] as "differenceMinor",
              min(employee_id) as employee_id, min(number) as number, min(name) as name
            from run group by who) r
          left join employee e on e.employee_id = r.employee_id
          left join employee_version v on v.employee_id = r.employee_id and v.until_revision is null
        order by r."sinceOn", number`,
  );
}

/** The schedule of the newest open shadow that has people of these, if any. */
export async function shadowedPeople(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly employeeIds: readonly number[];
    readonly payOn: Temporal.PlainDate;
  },
): Promise<readonly { readonly number: string; readonly schedule: string }[]> {
  return rowsOf(
    at,
    sql`select e.number, c.code as schedule from shadow s join pay_schedule c using (schedule_id)
          join employee_version v on v.schedule_id = s.schedule_id and v.until_revision is null
          join employee e on e.employee_id = v.employee_id
        where s.company_id = ${ask.companyId} and s.ended_at is null and s.from_on <= ${ask.payOn}
          and v.employee_id = any(${ask.employeeIds}::int[])
        order by e.number`,
  );
}

/** Runs that are open in a company and could pay people of a schedule, and committed ones of its periods. */
export function runsInTheWay(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly scheduleId: number;
    readonly fromOn: Temporal.PlainDate;
  },
): Promise<
  readonly { readonly runId: number; readonly periodId: number; readonly state: string }[]
> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.period_id as "periodId", r.state
        from pay_run r join pay_period p using (period_id)
        where r.company_id = ${ask.companyId} and r.state <> 'voided'
          and (p.schedule_id = ${ask.scheduleId} and p.start_on >= ${ask.fromOn}
            or p.kind <> 'regular' and r.state <> 'committed')
        order by r.run_id`,
  );
}

/** An open period of a schedule that begins before a day and ends on it or later. */
export async function periodAround(
  at: Reading,
  ask: { readonly scheduleId: number; readonly day: Temporal.PlainDate },
): Promise<{
  readonly periodId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
} | null> {
  const [row] = await rowsOf<{
    periodId: number;
    startOn: Temporal.PlainDate;
    endOn: Temporal.PlainDate;
  }>(
    at,
    sql`select period_id as "periodId", start_on as "startOn", end_on as "endOn" from pay_period
        where schedule_id = ${ask.scheduleId} and start_on < ${ask.day} and end_on >= ${ask.day}
          and status in ('draft', 'active')`,
  );
  return row ?? null;
}

/** Opening balances of people in a year with their totals, as known at a revision. */
export function balancesOfYear(
  at: Reading,
  ask: {
    readonly employeeIds: readonly number[];
    readonly taxYear: number;
    readonly revision: number;
  },
): Promise<
  readonly {
    readonly employeeId: number;
    readonly payCodeId: number;
    readonly amountMinor: bigint;
  }[]
> {
  return rowsOf(
    at,
    sql`select v.employee_id as "employeeId", v.pay_code_id as "payCodeId", v.amount_minor as "amountMinor"
        from opening_balance v
        where v.employee_id = any(${ask.employeeIds}::int[]) and v.tax_year = ${ask.taxYear}
          and ${knownAt(ask.revision)}`,
  );
}
