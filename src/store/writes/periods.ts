/** Schedules, pay periods and their due instants. */

import { assert } from '#errors.ts';
import type { RunKind } from '#run/run-kind.ts';
import type { PeriodStatus } from '#store/reads/periods.ts';
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';
import { rehearsedRowNumber } from './row-numbers.ts';

interface NewSchedule {
  readonly companyId: number;
  readonly code: string;
  readonly frequency: string;
  readonly timeZone: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly automationEnabled: boolean;
}

/** Returns the id, or null when the company already has a schedule with that code. */
export async function insertSchedule(tx: Writing, schedule: NewSchedule): Promise<number | null> {
  const [row] = await rowsOf<{ schedule_id: number }>(
    tx,
    sql`insert into pay_schedule (company_id, code, frequency, time_zone, definition, automation_enabled)
        values (${schedule.companyId}, ${schedule.code}, ${schedule.frequency}, ${schedule.timeZone},
                ${JSON.stringify(schedule.definition)}::jsonb, ${schedule.automationEnabled})
        on conflict (company_id, code) do nothing returning schedule_id`,
  );
  return row?.schedule_id ?? null;
}

/** Claims the schedule for generating periods. Null when another worker is already generating them. */
export async function claimScheduleForPeriods(
  tx: Writing,
  scheduleId: number,
): Promise<{ readonly generatedTo: Temporal.PlainDate | null } | null> {
  const [row] = await rowsOf<{ generated_to: Temporal.PlainDate | null }>(
    tx,
    sql`select generated_to from pay_schedule where schedule_id = ${scheduleId}
        for no key update skip locked`,
  );
  return row ? { generatedTo: row.generated_to } : null;
}

/**
 * Locks the schedule until the transaction ends. Lock it before any of its periods. False when it does not
 * exist.
 */
export async function lockSchedule(tx: Writing, scheduleId: number): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    sql`select 1 from pay_schedule where schedule_id = ${scheduleId} for no key update`,
  );
  return rows.length === 1;
}

export async function setGeneratedTo(
  tx: Writing,
  ask: { readonly scheduleId: number; readonly to: Temporal.PlainDate },
): Promise<void> {
  await rowsOf(
    tx,
    sql`update pay_schedule set generated_to = ${ask.to} where schedule_id = ${ask.scheduleId}`,
  );
}

export interface NewPeriod {
  readonly companyId: number;
  readonly scheduleId: number | null;
  readonly frequency: string;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly nominalPayOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly payOnReason: string;
  readonly status: PeriodStatus;
  readonly automationEnabled: boolean;
  readonly automationRule: Readonly<Record<string, unknown>> | null;
  readonly catchUpDays: number;
  readonly due: NewDueInstant | null;
  /** Its moments besides the due instant. Default: none. */
  readonly stages?: readonly NewStage[];
  /** Default: regular. */
  readonly kind?: RunKind;
  /** Added by a person. A change of the schedule does not change this period. */
  readonly byHand: boolean;
  /** For a transition: the whole period, of which the transition pays a part. Null for any other period. */
  readonly whole?: {
    readonly startOn: Temporal.PlainDate;
    readonly endOn: Temporal.PlainDate;
  } | null;
}

/** A stage of a period besides the one that opens its run. */
type StageName = 'prepare' | 'approve';

export interface NewStage extends NewDueInstant {
  readonly stage: StageName;
}

export interface NewDueInstant {
  readonly at: Temporal.Instant;
  readonly local: string;
  readonly zone: string;
  readonly rule: Readonly<Record<string, unknown>>;
  readonly why: string;
  readonly steps: readonly string[];
}

/** Throws the database's own error (`pay_period_no_overlap`) when people would be covered twice. */
export async function insertPeriod(tx: Writing, period: NewPeriod): Promise<number> {
  const rule = period.automationRule === null ? null : JSON.stringify(period.automationRule);
  const number = rehearsedRowNumber(tx, 'pay_period.period_id');
  const [row] = await rowsOf<{ period_id: number }>(
    tx,
    sql`insert into pay_period (${number.column}company_id, schedule_id, frequency, start_on, end_on, nominal_pay_on,
          pay_on, pay_on_reason, status, automation_enabled, automation_rule, catch_up_days, by_hand,
          kind, whole_start_on, whole_end_on) ${number.overriding}
        values (${number.value}${period.companyId}, ${period.scheduleId}, ${period.frequency}, ${period.startOn},
          ${period.endOn}, ${period.nominalPayOn}, ${period.payOn}, ${period.payOnReason},
          ${period.status}, ${period.automationEnabled}, ${rule}::jsonb, ${period.catchUpDays},
          ${period.byHand}, ${period.kind ?? 'regular'},
          ${period.whole?.startOn ?? null}, ${period.whole?.endOn ?? null})
        returning period_id`,
  );
  assert(row, 'an insert returns its row');
  const { companyId, due, stages = [] } = period;
  const about = { companyId, periodId: row.period_id };
  if (due) await insertDueInstant(tx, { ...due, ...about, stage: 'open' });
  for (const stage of stages) await insertDueInstant(tx, { ...stage, ...about });
  return row.period_id;
}

async function insertDueInstant(
  tx: Writing,
  due: NewDueInstant & {
    readonly companyId: number;
    readonly periodId: number;
    readonly stage: StageName | 'open';
  },
): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into due_instant (company_id, period_id, stage, due_at, local_time, time_zone, rule, why, steps, state)
        values (${due.companyId}, ${due.periodId}, ${due.stage}, ${due.at}, ${due.local}, ${due.zone},
                ${JSON.stringify(due.rule)}::jsonb, ${due.why}, ${due.steps}, 'waiting')`,
  );
}

/** Draft → active. False when the period is not a draft. */
export function markPeriodActive(tx: Writing, periodId: number): Promise<boolean> {
  return changedOne(
    tx,
    sql`update pay_period set status = 'active' where period_id = ${periodId} and status = 'draft'`,
  );
}

export async function completePeriod(tx: Writing, periodId: number): Promise<boolean> {
  return (await completePeriods(tx, [periodId])) === 1;
}

/** Returns how many of them were active and are completed now. */
export async function completePeriods(tx: Writing, periodIds: readonly number[]): Promise<number> {
  const { rowCount } = await tx.run(
    sql`update pay_period set status = 'completed', completed_at = paybeat_now()
        where period_id = any(${periodIds}::int[]) and status = 'active'`,
  );
  return rowCount ?? 0;
}

/** Waiting → held: the due instant was seen, and a person decides. */
export function holdDueInstant(
  tx: Writing,
  ask: {
    readonly periodId: number;
    readonly why: string;
    /** True when the rule about lateness is the only reason. Default: false. */
    readonly isLate?: boolean;
  },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update due_instant set state = 'held', held_why = ${ask.why}, held_late = ${ask.isLate ?? false},
          decided_at = paybeat_now(), fulfilled_by = null
        where period_id = ${ask.periodId} and stage = 'open' and state <> 'held'`,
  );
}

/**
 * Marks the due instant as fulfilled by this run, whatever its state was. A period without a rule has none.
 */
export function fulfilDueInstant(
  tx: Writing,
  ask: { readonly periodId: number; readonly runId: number },
): Promise<void> {
  return fulfilDueInstants(tx, [ask]);
}

export async function fulfilDueInstants(
  tx: Writing,
  runs: readonly { readonly periodId: number; readonly runId: number }[],
): Promise<void> {
  await rowsOf(
    tx,
    sql`update due_instant d set state = 'fulfilled', held_why = null, decided_at = paybeat_now(),
          fulfilled_by = run.run_id
        from unnest(${runs.map((run) => run.periodId)}::int[], ${runs.map((run) => run.runId)}::int[])
          as run(period_id, run_id)
        where d.period_id = run.period_id and d.stage = 'open'`,
  );
}

/** Active → skipped, for the period that exists only for an off-cycle run. */
export function skipPeriodOfRun(
  tx: Writing,
  ask: { readonly periodId: number; readonly why: string },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update pay_period set status = 'skipped', status_why = ${ask.why}
        where period_id = ${ask.periodId} and status = 'active' and kind <> 'regular'`,
  );
}
