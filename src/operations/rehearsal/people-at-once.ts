/**
 * What people have to do in a rehearsal: approve runs in review, and release periods that are held because they are
 * late.
 *
 * The rehearsal does it at once, so that the months after it go on, and records that it did. Where it may not, because
 * nobody has the role or everybody who has it entered the pay, the run waits as it would in reality.
 */
import { releasePeriod } from '#operations/periods/hold-period.ts';
import { rolesAsked } from '#operations/reviews/approval-of-run.ts';
import { approversOf } from '#operations/reviews/may-approve.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { type ReviewPolicy, type Role, storedReview } from '#schedule/review-policy.ts';
import { heldPeriods } from '#store/reads/periods.ts';
import { runsForPeople } from '#store/reads/rehearsed.ts';
import { reviewersOf } from '#store/reads/reviewers.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import { rehearsing, type ScratchWorld } from './scratch-company.ts';

/** A run that did not go on without people. */
export interface WaitedForPeople {
  readonly runId: number;
  readonly since: Temporal.Instant;
  /** How many people have to approve it. */
  readonly people: number;
  /** Roles that approve. Null: anybody. */
  readonly roles: readonly Role[] | null;
  /** The last moment at which an approval meets the pay date. Null: it has no deadline. */
  readonly deadlineAt: Temporal.Instant | null;
  /** What it means when nobody decides by the deadline. Null: the run has no review policy. */
  readonly silence: ReviewPolicy['silence'] | null;
  readonly blockers: readonly { readonly code: string; readonly title: string }[];
  /** Null: the rehearsal assumed that they approve at once. Otherwise why it still waits. */
  readonly stays: { readonly code: string; readonly message: string } | null;
}

/** A period that was held because it was late. */
export interface HeldLate {
  readonly periodId: number;
  readonly at: Temporal.Instant;
  readonly why: string;
  /** The rehearsal assumed that somebody releases it at once. */
  readonly isReleased: boolean;
}

export type Approvals = 'at_once' | 'none';

const why = 'rehearsal';
const limit = 1_000;

/** Runs that wait and are not in `known` yet. */
export async function decideRuns(
  world: ScratchWorld,
  ask: { readonly approvals: Approvals; readonly known: ReadonlySet<number> },
): Promise<readonly WaitedForPeople[]> {
  const { companyId, store } = world;
  const runIds = await store.read({ companyId }, runsForPeople);
  const found: WaitedForPeople[] = [];
  for (const runId of runIds.filter((one) => !ask.known.has(one))) {
    const run = await store.read({ companyId }, (at) => runById(at, runId));
    if (run !== null) found.push(await decideRun(world, { run, approvals: ask.approvals }));
  }
  return found;
}

async function decideRun(
  world: ScratchWorld,
  ask: { readonly run: RunRow; readonly approvals: Approvals },
): Promise<WaitedForPeople> {
  const { runId, review, reviewDeadline, blockers } = ask.run;
  const policy = storedReview(review);
  const roles = rolesAsked(policy);
  const people = policy?.policy === 'people' ? policy.people : 1;
  const waited = {
    ...{ runId, since: world.clock.now(), people, roles, deadlineAt: reviewDeadline },
    silence: policy?.silence ?? null,
    blockers: blockers.map(({ code, title }) => ({ code, title })),
  };
  if (ask.approvals === 'none') return { ...waited, stays: nobodyAsked };
  return { ...waited, stays: await approvedBy(world, { runId, policy, people }) };
}

const nobodyAsked = { code: 'waits_for_people', message: 'nobody approves in this rehearsal' };

/** Null: the run has left the review. */
async function approvedBy(
  world: ScratchWorld,
  ask: { readonly runId: number; readonly policy: ReviewPolicy | null; readonly people: number },
): Promise<WaitedForPeople['stays']> {
  const { companyId, store } = world;
  const { runId } = ask;
  const known = await store.read({ companyId }, (at) => reviewersOf(at, companyId));
  const approvers =
    approversOf(known, rolesAsked(ask.policy)) ??
    Array.from({ length: ask.people }, (_, place) => `person:rehearsal-${place + 1}`);
  let stays = { code: 'not_enough_people', message: 'too few people may approve it' };
  for (const person of approvers) {
    const caller = rehearsing(companyId, person);
    const approved = await approveRun(
      { ...world, caller },
      { runId, why, totals: null, dryRun: false },
    );
    if (approved.ok && approved.value.state !== 'review') return null;
    if (!approved.ok) {
      const { code, message } = approved.refusal;
      stays = { code, message };
    }
  }
  return stays;
}

/** Periods that are held because they are late, and are not in `known` yet. */
export async function releaseLate(
  world: ScratchWorld,
  ask: { readonly approvals: Approvals; readonly known: ReadonlySet<number> },
): Promise<readonly HeldLate[]> {
  const { companyId, store, clock } = world;
  const periods = await store.read({ companyId }, (at) => heldPeriods(at, { limit }));
  const late = periods.filter(
    ({ periodId, isHeldLate }) => isHeldLate === true && !ask.known.has(periodId),
  );
  const found: HeldLate[] = [];
  for (const { periodId, dueHeldWhy } of late) {
    const isReleased = ask.approvals === 'at_once' && (await releasePeriod(world, { periodId })).ok;
    found.push({ periodId, at: clock.now(), why: dueHeldWhy ?? '', isReleased });
  }
  return found;
}
