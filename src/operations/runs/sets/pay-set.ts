/**
 * Takes the opened runs of a set as far as each goes by itself, in the transaction that opened them: the
 * rules are those of calculate-chunk.ts and advance-run.ts, which take one run by steps.
 *
 * Nobody else sees these runs before the transaction ends, and the rows of their companies are locked: no
 * other run can overtake them, and no claim can be lost. What was calculated is compared with the rows at
 * the end, company by company.
 */
import { assert } from '#errors.ts';
import { comparisonOf, type KnownComparison } from '#operations/judgement/run-doubts.ts';
import { planReview } from '#operations/reviews/plan-review.ts';
import { blockersIn, completedRow, policyApprover } from '#operations/runs/advance-run.ts';
import { type ChunkResults, calculateInputs, judged } from '#operations/runs/calculate-inputs.ts';
import { openedRow } from '#operations/runs/opened-run.ts';
import { runInputs } from '#operations/runs/retro-inputs.ts';
import type { World } from '#operations/world.ts';
import type { Blocker } from '#run/blockers.ts';
import type { ReviewRow } from '#run/review-clock.ts';
import { storedReview } from '#schedule/review-policy.ts';
import { isRestoredUnchecked } from '#store/reads/restores.ts';
import { type RecomputedTotals, totalsOfRuns } from '#store/reads/run-totals.ts';
import { payslipsInPlace } from '#store/reads/sets.ts';
import type { Writing } from '#store/store.ts';
import { type AuditRow, auditAll } from '#store/writes/audit.ts';
import { finishChunks } from '#store/writes/chunks.ts';
import { raiseInputRevisions } from '#store/writes/companies.ts';
import { writeOrdersOf } from '#store/writes/court-orders.ts';
import { writeHeldOf, writePayslipsOf, writeRetroOf } from '#store/writes/payslips.ts';
import { completePeriods } from '#store/writes/periods.ts';
import * as moves from '#store/writes/run-moves.ts';
import { insertApprovals, type LockedRun } from '#store/writes/runs.ts';
import { version } from '#version.ts';
import { insertPlansOf, type RunOfSet } from './open-set.ts';

/** A run of the set as it is when the set is committed. */
export interface PaidRun {
  readonly opened: RunOfSet;
  readonly paid: number;
  readonly held: number;
  /** False: it waits in review for a person. */
  readonly isCommitted: boolean;
}

export async function paySet(
  tx: Writing,
  { world, runs }: { readonly world: World; readonly runs: readonly RunOfSet[] },
): Promise<readonly PaidRun[]> {
  const told: AuditRow[] = runs.map(({ run, opening }) => openedRow(run.runId, opening));
  const [results, isUnchecked] = await Promise.all([calculated(tx, runs), isRestoredUnchecked(tx)]);
  const reviews = await reviewsOf(tx, { world, results });
  const clean = reviews.filter(
    ({ review, blockers }) => !isUnchecked && review === null && blockers.length === 0,
  );
  const moved = await Promise.all([
    moves.moveAllToReview(tx, reviews),
    commitSet(tx, { world, runs: clean.map(inReview) }),
  ]);
  told.push(...moved.flat());
  await Promise.all([
    assertInPlace(tx, results),
    auditAll(
      tx,
      told.sort((one, other) => one.companyId - other.companyId),
    ),
  ]);
  const committed = new Set(clean.map(({ run }) => run.runId));
  return results.map(({ claim, payslips, held, opened }) => ({
    ...{ opened, paid: payslips.length, held: held.length },
    isCommitted: committed.has(claim.runId),
  }));
}

interface CalculatedRun extends ChunkResults {
  readonly opened: RunOfSet;
  readonly claim: RunOfSet['claim'];
  readonly known: KnownComparison | null;
}

async function calculated(
  tx: Writing,
  runs: readonly RunOfSet[],
): Promise<readonly CalculatedRun[]> {
  const asked = runs.map(({ frame, codes, claim: { employeeIds } }) => {
    return { frame, codes, employeeIds };
  });
  // For the people of many companies, a look at a whole table of few rows is quicker than a look-up for each.
  const read = () => runInputs(tx, asked);
  const [inputs] = await Promise.all([
    runs.length === 1 ? read() : tx.withAnyPlan(read),
    insertPlansOf(tx, runs),
  ]);
  const results = [];
  for (const [place, opened] of runs.entries()) {
    const own = inputs[place] ?? [];
    const ask = asked[place];
    assert(ask && own.length === ask.employeeIds.length, 'every employee of a chunk has inputs');
    const calculated = calculateInputs(own, { ...ask, progress: () => undefined });
    const done = await judged(tx, calculated, ask);
    const known = comparisonOf(ask, done.compared);
    results.push({ opened, claim: opened.claim, known, ...done });
  }
  return results;
}

/** Writes what was calculated. Returns the totals of the runs, from the rows. */
async function written(
  tx: Writing,
  results: readonly CalculatedRun[],
): Promise<ReadonlyMap<number, RecomputedTotals>> {
  const claims = results.map(({ claim, compared }) => ({ ...claim, compared }));
  const runIds = claims.map(({ runId }) => runId);
  const [, , , , finished, rows] = await Promise.all([
    writePayslipsOf(tx, results),
    writeRetroOf(tx, results),
    writeOrdersOf(tx, results),
    writeHeldOf(tx, results),
    finishChunks(tx, claims),
    totalsOfRuns(tx, { runIds, form: 2 }),
  ]);
  assert(finished === claims.length, 'a claimed chunk can be finished');
  return new Map(rows.map(({ runId, ...totals }) => [runId, totals]));
}

interface Reviewed {
  readonly run: LockedRun;
  readonly totals: RecomputedTotals;
  readonly blockers: readonly Blocker[];
  readonly review: ReviewRow | null;
  readonly actor: string;
}

/** What each run goes into review with. */
async function reviewsOf(
  tx: Writing,
  ask: { readonly world: World; readonly results: readonly CalculatedRun[] },
): Promise<readonly Reviewed[]> {
  const { world, results } = ask;
  const found = await written(tx, results);
  const reviews: Reviewed[] = [];
  for (const { opened, known } of results) {
    const { run, opening } = opened;
    const totals = found.get(run.runId);
    assert(totals, `run ${run.runId} is there`);
    const blockers = await blockersIn(tx, { run, totals, known });
    const policy = storedReview(opening.period.reviewPolicy);
    const review =
      policy && (await planReview(tx, { run, policy, isClean: blockers.length === 0 }));
    reviews.push({ run, totals, blockers, review, actor: world.worker });
  }
  return reviews;
}

/** As its row is then. */
function inReview({ run, totals, blockers, review }: Reviewed): LockedRun {
  return {
    ...run,
    state: 'review',
    moveCount: 2,
    totalsHash: totals.hash,
    totalsForm: totals.form,
    blockers,
    review,
  };
}

/**
 * Those without blockers or a policy: approved by policy, and committed. All of it is sent at once: nobody
 * raises the revision of a locked company in between, which is checked. Returns the audit rows.
 */
async function commitSet(
  tx: Writing,
  ask: { readonly world: World; readonly runs: readonly LockedRun[] },
): Promise<readonly AuditRow[]> {
  const { world, runs } = ask;
  if (runs.length === 0) return [];
  const approvals = runs.map((run) => {
    const { companyId, runId, epoch: runEpoch, totalsHash } = run;
    assert(totalsHash, 'a reviewed run has a totals hash');
    const approval = { companyId, runId, runEpoch, approver: policyApprover, reason: null };
    return { ...approval, totalsHash, run, actor: policyApprover };
  });
  const commits = runs.map((run) => {
    const revision = run.snapshotRevision + 1;
    const by = { actor: world.worker, version: version() };
    return { run: { ...run, state: 'approved' as const }, ...by, revision };
  });
  const companyIds = runs.map(({ companyId }) => companyId);
  const periodIds = runs.map(({ periodId }) => periodId);
  const [, approved, revisions, completed, committed] = await Promise.all([
    insertApprovals(tx, approvals),
    moves.moveAllToApproved(tx, approvals),
    raiseInputRevisions(tx, companyIds),
    completePeriods(tx, periodIds),
    moves.moveAllToCommitted(tx, commits),
  ]);
  assert(completed === runs.length, 'the period of a live run is active');
  for (const { run, revision } of commits) {
    assert(revisions.get(run.companyId) === revision, 'a run is committed at its own revision');
  }
  return [...approved, ...runs.map((run) => completedRow(run, world.worker)), ...committed];
}

/**
 * COPY runs under a role that row-level security does not hold. All that was sent is therefore found again
 * under its own company, run and chunk, or nothing of the set is kept.
 */
async function assertInPlace(
  tx: Writing,
  results: readonly {
    readonly claim: { readonly runId: number };
    readonly payslips: readonly unknown[];
  }[],
): Promise<void> {
  const found = await payslipsInPlace(
    tx,
    results.map(({ claim }) => claim.runId),
  );
  for (const { claim, payslips } of results) {
    assert(
      (found.get(claim.runId) ?? 0) === payslips.length,
      `every payslip of run ${claim.runId} is under its own company`,
    );
  }
}
