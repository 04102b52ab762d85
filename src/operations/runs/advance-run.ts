/**
 * Moves a run through every step that needs no person: review, approval by policy when it has no blockers,
 * commit.
 *
 * Each step is one short transaction. It locks the run, reads its state again and makes at most one move, so
 * any worker may call this any number of times. A step that does not apply (chunks still open, blockers,
 * another worker was quicker) stops without an error.
 *
 * A failed step is counted and retried later. After the last retry the run fails (step-failures.ts).
 */
import { assert } from '#errors.ts';
import { type KnownComparison, runDoubts } from '#operations/judgement/run-doubts.ts';
import { decideByClock } from '#operations/reviews/decide-review.ts';
import { planReview, policyOf } from '#operations/reviews/plan-review.ts';
import { tellEnded } from '#operations/tasks/tell-ended.ts';
import type { World } from '#operations/world.ts';
import { type Blocker, blockersOf, nothingLeftToPay, type RunTotals } from '#run/blockers.ts';
import { likelyDuplicate } from '#run/likely-duplicate.ts';
import { heldOffCycle, manyHeld, manyHeldMin } from '#run/many-held.ts';
import { paysOwnAmounts } from '#run/own-amounts.ts';
import { type RunMove, stateAfter } from '#run/run-state.ts';
import { heldByCode, hoursWereTaken } from '#store/reads/held.ts';
import { committedOverlaps } from '#store/reads/moves.ts';
import { similarRuns } from '#store/reads/off-cycle.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import { isRestoredUnchecked } from '#store/reads/restores.ts';
import { totalsFromRows } from '#store/reads/run-totals.ts';
import { overtakenBy, type RunInMotion, runInMotion } from '#store/reads/run-work.ts';
import type { Writing } from '#store/store.ts';
import { type AuditRow, audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { completePeriod } from '#store/writes/periods.ts';
import * as moves from '#store/writes/run-moves.ts';
import type { EndedTask } from '#store/writes/running-tasks.ts';
import { insertApproval, type LockedRun, lockPeriod, lockRun } from '#store/writes/runs.ts';
import { markReviewEnded } from '#store/writes/stages.ts';
import { version } from '#version.ts';
import { blockersOfCorrection } from './correction-pairs.ts';
import { replanRun } from './replan-run.ts';
import { blockersOfReversal } from './reversal-warnings.ts';
import { countStepFailure, type RunStep } from './step-failures.ts';

export interface RunName {
  readonly companyId: number;
  readonly runId: number;
}

/** Approves a run without a blocker. This name is stored in the approval's row. */
export const policyApprover = 'policy:approve_when_clean';

type Step = 'moved' | 'stays';

/** True when the run has moved. New chunks may then exist, or another period's turn may have come. */
export async function advanceRun(world: World, run: RunName): Promise<boolean> {
  let hasMoved = false;
  while ((await step(world, run)) === 'moved') hasMoved = true;
  return hasMoved;
}

const steps: Readonly<Record<RunStep, (world: World, run: RunName) => Promise<Step>>> = {
  review,
  approve,
  commit,
};

async function step(world: World, run: RunName): Promise<Step> {
  const motion = await world.store.read({ companyId: run.companyId }, (at) =>
    runInMotion(at, run.runId),
  );
  const next = motion && nextStep(motion);
  if (!motion || !next) return 'stays';
  try {
    return await steps[next](world, run);
  } catch (error) {
    const hasFailed = await countStepFailure(world, { seen: motion, step: next, error });
    return hasFailed ? 'moved' : 'stays';
  }
}

function nextStep(motion: RunInMotion): RunStep | null {
  const { state, openChunks, movesInReview, mayStep, waitsForRestore } = motion;
  if (!mayStep || waitsForRestore) return null;
  if (state === 'calculating' && openChunks === 0) return 'review';
  if (state === 'review' && movesInReview) return 'approve';
  return state === 'approved' ? 'commit' : null;
}

/** calculating → review: every chunk done, totals recomputed from rows. */
export async function review(world: World, { companyId, runId }: RunName): Promise<Step> {
  let needsPerson = false;
  const ended = await world.store.write({ companyId }, async (tx) => {
    const run = await lockRun(tx, runId);
    if (run?.state !== 'calculating') return null;
    const motion = await runInMotion(tx, runId);
    if (motion?.openChunks !== 0) return null;
    const totals = await totalsFromRows(tx, { runId });
    const blockers = await blockersIn(tx, { run, totals });
    const policy = await policyOf(tx, run);
    const isClean = blockers.length === 0;
    const planned = policy && (await planReview(tx, { run, policy, isClean }));
    needsPerson = !isClean || policy?.policy === 'people' || (await isRestoredUnchecked(tx));
    const asked = { run, actor: world.worker, totals, blockers, review: planned };
    return moves.moveToReview(tx, asked);
  });
  return told(world, { runId, move: 'review', ended, needsPerson });
}

/** What stops a run with these totals from being approved by policy. */
export async function blockersIn(
  tx: Writing,
  {
    run,
    totals,
    known,
  }: {
    readonly run: LockedRun;
    readonly totals: RunTotals;
    /** Of a set, whose chunks were calculated in this transaction. */
    readonly known?: KnownComparison | null | undefined;
  },
): Promise<readonly Blocker[]> {
  const { runId } = run;
  const nothingLeft = run.paysOwed ? nothingLeftToPay(runId, totals) : null;
  if (nothingLeft !== null) return [nothingLeft];
  const doubts = [
    await manyHeldIn(tx, { run, totals }),
    paysOwnAmounts(run) ? heldOffCycle({ runId, ...totals }) : null,
    likelyDuplicate(runId, run.kind === 'regular' ? [] : await similarRuns(tx, run)),
  ];
  return [
    ...blockersOf(runId, totals),
    ...doubts.filter((one) => one !== null),
    ...(await runDoubts(tx, { run, totals, known })),
    ...(run.kind === 'reversal' ? await blockersOfReversal(tx, run) : []),
    ...(run.kind === 'correction' ? await blockersOfCorrection(tx, run) : []),
  ];
}

/** Counts only for a regular run. In every other run a person chose the employees. */
async function manyHeldIn(
  tx: Writing,
  { run, totals }: { readonly run: LockedRun; readonly totals: RunTotals },
): Promise<Blocker | null> {
  if (run.kind !== 'regular' || totals.held < manyHeldMin) return null;
  const { runId, companyId, periodId, snapshotRevision: revision } = run;
  return manyHeld({
    ...{ runId, periodId, people: totals.paid + totals.held },
    byCode: await heldByCode(tx, runId),
    hoursWereTaken: await hoursWereTaken(tx, { periodId, revision }),
    percentMax: (await paySettingsAt(tx, { companyId, revision })).heldPercentMax,
  });
}

/** review → approved, by policy, bound to exactly these totals. Or the clock of its review is set. */
export async function approve(world: World, { companyId, runId }: RunName): Promise<Step> {
  let silent: 'hold' | 'escalate' | null = null;
  const ended = await world.store.write({ companyId }, async (tx) => {
    const run = await lockRun(tx, runId);
    if (run?.state !== 'review') return null;
    const { totalsHash, review: planned } = run;
    let approver: string | null = run.blockers.length === 0 ? policyApprover : null;
    if (planned !== null) {
      ({ approver, silent } = await decideByClock(tx, { world, run, review: planned }));
    }
    if (approver === null) return null;
    assert(totalsHash, 'a reviewed run has a totals hash');
    await insertApproval(tx, {
      companyId,
      runId,
      runEpoch: run.epoch,
      approver,
      reason: null,
      totalsHash,
    });
    return moves.moveToApproved(tx, { run, actor: approver, totalsHash, reason: null });
  });
  if (silent !== null) world.telemetry.emit({ kind: 'review_silent', runId, silence: silent });
  return told(world, { runId, move: 'approve', ended });
}

/** approved → committed: the period is completed and year-to-date is fixed. */
export async function commit(world: World, { companyId, runId }: RunName): Promise<Step> {
  const moved = await world.store.write({ companyId }, async (tx) => {
    const periodId = (await runInMotion(tx, runId))?.periodId;
    if (periodId === undefined) return null;
    const period = await lockPeriod(tx, periodId);
    const run = await lockRun(tx, runId);
    if (run?.state !== 'approved' || !period) return null;
    const revision = await raiseInputRevision(tx, companyId);
    const overtaking = new Set([
      ...(await overtakenBy(tx, run)),
      // Two runs calculated at the same time did not see each other's payslips.
      ...(await committedOverlaps(tx, runId)),
    ]);
    if (overtaking.size > 0) {
      const why = `run ${[...overtaking].join(', ')} paid the same people after this run's snapshot`;
      await replanRun(tx, { run, period, why, actor: world.worker, settings: world.settings });
      return { move: 'recalculate' as const, ended: [] };
    }
    const totals = await totalsFromRows(tx, { runId, form: run.totalsForm });
    assert(totals.hash === run.totalsHash, 'what is committed is what was approved');
    if (run.paysHeldOf === null) {
      await markReviewEnded(tx, run);
      assert(await completePeriod(tx, periodId), 'the period of a live run is active');
      await audit(tx, completedRow(run, world.worker));
    }
    const by = { actor: world.worker, version: version() };
    const ended = await moves.moveToCommitted(tx, { run, ...by, revision });
    return { move: 'commit' as const, ended };
  });
  return told(world, { runId, ...(moved ?? { move: 'commit', ended: null }) });
}

export function completedRow(
  { companyId, periodId, runId }: Pick<LockedRun, 'companyId' | 'periodId' | 'runId'>,
  actor: string,
): AuditRow {
  const subject = `period:${periodId}`;
  return { companyId, actor, action: 'period.complete', subject, facts: { run: runId } };
}

function told(
  world: World,
  ask: {
    readonly runId: number;
    readonly move: RunMove;
    readonly needsPerson?: boolean;
    /** The tasks that ended together with the run; null when the run did not move. */
    readonly ended: readonly EndedTask[] | null;
  },
): Step {
  if (ask.ended === null) return 'stays';
  tellMove(world, ask);
  tellEnded(world, ask.ended);
  return 'moved';
}

/** When the transaction that moved the run is committed. */
export function tellMove(
  { telemetry, worker: actor }: World,
  ask: { readonly runId: number; readonly move: RunMove; readonly needsPerson?: boolean },
): void {
  const { runId, move, needsPerson = false } = ask;
  const state = stateAfter(move, { failedIn: null });
  telemetry.emit({ kind: 'run_state_changed', runId, state, move, actor, needsPerson });
}
