/** The people of an off-cycle run, how often they are paid, and which runs resemble it. */

import { type SimilarRun, similarWithinDays } from '#run/likely-duplicate.ts';
import type { RunState } from '#run/run-state.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { idsOf, ofEachPerson } from './asked.ts';
import { knownAt } from './known-at.ts';
import { isEffective } from './reversals.ts';

/** Ids of the employees who have an input in the period, in order. */
export async function peopleWithInputs(
  at: Reading,
  ask: { readonly periodId: number; readonly revision: number },
): Promise<readonly number[]> {
  const rows = await rowsOf<{ employee_id: number }>(
    at,
    sql`select distinct employee_id from period_item
        where period_id = ${ask.periodId} and from_revision <= ${ask.revision}
          and (until_revision is null or until_revision > ${ask.revision})
        order by employee_id`,
  );
  return rows.map((row) => row.employee_id);
}

/** Of these people: the ids of those who have an input in the period that they are asked for. */
export async function inputsOfPeriods(
  at: Reading,
  asked: readonly {
    readonly periodId: number;
    readonly revision: number;
    readonly employeeIds: readonly number[];
  }[],
): Promise<readonly number[]> {
  if (idsOf(asked).length === 0) return [];
  const of = <T>(value: (one: (typeof asked)[number]) => T) => ofEachPerson(asked, value);
  const rows = await rowsOf<{ employee_id: number }>(
    at,
    sql`select a.employee_id
        from unnest(${of(({ periodId }) => periodId)}::int[], ${idsOf(asked)}::int[],
            ${of(({ revision }) => revision)}::int[]) as a(period_id, employee_id, revision)
          cross join lateral (select from period_item v where v.period_id = a.period_id
            and v.employee_id = a.employee_id and ${knownAt(sql`a.revision`)} limit 1) v`,
  );
  return rows.map((row) => row.employee_id);
}

/**
 * The frequencies of their schedules. For people without a schedule, that of the newest period added by hand.
 */
export async function frequenciesOf(
  at: Reading,
  ask: { readonly companyId: number; readonly employeeIds: readonly number[] },
): Promise<readonly string[]> {
  const rows = await rowsOf<{ frequency: string }>(
    at,
    sql`select distinct frequency from (
          select coalesce(s.frequency, (select p.frequency from pay_period p
              where p.company_id = ${ask.companyId} and p.schedule_id is null and p.kind = 'regular'
                and p.status <> 'skipped' order by p.end_on desc limit 1)) as frequency
          from employee_version v left join pay_schedule s on s.schedule_id = v.schedule_id
          where v.company_id = ${ask.companyId} and v.until_revision is null
            and v.employee_id = any(${ask.employeeIds}::int[])) f
        where frequency is not null order by frequency`,
  );
  return rows.map((row) => row.frequency);
}

export interface KeyedRun {
  readonly runId: number;
  readonly periodId: number;
  readonly key: string;
  readonly digest: string;
  readonly state: RunState;
}

/** The run with a key that is not voided; there is at most one. Upper and lower case count as the same. */
export async function runOfKey(
  at: Reading,
  ask: { readonly companyId: number; readonly key: string },
): Promise<KeyedRun | null> {
  const [row] = await rowsOf<KeyedRun>(
    at,
    sql`select run_id as "runId", period_id as "periodId", off_cycle_key as key, off_cycle_digest as digest, state
        from pay_run where company_id = ${ask.companyId} and state <> 'voided'
          and lower(off_cycle_key) = lower(${ask.key})`,
  );
  return row ?? null;
}

/** Compares the inputs `mine` and `theirs` of two runs: they pay for the same thing. */
const isAlike = sql`theirs.employee_id = mine.employee_id and theirs.pay_code_id = mine.pay_code_id
  and theirs.job = mine.job
  and (theirs.worked_on = mine.worked_on or theirs.worked_on is null or mine.worked_on is null)`;
const isAsMuch = sql`(theirs.amount_minor, theirs.quantity_micro, theirs.rate_micro, theirs.percent_micro)
  is not distinct from (mine.amount_minor, mine.quantity_micro, mine.rate_micro, mine.percent_micro)`;
const wasReadByO = sql`theirs.from_revision <= o.snapshot_revision
  and (theirs.until_revision is null or theirs.until_revision > o.snapshot_revision)`;

/**
 * Runs opened before this off-cycle run that pay the same things (run/likely-duplicate.ts), as they are now.
 */
export function similarRuns(
  at: Reading,
  ask: { readonly runId: number },
): Promise<readonly SimilarRun[]> {
  return rowsOf(
    at,
    sql`select o.run_id as "runId", o.state, o.pay_on as "payOn",
          count(distinct mine.employee_id)::int as people
        from pay_run r
          join period_item mine on mine.period_id = r.period_id
            and mine.from_revision <= r.snapshot_revision
            and (mine.until_revision is null or mine.until_revision > r.snapshot_revision)
          join pay_run o on o.company_id = r.company_id and o.run_id <> r.run_id
            and (o.run_id < r.run_id or r.run_id < 0)
            and o.state <> 'voided'
            and o.pay_on between r.pay_on - ${similarWithinDays}::int and r.pay_on + ${similarWithinDays}::int
          join period_item theirs on theirs.period_id = o.period_id and ${isAlike} and ${wasReadByO}
        where r.run_id = ${ask.runId} and r.kind = 'off_cycle' and r.pays_held_of is null
          and (o.kind = 'off_cycle' and o.pays_held_of is null or exists (select from payslip s
            where s.run_id = o.run_id and s.employee_id = mine.employee_id))
          and (o.kind = 'off_cycle' and o.pays_held_of is null and o.pay_on = r.pay_on or ${isAsMuch})
          and ${isEffective({ run: sql`o.run_id`, employee: sql`mine.employee_id` })}
        group by o.run_id order by o.run_id`,
  );
}

/**
 * Off-cycle runs that also pay what was entered for a regular period: the same amount, on a close pay date.
 */
export function similarOffCycleRuns(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly periodId: number;
    readonly payOn: Temporal.PlainDate;
    readonly revision: number;
  },
): Promise<readonly SimilarRun[]> {
  const { companyId, periodId, payOn, revision } = ask;
  return rowsOf(
    at,
    // `theirs` comes first because it has few rows; `mine` is then found by index.
    sql`with theirs as materialized (
          select o.run_id, o.state, o.pay_on, theirs.*
          from pay_run o join period_item theirs on theirs.period_id = o.period_id and ${wasReadByO}
          where o.company_id = ${companyId} and o.kind = 'off_cycle' and o.pays_held_of is null
            and o.state <> 'voided'
            and o.pay_on between ${payOn}::date - ${similarWithinDays}::int
              and ${payOn}::date + ${similarWithinDays}::int)
        select theirs.run_id as "runId", theirs.state, theirs.pay_on as "payOn",
          count(distinct mine.employee_id)::int as people
        from theirs join period_item mine on mine.period_id = ${periodId}
          and mine.from_revision <= ${revision}
          and (mine.until_revision is null or mine.until_revision > ${revision})
          and ${isAlike} and ${isAsMuch}
          and ${isEffective({ run: sql`theirs.run_id`, employee: sql`theirs.employee_id` })}
        group by 1, 2, 3 order by 1`,
  );
}

export interface PersonPaid {
  readonly number: string;
  readonly name: string;
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
}

/** The first people with a payslip in a run, by number. */
export function peoplePaid(
  at: Reading,
  ask: { readonly runId: number; readonly limit: number },
): Promise<readonly PersonPaid[]> {
  return rowsOf(
    at,
    sql`select e.number, v.name, s.gross_minor as "grossMinor", s.net_minor as "netMinor"
        from payslip s join pay_run r using (run_id)
          join employee e on e.employee_id = s.employee_id
          join employee_version v on v.employee_id = s.employee_id
            and v.from_revision <= r.snapshot_revision
            and (v.until_revision is null or v.until_revision > r.snapshot_revision)
        where s.run_id = ${ask.runId} order by e.number limit ${ask.limit}`,
  );
}

/** Employee id → current name. */
export async function namesOf(
  at: Reading,
  employeeIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await rowsOf<{ employee_id: number; name: string }>(
    at,
    sql`select employee_id, name from employee_version
        where employee_id = any(${employeeIds}::int[]) and until_revision is null`,
  );
  return new Map(rows.map((row) => [row.employee_id, row.name]));
}

export interface OwedRun {
  readonly runId: number;
  readonly periodId: number;
  readonly payOn: Temporal.PlainDate;
  readonly isOpen: boolean;
}

/** The newest run that pays a person what is owed for paid periods and is not voided, the open one first. */
export async function owedRunOf(
  at: Reading,
  ask: { readonly companyId: number; readonly employeeId: number },
): Promise<OwedRun | null> {
  const [row] = await rowsOf<OwedRun>(
    at,
    sql`select r.run_id as "runId", r.period_id as "periodId", r.pay_on as "payOn",
          r.state <> 'committed' as "isOpen"
        from pay_run r
        where r.company_id = ${ask.companyId} and r.pays_owed and r.state <> 'voided'
          and exists (select from run_chunk c where c.run_id = r.run_id
            and ${ask.employeeId}::int = any(c.employee_ids))
        order by r.state <> 'committed' desc, r.run_id desc limit 1`,
  );
  return row ?? null;
}
