/**
 * Runs: locks, opening, approvals. Their moves are in run-moves.ts.
 *
 * Lock order: schedule → period → run → company → chunk → audit head. A move locks the run FOR UPDATE. Chunk
 * writers share the run's lock, so that workers do not queue behind one another.
 */

import type { Action } from '#actions.ts';
import { assert } from '#errors.ts';
import type { Chunk } from '#run/chunk-plan.ts';
import type { ReviewRow } from '#run/review-clock.ts';
import type { RunKind } from '#run/run-kind.ts';
import type { RunState } from '#run/run-state.ts';
import { reviewRowOf, type StoredReview, storedReviewColumns } from '#store/reads/reviews.ts';
import type { TotalsForm } from '#store/reads/run-totals.ts';
import { newestTablesRevision } from '#store/reads/tax-tables.ts';
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';
import { rehearsedRowNumber } from './row-numbers.ts';
import { slicesOf } from './staged-rows.ts';

export interface LockedPeriod {
  readonly periodId: number;
  readonly companyId: number;
  readonly scheduleId: number | null;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly status: 'draft' | 'active' | 'completed' | 'skipped';
  readonly automationEnabled: boolean;
  readonly catchUpDays: number;
}

/**
 * Takes a shared lock on the period's schedule until the transaction ends. Call it before locking the period.
 */
export async function shareScheduleOf(tx: Writing, periodId: number): Promise<void> {
  await rowsOf(
    tx,
    sql`select 1 from pay_schedule s
        where s.schedule_id = (select schedule_id from pay_period where period_id = ${periodId})
        for share`,
  );
}

export async function lockPeriod(tx: Writing, periodId: number): Promise<LockedPeriod | null> {
  const [row] = await rowsOf<LockedPeriod>(
    tx,
    sql`select period_id as "periodId", company_id as "companyId", schedule_id as "scheduleId",
          start_on as "startOn", end_on as "endOn", pay_on as "payOn", status,
          automation_enabled as "automationEnabled", catch_up_days as "catchUpDays"
        from pay_period where period_id = ${periodId} for update`,
  );
  return row ?? null;
}

export interface LockedRun {
  readonly runId: number;
  readonly companyId: number;
  readonly periodId: number;
  readonly kind: RunKind;
  readonly paysHeldOf: number | null;
  readonly paysOwed: boolean;
  /** Of a reversal: the run whose payslips it reverses. */
  readonly reverses: number | null;
  /** Of a correction: the run whose payslips it corrects. */
  readonly corrects: number | null;
  readonly state: RunState;
  readonly epoch: number;
  /** How often the run's state has changed. */
  readonly moveCount: number;
  readonly snapshotRevision: number;
  readonly payOn: Temporal.PlainDate;
  readonly taxYear: number;
  readonly totalsHash: string | null;
  readonly totalsForm: TotalsForm;
  readonly blockers: readonly { readonly code: string; readonly title: string }[];
  /** For a failed run: the state in which it failed. */
  readonly failedIn: RunState | null;
  /** The policy by which it is reviewed. Null: it has none. */
  readonly review: ReviewRow | null;
}

/** Locks the run until the transaction ends. Null when it does not exist. */
export async function lockRun(tx: Writing, runId: number): Promise<LockedRun | null> {
  const [row] = await rowsOf<Omit<LockedRun, 'review'> & StoredReview>(
    tx,
    sql`select run_id as "runId", company_id as "companyId", period_id as "periodId", kind,
          pays_held_of as "paysHeldOf", pays_owed as "paysOwed", reverses_run_id as reverses, corrects_run_id as corrects, state, epoch, move_count as "moveCount", snapshot_revision as "snapshotRevision",
          pay_on as "payOn", tax_year as "taxYear", totals_hash as "totalsHash",
          totals_form as "totalsForm", blockers, failed_in as "failedIn", ${storedReviewColumns}
        from pay_run r where run_id = ${runId} for update`,
  );
  if (!row) return null;
  const { stored, windowEndsAt, deadlineAt, until, isMoved, ...run } = row;
  return { ...run, review: reviewRowOf({ stored, windowEndsAt, deadlineAt, until, isMoved }) };
}

/** Counts a failure of the run's current step. False when another process has counted one in the meantime. */
export function recordStepFailure(
  tx: Writing,
  ask: {
    readonly runId: number;
    readonly stepFailures: number;
    readonly stepOutages: number;
    readonly message: string;
    /** An outage, which does not count as a failure of the run. */
    readonly isOutage: boolean;
    /** Null: it is not retried. */
    readonly retryInSeconds: number | null;
  },
): Promise<boolean> {
  const { runId, stepFailures, stepOutages, isOutage } = ask;
  const [failed, brokenOff] = isOutage ? [0, 1] : [1, 0];
  return changedOne(
    tx,
    sql`update pay_run set step_failures = step_failures + ${failed},
          step_outages = step_outages + ${brokenOff}, step_error = ${ask.message},
          step_retry_at = paybeat_now() + make_interval(secs => ${ask.retryInSeconds}::float8)
        where run_id = ${runId} and step_failures = ${stepFailures} and step_outages = ${stepOutages}`,
  );
}

export interface OffCycleKey {
  readonly key: string;
  /** SHA-256 of what the run pays, in hexadecimal digits. */
  readonly digest: string;
}

export interface RunWarning {
  readonly code: string;
  readonly message: string;
  /** The facts of the warning, for programs. */
  readonly facts?: readonly Readonly<Record<string, string | number | null>>[];
  /** What to do about the warning. */
  readonly actions?: readonly Action[];
}

export interface NewRun {
  readonly companyId: number;
  readonly periodId: number;
  /** Default: regular. */
  readonly kind?: RunKind;
  /** For an off-cycle run that pays held people: the run that held them, for the same period. */
  readonly paysHeldOf?: number | null;
  /** For any other off-cycle run: its key, which it has until it is voided. */
  readonly offCycle?: OffCycleKey | null;
  /** For an off-cycle run that pays what is owed for paid periods. */
  readonly paysOwed?: boolean;
  /** For a reversal: the run whose payslips it reverses. */
  readonly reverses?: number | null;
  /** For a correction: the run whose payslips it corrects. */
  readonly corrects?: number | null;
  readonly openedBy: string;
  readonly forcedReason: string | null;
  /** The reason that a person gave for running late. */
  readonly lateReason?: string | null;
  readonly dueAt: Temporal.Instant | null;
  readonly snapshotRevision: number;
  /** The loaded tax tables that it was checked with. Absent: those of now. */
  readonly tablesRevision?: number;
  readonly payOn: Temporal.PlainDate;
  readonly taxYear: number;
  readonly stateTax: string;
  readonly warnings: readonly RunWarning[];
  readonly rosterCount: number;
  readonly chunks: readonly Chunk[];
}

/**
 * Throws the database's error when the period has a live run (`pay_run_one_live_regular`), or when another
 * run has the key (`pay_run_one_off_cycle_key`).
 */
export async function insertRun(tx: Writing, run: NewRun): Promise<number> {
  const [inserted] = await insertRuns(tx, [run]);
  assert(inserted, 'an insert returns its row');
  const { runId } = inserted;
  await insertChunks(tx, { companyId: run.companyId, runId, chunks: run.chunks });
  return runId;
}

/** Each payslip is reversed once: throws the database's error (`run_reversal_once`) when another run does so. */
export async function insertReversals(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly runId: number;
    readonly reverses: number;
    readonly employeeIds: readonly number[];
  },
): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into run_reversal (company_id, run_id, employee_id, reversed_run_id)
        select ${ask.companyId}, ${ask.runId}, id, ${ask.reverses}
        from unnest(${ask.employeeIds}::int[]) as id`,
  );
}

interface InsertedRun {
  readonly runId: number;
  readonly periodId: number;
}

/** Without their chunks. Their ids ascend in this order. */
export function insertRuns(tx: Writing, runs: readonly NewRun[]): Promise<readonly InsertedRun[]> {
  const number = rehearsedRowNumber(tx, 'pay_run.run_id');
  assert(!tx.isRehearsal || runs.length === 1, 'a rehearsal opens one run at a time');
  return rowsOf(
    tx,
    sql`insert into pay_run (${number.column}company_id, period_id, kind, pays_held_of, off_cycle_key,
          off_cycle_digest, reverses_run_id, corrects_run_id, state, opened_by, forced_reason, late_reason, due_at,
          snapshot_revision, pay_on, tax_year, state_tax, warnings, roster_count, chunk_count, pays_owed,
          tables_revision)
          ${number.overriding}
        select ${number.value}company_id, period_id, kind, pays_held_of, off_cycle_key,
          off_cycle_digest, reverses_run_id, corrects_run_id, 'calculating', opened_by, forced_reason, late_reason, due_at,
          snapshot_revision, pay_on, tax_year, state_tax, warnings::jsonb, roster_count, chunk_count, pays_owed,
          coalesce(tables_revision, ${newestTablesRevision})
        from unnest(${runs.map((run) => run.companyId)}::int[], ${runs.map((run) => run.periodId)}::int[],
            ${runs.map((run) => run.kind ?? 'regular')}::text[],
            ${runs.map((run) => run.paysHeldOf ?? null)}::int[],
            ${runs.map((run) => run.offCycle?.key ?? null)}::text[],
            ${runs.map((run) => run.offCycle?.digest ?? null)}::text[],
            ${runs.map((run) => run.reverses ?? null)}::int[],
            ${runs.map((run) => run.corrects ?? null)}::int[],
            ${runs.map((run) => run.openedBy)}::text[], ${runs.map((run) => run.forcedReason)}::text[],
            ${runs.map((run) => run.lateReason ?? null)}::text[],
            ${runs.map((run) => run.dueAt)}::timestamptz[],
            ${runs.map((run) => run.snapshotRevision)}::int[], ${runs.map((run) => run.payOn)}::date[],
            ${runs.map((run) => run.taxYear)}::int[], ${runs.map((run) => run.stateTax)}::text[],
            ${runs.map((run) => JSON.stringify(run.warnings))}::text[],
            ${runs.map((run) => run.rosterCount)}::int[], ${runs.map((run) => run.chunks.length)}::int[],
            ${runs.map((run) => run.paysOwed ?? false)}::boolean[],
            ${runs.map((run) => run.tablesRevision ?? null)}::int[])
          with ordinality as run(company_id, period_id, kind, pays_held_of, off_cycle_key,
            off_cycle_digest, reverses_run_id, corrects_run_id, opened_by, forced_reason, late_reason, due_at, snapshot_revision, pay_on,
            tax_year, state_tax, warnings, roster_count, chunk_count, pays_owed, tables_revision, place)
        order by place
        returning run_id as "runId", period_id as "periodId"`,
  );
}

/** Their people are some hundred kilobytes of text. */
const chunksPerStatement = 20;

export async function insertChunks(
  tx: Writing,
  ask: { readonly companyId: number; readonly runId: number; readonly chunks: readonly Chunk[] },
): Promise<void> {
  const { companyId, runId } = ask;
  for (const some of slicesOf(ask.chunks, chunksPerStatement)) {
    const rows = some.map(
      ({ ordinal, employeeIds }) =>
        sql`(${companyId}::int, ${runId}::int, ${ordinal}::int, ${employeeIds}::int[])`,
    );
    await rowsOf(
      tx,
      sql`insert into run_chunk (company_id, run_id, ordinal, employee_ids) values ${sql.join(rows)}`,
    );
  }
}

export interface Exclusion {
  readonly employeeId: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
}

export function insertExclusions(tx: Writing, ask: ExclusionsOf): Promise<void> {
  return insertExclusionsOf(tx, [ask]);
}

interface ExclusionsOf {
  readonly companyId: number;
  readonly runId: number;
  readonly excluded: readonly Exclusion[];
}

export async function insertExclusionsOf(
  tx: Writing,
  runs: readonly ExclusionsOf[],
): Promise<void> {
  const rows = runs.flatMap(({ companyId, runId, excluded }) =>
    excluded.map((one) => ({ companyId, runId, ...one })),
  );
  if (rows.length === 0) return;
  await rowsOf(
    tx,
    sql`insert into run_exception (company_id, run_id, employee_id, disposition, code, detail, hint)
        select company_id, run_id, employee_id, 'excluded', code, detail, hint
        from unnest(${rows.map((row) => row.companyId)}::int[], ${rows.map((row) => row.runId)}::int[],
            ${rows.map((row) => row.employeeId)}::int[], ${rows.map((row) => row.code)}::text[],
            ${rows.map((row) => row.detail)}::text[], ${rows.map((row) => row.hint)}::text[])
          as t(company_id, run_id, employee_id, code, detail, hint)`,
  );
}

export function insertApproval(tx: Writing, approval: NewApproval): Promise<void> {
  return insertApprovals(tx, [approval]);
}

interface NewApproval {
  readonly companyId: number;
  readonly runId: number;
  readonly runEpoch: number;
  readonly approver: string;
  /** Of a person; null where the policy approves. */
  readonly reason: string | null;
  readonly totalsHash: string;
  /** Of a person: what they saw (reads/seen-of-run.ts). */
  readonly seen?: string | null;
}

export async function insertApprovals(
  tx: Writing,
  approvals: readonly NewApproval[],
): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into approval (company_id, run_id, run_epoch, approver, reason, totals_hash, seen)
        select * from unnest(${approvals.map((one) => one.companyId)}::int[],
          ${approvals.map((one) => one.runId)}::int[], ${approvals.map((one) => one.runEpoch)}::int[],
          ${approvals.map((one) => one.approver)}::text[], ${approvals.map((one) => one.reason)}::text[],
          ${approvals.map((one) => one.totalsHash)}::text[],
          ${approvals.map((one) => one.seen ?? null)}::text[])`,
  );
}
