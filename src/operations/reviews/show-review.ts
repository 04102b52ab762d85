/**
 * Shows a run in review: what waits, until when, what will happen then by itself, who has approved or objected,
 * and who still can. Reads only.
 *
 * Refusals: run_not_found; those of a register, if the totals by department are asked for.
 */
import { type Answer, answer } from '#errors.ts';
import { findRun } from '#operations/look-up.ts';
import { type OpenRegister, openRegister } from '#operations/registers/register-pages.ts';
import { type NewPayData, newPayData } from '#operations/runs/unread-inputs.ts';
import type { World } from '#operations/world.ts';
import { decideReview, isLateReview, type ReviewRow } from '#run/review-clock.ts';
import { personBehind } from '#run/second-eyes.ts';
import type { ReviewPolicy } from '#schedule/review-policy.ts';
import { heldByCode } from '#store/reads/held.ts';
import { reviewersOf } from '#store/reads/reviewers.ts';
import {
  type ApprovalRow,
  approvalsOf,
  type DeadlineMove,
  deadlineMoveOf,
  type ObjectionRow,
  objectionsTo,
  reviewRowOfRun,
} from '#store/reads/reviews.ts';
import type { RunRow } from '#store/reads/runs.ts';
import { seenInShort, seenOfRun } from '#store/reads/seen-of-run.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading } from '#store/store.ts';
import { entriesOfRun, rolesAsked } from './approval-of-run.ts';
import { approversOf, whoCould } from './may-approve.ts';
import { reviewWarning } from './people-for-policy.ts';
import { policyOf, reviewDeadlineOf } from './plan-review.ts';

/** What happens by itself when the time of the review comes. */
export type NextInReview =
  | 'approve'
  | 'wait_for_deadline'
  | 'hold'
  | 'escalate'
  /** Nothing before somebody has accepted the restore of this database. */
  | 'wait_for_restore'
  /** Nothing: it waits for people, however long that takes. */
  | 'wait_for_people'
  /** The run is not calculated yet; its review begins then. */
  | 'not_begun'
  /** The run is not in review any more. */
  | 'over';

export interface ReviewSeen {
  readonly run: RunRow;
  readonly now: Temporal.Instant;
  readonly policy: ReviewPolicy | null;
  /** Of a review that has not begun. Null: it has begun, or has no deadline. */
  readonly comingDeadline: Temporal.Instant | null;
  /** What keeps the policy from being fulfilled. */
  readonly warning: string | null;
  readonly next: NextInReview;
  readonly secondsLeft: number | null;
  /** In the zone of the company: `2026-01-21T17:00`. */
  readonly untilLocal: string | null;
  readonly isMoved: boolean;
  readonly isPastDeadline: boolean;
  /** Null: nobody moved the deadline. */
  readonly deadlineMove: DeadlineMove | null;
  readonly approvals: readonly ApprovalRow[];
  readonly approvalsMissing: number;
  readonly objections: readonly ObjectionRow[];
  /** Who can still approve it. Null: anybody who entered nothing of it. */
  readonly could: readonly string[] | null;
  readonly held: readonly { readonly code: string; readonly count: number }[];
  /** What changed since the run read its inputs, of all that it pays by. */
  readonly newInputs: readonly NewPayData[];
  /** To approve exactly this. Null: it has no totals. */
  readonly seen: string | null;
  /** Its totals by department. Null: they were not asked for. */
  readonly departments: OpenRegister | null;
}

export async function showReview(
  world: World,
  ask: { readonly runId: number; readonly departments?: boolean },
): Promise<Answer<ReviewSeen>> {
  const found = await findRun(world, ask.runId);
  if (!found.ok) return found;
  const run = found.value;
  const register = await departmentsAsked(world, ask);
  if (register?.ok === false) return register;
  const seen = await world.store.read(run, (at) => seenReview(at, run));
  return answer({ ...seen, departments: register?.value ?? null });
}

async function departmentsAsked(
  world: World,
  { runId, departments = false }: { readonly runId: number; readonly departments?: boolean },
): Promise<Answer<OpenRegister> | null> {
  return departments ? openRegister(world, { runId, by: 'department' }) : null;
}

async function seenReview(at: Reading, run: RunRow): Promise<Omit<ReviewSeen, 'departments'>> {
  const { runId, companyId } = run;
  const now = await databaseNow(at);
  const row = await reviewRowOfRun(at, runId);
  const isComing = !hasBegun(run);
  const policy = isComing ? await policyOf(at, run) : (row?.policy ?? null);
  const approvals = await approvalsOf(at, run);
  const objections = await objectionsTo(at, run);
  const newInputs = run.state === 'review' ? await newPayData(at, run) : [];
  const hasObjection = objections.some(({ withdrawnAt }) => withdrawnAt === null);
  const isClean = run.blockers.length === 0 && newInputs.length === 0;
  const isInReview = run.state === 'review';
  const until = isInReview ? (row?.until ?? null) : null;
  return {
    ...{ run, now, policy, approvals, objections, newInputs },
    warning: await reviewWarning(at, { companyId, policy }),
    comingDeadline: isComing ? await reviewDeadlineOf(at, run) : null,
    next: isInReview
      ? nextOf({ row, isClean, hasObjection, waitsForRestore: run.waitsForRestore })
      : isComing
        ? 'not_begun'
        : 'over',
    secondsLeft: until === null ? null : Math.max(0, Math.ceil(now.until(until).total('seconds'))),
    untilLocal: until === null ? null : localOf(until, run.timeZone),
    isMoved: row?.isMoved ?? false,
    deadlineMove: await deadlineMoveOf(at, run),
    isPastDeadline: isLateReview(run.reviewDeadline, now),
    approvalsMissing: missing(policy, { approvals, isOpen: isInReview || isComing }),
    could: isInReview || isComing ? await stillCould(at, { run, policy, approvals }) : [],
    held: await heldByCode(at, runId),
    seen: run.totalsHash === null ? null : seenInShort(await seenOfRun(at, runId)),
  };
}

function hasBegun({ state, failedIn }: RunRow): boolean {
  return (state === 'failed' ? failedIn : state) !== 'calculating';
}

function nextOf(of: {
  readonly row: ReviewRow | null;
  readonly isClean: boolean;
  readonly hasObjection: boolean;
  readonly waitsForRestore: boolean;
}): NextInReview {
  const { row, isClean, hasObjection, waitsForRestore } = of;
  if (waitsForRestore) return 'wait_for_restore';
  if (row === null) return isClean ? 'approve' : 'wait_for_people';
  if (row.until === null) return 'wait_for_people';
  const decision = decideReview(row, {
    isClean,
    hasObjection,
    now: row.until,
    workersSince: row.until,
  });
  if (decision.kind === 'approve') return 'approve';
  if (decision.kind === 'silent') return decision.silence;
  return decision.until === null ? 'wait_for_people' : 'wait_for_deadline';
}

function missing(
  policy: ReviewPolicy | null,
  of: { readonly approvals: readonly ApprovalRow[]; readonly isOpen: boolean },
): number {
  if (!of.isOpen) return 0;
  const given = new Set(of.approvals.map(({ approver }) => personBehind(approver))).size;
  return Math.max(0, (policy?.policy === 'people' ? policy.people : 1) - given);
}

async function stillCould(
  at: Reading,
  of: {
    readonly run: RunRow;
    readonly policy: ReviewPolicy | null;
    readonly approvals: readonly ApprovalRow[];
  },
): Promise<readonly string[] | null> {
  const { run, policy, approvals } = of;
  const approvers = approversOf(await reviewersOf(at, run.companyId), rolesAsked(policy));
  const entered = run.secondEyes === 'required' ? await entriesOfRun(at, run) : [];
  const could = whoCould(approvers, entered);
  const given = new Set(approvals.map(({ approver }) => personBehind(approver)));
  return could && could.filter((one) => !given.has(personBehind(one)));
}

function localOf(at: Temporal.Instant, zone: string): string {
  return at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
}
