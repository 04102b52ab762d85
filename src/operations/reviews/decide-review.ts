/**
 * What a run in review does by itself when its clock has come: it is approved, waits on, or silence decides.
 *
 * The caller has locked the run. Any number of workers may call this: the first one moves the run or its clock,
 * and the others find nothing to decide.
 */
import { newPayData } from '#operations/runs/unread-inputs.ts';
import type { World } from '#operations/world.ts';
import {
  decideReview,
  isLateReview,
  type ReviewDecision,
  type ReviewRow,
} from '#run/review-clock.ts';
import { objectionsTo, workersSince } from '#store/reads/reviews.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading, Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { setReviewClock } from '#store/writes/reviews.ts';
import type { LockedRun } from '#store/writes/runs.ts';

interface DecideByClock {
  readonly world: World;
  readonly run: LockedRun;
  readonly review: ReviewRow;
}

/** What the clock of this review says now. */
async function decided(
  tx: Reading,
  { run, review, world }: DecideByClock,
): Promise<ReviewDecision & { readonly now: Temporal.Instant }> {
  const now = await databaseNow(tx);
  const objections = await objectionsTo(tx, run);
  const decision = decideReview(review, {
    now,
    isClean: await isCleanNow(tx, run),
    hasObjection: objections.some(({ withdrawnAt }) => withdrawnAt === null),
    // A worker that looks after an outage may not have reported yet: it is back now.
    workersSince: (await workersSince(tx)) ?? (world.inHand === undefined ? null : now),
  });
  return { ...decision, now };
}

/** No blocker, and nothing came after the run had read it that would change what it pays. */
export async function isCleanNow(at: Reading, run: LockedRun): Promise<boolean> {
  return run.blockers.length === 0 && (await newPayData(at, run)).length === 0;
}

/**
 * The name under which the run is approved by itself, as in its approval. Null: it is not, and its clock is
 * set. What silence meant is told.
 */
export async function decideByClock(
  tx: Writing,
  ask: DecideByClock,
): Promise<{ readonly approver: string | null; readonly silent: 'hold' | 'escalate' | null }> {
  const { run, review, world } = ask;
  const decision = await decided(tx, ask);
  if (decision.kind === 'approve') return { approver: `policy:${decision.by}`, silent: null };
  const { runId, companyId } = run;
  const tell = (action: string, facts: Readonly<Record<string, unknown>>) =>
    audit(tx, { companyId, actor: world.worker, action, subject: `run:${runId}`, facts });
  if (decision.kind === 'silent') {
    const { silence: silent, now } = decision;
    await setReviewClock(tx, { runId, until: null, silent });
    const isLate = isLateReview(review.deadlineAt, now);
    await tell(`review.${silent}`, { deadline: review.deadlineAt?.toString() ?? null, isLate });
    return { approver: null, silent };
  }
  const { until } = decision;
  const isMoved = decision.kind === 'move';
  await setReviewClock(tx, { runId, until, isMoved });
  if (isMoved) {
    const was = review.until?.toString() ?? null;
    await tell('review.move', {
      was,
      until: until?.toString() ?? null,
      why: 'no worker was there',
    });
  }
  return { approver: null, silent: null };
}
