/**
 * The JSON form of a pay run, in a list or alone. Alone, it also has everyone who is not paid, and
 * the workers whose leases it waits for.
 */

import type { Action } from '#actions.ts';
import { conditionOf, mayLookInto, scopeOf } from '#caller.ts';
import type { heldChanges } from '#operations/judgement/held-changes.ts';
import type { ListedChange } from '#operations/judgement/list-changes.ts';
import type { CorrectionPair, pairsOfRun } from '#operations/runs/correction-pairs.ts';
import type { World } from '#operations/world.ts';
import { exceptionTodo } from '#run/exception-todo.ts';
import { isLate } from '#run/lateness.ts';
import { type WayOn, wayOn } from '#run/way-on.ts';
import { type CorrectionOf, correctionsOf } from '#store/reads/corrections.ts';
import { type ReversalOf, reversalsOf } from '#store/reads/reversals.ts';
import { type Awaited, awaited, unattendedRuns } from '#store/reads/run-work.ts';
import { type ExceptionRow, exceptionsOf, type RunRow, runById, runs } from '#store/reads/runs.ts';
import { type WaitingPeriod, waitingPeriods } from '#store/reads/waiting-periods.ts';
import { changeShape } from './changes.ts';
import { eachShownAs, shownAs, withJsonForm } from './json-form.ts';

export type ListedRun = RunRow;
export type AwaitedSeen = Awaited;

export interface ExceptionSeen extends ExceptionRow {
  /** Of a person whom a limit holds: what changed since they were paid last, who entered it, and when. */
  readonly changes: readonly ListedChange[];
  /** How to pay this person after the data are corrected. */
  readonly actions: readonly Action[];
}

/** Reads the changes of people whom a limit holds (operations/judgement/held-changes.ts). */
type ReadsChanges = typeof heldChanges;
/** Reads what a correction pays (operations/runs/correction-pairs.ts). */
type ReadsPairs = typeof pairsOfRun;

const waitingMax = 100;
/** Whose changes are read; the others have `changes list`. */
const changedMax = 100;

export interface RunSeen extends ListedRun {
  /** Silent workers that still hold chunks of this run. */
  readonly waitsFor: readonly AwaitedSeen[];
  /** The run is to be calculated or committed, and no worker is running. */
  readonly needsWorker: boolean;
  /** Due periods that wait for this run. */
  readonly waiting: readonly WaitingPeriod[];
  /** What a person can do about a failed run. Null: the run has not failed. */
  readonly wayOn: WayOn | null;
  /** The runs that reverse payslips of this one. */
  readonly reversals: readonly ReversalOf[];
  /** The runs that correct payslips of this one. */
  readonly corrections: readonly CorrectionOf[];
  /** Of a correction: each payslip as it was, and as it should have been. */
  readonly pairs: readonly CorrectionPair[];
  /** Everyone who is not paid, with the reason. */
  readonly exceptions: readonly ExceptionSeen[];
}

/** Null: the run does not exist, or belongs to a company that the caller may not see. */
export async function runSeen(
  { store, caller }: Pick<World, 'store' | 'caller'>,
  ask: { readonly runId: number; readonly changes: ReadsChanges; readonly pairs: ReadsPairs },
): Promise<RunSeen | null> {
  const { run, exceptions, waitsFor, unattended, reversals, corrections } = await store.read(
    scopeOf(caller),
    async (at) => ({
      run: await runById(at, ask.runId),
      exceptions: await exceptionsOf(at, ask.runId),
      waitsFor: await awaited(at, ask.runId),
      reversals: await reversalsOf(at, ask.runId),
      corrections: await correctionsOf(at, ask.runId),
      unattended: await unattendedRuns(at, { ...conditionOf(caller), runId: ask.runId }),
    }),
  );
  if (run === null || !mayLookInto(caller, run.companyId)) return null;
  const waiting = await store.read(run, async (at) =>
    (await waitingPeriods(at, { companyId: run.companyId, limit: waitingMax })).filter(
      ({ aheadRunId }) => aheadRunId === run.runId,
    ),
  );
  const byLimit = exceptions.filter((one) => one.seen !== null).slice(0, changedMax);
  const employeeIds = byLimit.map(({ employeeId }) => employeeId);
  const changes =
    employeeIds.length === 0
      ? null
      : await store.read(run, (at) => ask.changes(at, { run, employeeIds }));
  const seen = exceptions.map((one) => ({
    ...{ ...one, ...exceptionTodo(run, one) },
    changes: changes?.get(one.employeeId) ?? [],
  }));
  eachShownAs(seen, ({ employeeId: _, ...one }) => ({
    ...one,
    changes: one.changes.map(changeShape),
  }));
  const needsWorker = unattended.length > 0;
  const pairs =
    run.corrects === null ? [] : await store.read(run, (at) => ask.pairs(at, run.runId));
  const shown = {
    ...{ ...run, waitsFor, needsWorker, waiting, wayOn: wayOn(run), reversals },
    ...{ corrections, pairs },
    exceptions: seen,
  };
  return shownAs(shown, seenShape);
}

interface RunsToList {
  readonly companyId?: number;
  readonly periodId?: number;
  /** The last run of the page before. */
  readonly after?: number;
  readonly limit: number;
}

export interface RunsPage {
  readonly runs: readonly ListedRun[];
  /** `after` of the following page. Null: this is the last one. */
  readonly next: number | null;
}

/** Lists runs, the newest first. */
export async function runsListed(
  { store, caller }: Pick<World, 'store' | 'caller'>,
  ask: RunsToList,
): Promise<readonly ListedRun[]> {
  const { companyId, ...of } = ask;
  const scope = companyId === undefined ? scopeOf(caller) : { companyId };
  const which = { ...of, ...conditionOf(caller) };
  return eachShownAs(await store.read(scope, (at) => runs(at, which)), runShape);
}

/** The same in pages. */
export async function runsPage(
  world: Pick<World, 'store' | 'caller'>,
  ask: RunsToList,
): Promise<RunsPage> {
  // One more row than asked for shows whether there are more.
  const found = await runsListed(world, { ...ask, limit: ask.limit + 1 });
  const page = found.slice(0, ask.limit);
  const next = found.length > ask.limit ? (page.at(-1)?.runId ?? null) : null;
  return withJsonForm({ runs: page, next });
}

export function runShape(run: ListedRun): object {
  return {
    runId: run.runId,
    periodId: run.periodId,
    company: run.companyCode,
    schedule: run.scheduleCode,
    startOn: run.startOn,
    endOn: run.endOn,
    payOn: run.payOn,
    kind: run.kind,
    paysHeldOf: run.paysHeldOf,
    reverses: run.reverses,
    reversalWhy: run.reversalWhy,
    corrects: run.corrects,
    correctionWhy: run.correctionWhy,
    key: run.offCycleKey,
    state: run.state,
    failedIn: run.failedIn,
    epoch: run.epoch,
    openedBy: run.openedBy,
    forcedReason: run.forcedReason,
    lateReason: run.lateReason,
    openedAt: run.openedAt,
    dueAt: run.dueAt,
    lateSeconds: run.lateSeconds,
    isLate: isLate(run.lateSeconds),
    committedAt: run.committedAt,
    currency: run.currency,
    roster: run.rosterCount,
    paid: run.paidCount,
    held: run.heldCount,
    excluded: run.excludedCount,
    grossMinor: run.grossMinor,
    reimbursementsMinor: run.reimbursementsMinor,
    deductionsMinor: run.deductionsMinor,
    taxesMinor: run.taxesMinor,
    employerMinor: run.employerMinor,
    netMinor: run.netMinor,
    totalsHash: run.totalsHash,
    stateTax: run.stateTax,
    chunks: { all: run.chunkCount, done: run.chunksDone },
    retries: { failures: run.failures, lastError: run.lastError, nextAt: run.retryAt },
    warnings: run.warnings,
    blockers: run.blockers,
    approvedBy: run.approvedBy,
    approvedWhy: run.approvedWhy,
    secondEyes: run.secondEyes,
    review: run.review,
    reviewUntil: run.reviewUntil,
    reviewDeadline: run.reviewDeadline,
    reviewSilent: run.reviewSilent,
    isApprovedLate: run.isApprovedLate,
    waitsForRestore: run.waitsForRestore,
    closedWhy: run.closedWhy,
  };
}

function seenShape({
  waitsFor,
  needsWorker,
  waiting,
  wayOn: way,
  reversals,
  corrections,
  pairs,
  exceptions,
  ...run
}: RunSeen): object {
  return {
    ...runShape(run),
    waitsFor: waitsFor.map(({ runId: _, ...one }) => one),
    needsWorker,
    waiting,
    wayOn: way,
    reversals,
    corrections,
    pairs,
    exceptions,
  };
}

/** A run that was approved, or only checked in a dry run. */
/** An objection, or its withdrawal. */
export function objectedRunShape(run: ListedRun, ask: { readonly dryRun: boolean }): object {
  return { ...runShape(run), written: !ask.dryRun };
}

export function approvedRunShape(run: ListedRun, ask: { readonly dryRun: boolean }): object {
  return { ...runShape(run), written: !ask.dryRun };
}
