/** Committed runs that a back-dated change may affect. */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { askedRuns, idsOf, isAmong, ofEachPerson, type Placed, type PlannedRead } from './asked.ts';
import { isEffective } from './reversals.ts';

export interface PastRun extends Placed {
  readonly runId: number;
  readonly snapshotRevision: number;
  readonly endOn: Temporal.PlainDate;
  /** Of a run that pays only amounts of its own: their period. Nothing else changes what it should have paid. */
  readonly ownPeriodId: number | null;
}

/** Of a run `r` and its period `p`. */
const ownPeriodId = sql`case when r.covers_days then null else r.period_id end as "ownPeriodId"`;

/** Runs `r` that pay days, and those whose own amounts were put right since: mostly none. */
const mayOwe = sql`(r.covers_days or r.kind = 'off_cycle' and exists (select from input_file f
  where f.company_id = r.company_id and f.period_id = r.period_id and f.content is not null
    and f.revision > r.snapshot_revision))`;

/**
 * `r`: the committed runs of the tax year of each run `f`, as it knows them. `offset 0` keeps a look-up by key
 * for each company, because the table grows with every run.
 */
export const committedBefore: Sql = sql`cross join lateral (select * from pay_run
  where company_id = f.company_id and tax_year = f.tax_year and state = 'committed'
    and committed_revision <= f.undated offset 0) r`;

/** The committed runs of each run's tax year whose periods end before its first day, as it knows them. */
export function pastRuns(at: Reading, runs: readonly PlannedRead[]): Promise<readonly PastRun[]> {
  return rowsOf(
    at,
    sql`select place, r.run_id as "runId", r.snapshot_revision as "snapshotRevision",
          p.end_on as "endOn", ${ownPeriodId}
        from ${askedRuns(runs)} ${committedBefore}
          cross join lateral (select end_on from pay_period where period_id = r.period_id offset 0) p
        where ${mayOwe} and p.end_on < f.start_on
        order by place, p.end_on, r.run_id`,
  );
}

interface DatedChange extends Placed {
  readonly employeeId: number;
  readonly revision: number;
  /** The first day that the change may affect; null for any day. */
  readonly fromOn: Temporal.PlainDate | null;
  /** Of amounts of an off-cycle run: its period. Null: the change may affect every run that pays days. */
  readonly ownPeriodId: number | null;
}

export interface RunPayingDays extends Omit<PastRun, 'place'> {
  readonly scheduleId: number | null;
}

/** The committed runs of a company that pay days of these tax years, as known at a revision, by their days. */
export async function runsPayingDays(
  at: Reading,
  ask: { readonly companyId: number; readonly fromTaxYear: number; readonly revision: number },
): Promise<readonly RunPayingDays[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", r.snapshot_revision as "snapshotRevision", p.end_on as "endOn",
          p.schedule_id as "scheduleId", ${ownPeriodId}
        from pay_run r join pay_period p using (period_id)
        where r.company_id = ${ask.companyId} and r.tax_year >= ${ask.fromTaxYear}
          and r.state = 'committed' and ${mayOwe} and r.committed_revision <= ${ask.revision}
        order by p.end_on, r.run_id`,
  );
}

/** Employees, and the revisions after and up to which their changes are read. */
interface Between extends Placed {
  readonly companyId: number;
  readonly employeeIds: readonly number[];
  readonly after: number;
  readonly until: number;
}

/**
 * Changes of dated pay, dated items, employment dates and entries for paid periods between two revisions, each with the first day that
 * differs. People who are entered for the first time count from their first day on.
 */
export function datedChanges(
  at: Reading,
  asked: readonly Between[],
): Promise<readonly DatedChange[]> {
  const ids = idsOf(asked);
  const after = Math.min(...asked.map((one) => one.after));
  const changed = sql`${isAmong(ids)} and (v.from_revision > ${after} or v.until_revision > ${after})`;
  return rowsOf(
    at,
    sql`with dated as (
          select employee_id, from_on, from_revision, until_revision from employee_terms v
            where ${changed}
          union all
          select employee_id, from_on, from_revision, until_revision from employee_item v
            where ${changed} and from_on is not null
        ), changes as (
          select employee_id, from_revision as revision, from_on, null::int as own from dated
          union all
          select employee_id, until_revision, from_on, null from dated where until_revision is not null
          union all
          select v.employee_id, v.from_revision,
            case when o.employee_id is null then v.hired_on
              -- A new employment changes no day before it, and neither does taking it back.
              when v.hired_on > o.ended_on and v.earlier is not null then v.hired_on
              when o.hired_on > v.ended_on and o.earlier is not null then o.hired_on
              else least(
              case when v.hired_on <> o.hired_on then least(v.hired_on, o.hired_on) end,
              case when v.ended_on is distinct from o.ended_on then least(v.ended_on, o.ended_on) + 1 end)
            end, null
          from employee_version v left join employee_version o
            on o.employee_id = v.employee_id and o.until_revision = v.from_revision
          where ${isAmong(ids)} and v.from_revision > ${after}
            and (v.hired_on, v.ended_on, v.earlier) is distinct from (o.hired_on, o.ended_on, o.earlier)
          union all
          ${lateEntries(asked)})
        select a.place, c.employee_id as "employeeId", c.revision, c.from_on as "fromOn",
          c.own as "ownPeriodId"
        from ${askedBetween(asked)} and c.revision > a.after and c.revision <= a.until`,
  );
}

/**
 * Hours and one-off amounts that were imported for a period after its run read them. Files are few, and most are
 * older than the run of their period.
 */
function lateEntries(asked: readonly Between[]): Sql {
  const after = Math.min(...asked.map((one) => one.after));
  return sql`select v.employee_id, f.revision, p.start_on, r.own
    from (select f.period_id, f.revision from input_file f
        where f.company_id = any(${[...new Set(asked.map(({ companyId }) => companyId))]}::int[])
          and f.revision > ${after} and f.period_id is not null offset 0) f
      cross join lateral (
        (select null::int as own from pay_run r where r.period_id = f.period_id and r.covers_days
          and r.state = 'committed' and r.snapshot_revision < f.revision limit 1)
        union all (select f.period_id from pay_run r where r.period_id = f.period_id
          and r.kind = 'off_cycle' and r.pays_held_of is null
          and r.state = 'committed' and r.snapshot_revision < f.revision)) r
      cross join lateral (select p.start_on from pay_period p where p.period_id = f.period_id offset 0) p
      cross join lateral (select distinct v.employee_id from period_item v
        where v.period_id = f.period_id and ${isAmong(idsOf(asked))}
          and (v.from_revision = f.revision or v.until_revision = f.revision) offset 0) v`;
}

/** `a(place, after, until)`, joined with the changes `c` of its employees. */
function askedBetween(asked: readonly Between[]): Sql {
  const [one] = asked;
  // With a single run there is nothing to match.
  if (asked.length === 1 && one !== undefined) {
    return sql`(values (${one.place}::int, ${one.after}::int, ${one.until}::int))
      as a(place, after, until) join changes c on true`;
  }
  const of = <T>(value: (one: Between) => T) => ofEachPerson(asked, value);
  return sql`unnest(${of(({ place }) => place)}::int[], ${idsOf(asked)}::int[], ${of((run) => run.after)}::int[],
      ${of(({ until }) => until)}::int[]) as a(place, employee_id, after, until)
    join changes c on c.employee_id = a.employee_id`;
}

export interface PaidLines extends Placed {
  readonly employeeId: number;
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly bigint[];
  /** The part of its line of retroactive pay that is for earlier runs. */
  readonly retroMinor: bigint;
  /** What later runs have paid for this run, less what they took back, as known at the revision. */
  readonly paidSinceMinor: bigint;
}

/** What later runs have paid these people for past runs that did not pay them, as known at the revision. */
export function paidSinceOf(
  at: Reading,
  asked: readonly PaidAsk[],
): Promise<readonly (Placed & { readonly employeeId: number; readonly paidSinceMinor: bigint })[]> {
  const of = <T>(value: (one: PaidAsk) => T) => ofEachPerson(asked, value);
  return rowsOf(
    at,
    sql`select a.place, a.employee_id as "employeeId", sum(t.amount_minor)::int8 as "paidSinceMinor"
        from unnest(${of(({ place }) => place)}::int[], ${of(({ runId }) => runId)}::int[],
            ${idsOf(asked)}::int[], ${of(({ revision }) => revision)}::int[])
            as a(place, run_id, employee_id, revision)
          join run_retro t on t.past_run_id = a.run_id and t.employee_id = a.employee_id
          join pay_run r on r.run_id = t.run_id and r.state = 'committed'
            and r.committed_revision <= a.revision
        group by a.place, a.employee_id`,
  );
}

interface PaidAsk extends Placed {
  readonly runId: number;
  readonly employeeIds: readonly number[];
  readonly revision: number;
}

/** What past runs paid these people, and what later runs have paid for it. */
export function paidLinesOf(at: Reading, asked: readonly PaidAsk[]): Promise<readonly PaidLines[]> {
  const of = <T>(value: (one: PaidAsk) => T) => ofEachPerson(asked, value);
  return rowsOf(
    at,
    sql`select a.place, a.employee_id as "employeeId", s.line_codes as "lineCodes",
          s.line_amounts as "lineAmounts",
          (select coalesce(sum(t.amount_minor), 0)::int8 from run_retro t
            where t.run_id = a.run_id and t.employee_id = a.employee_id
              and not t.is_taken_back) as "retroMinor",
          (select coalesce(sum(t.amount_minor), 0)::int8 from run_retro t join pay_run r using (run_id)
            where t.past_run_id = a.run_id and t.employee_id = a.employee_id
              and r.state = 'committed' and r.committed_revision <= a.revision) as "paidSinceMinor"
        from unnest(${of(({ place }) => place)}::int[], ${of(({ runId }) => runId)}::int[],
            ${idsOf(asked)}::int[], ${of(({ revision }) => revision)}::int[])
            as a(place, run_id, employee_id, revision)
          cross join lateral (select s.line_codes, s.line_amounts from payslip s
            where s.run_id = a.run_id and s.employee_id = a.employee_id and ${isEffective({
              ...{ run: sql`a.run_id`, employee: sql`a.employee_id`, revision: sql`a.revision` },
            })} offset 0) s
        order by a.place, a.employee_id`,
  );
}
