/**
 * A person approves a run in review, with exactly the totals that they saw and despite its blockers. The run
 * is then committed on the same path as a run that the policy approved. Where the policy asks for several people,
 * it waits for the others.
 *
 * Refusals
 *   run_not_found, run_state   as for every move that a person makes (control-run.ts)
 *   totals_changed             the run was recalculated, and its totals differ from those approved
 *   totals_differ              the run never had the totals that were approved
 *   inputs_changed             what arrived after the run read its inputs would change what it pays
 *   blocker_stands             a blocker that nobody may override: the figures do not add up
 *   reason_missing             the run has blockers, and no reason for approving anyway was given
 *   own_entry, not_an_approver this person may not approve it (reviews/may-approve.ts)
 *   objection_stands           somebody objects to it (reviews/object-to-run.ts)
 *   already_approved           this person has approved it; it waits for others
 *   restored_unchecked         nobody has accepted the restore of the database (backup/unchecked-restore.ts)
 *   seen_differs               the run is not as it was seen; the facts say what changed, and by whom
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { uncheckedRestore } from '#operations/backup/unchecked-restore.ts';
import { runNotFound } from '#operations/not-found.ts';
import { approvalRefused } from '#operations/reviews/approval-of-run.ts';
import { objectionStands } from '#operations/reviews/object-to-run.ts';
import { otherSeen } from '#operations/reviews/other-seen.ts';
import { handOver } from '#operations/tasks/hand-over.ts';
import { actorInWords, firstFacts } from '#operations/who-was-first.ts';
import type { HandingWorld } from '#operations/world.ts';
import { standingBlockers } from '#run/blockers.ts';
import { personBehind } from '#run/second-eyes.ts';
import { hadTotals, lastAct } from '#store/reads/acts.ts';
import { approvalsOf } from '#store/reads/reviews.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import { seenOfRun } from '#store/reads/seen-of-run.ts';
import type { Reading } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { moveToApproved } from '#store/writes/run-moves.ts';
import { insertApproval, type LockedRun } from '#store/writes/runs.ts';
import { advanceRun } from './advance-run.ts';
import { control } from './control-run.ts';
import { unreadPayData } from './unread-inputs.ts';

export interface ApproveRun {
  readonly runId: number;
  /** Recorded with the approval. Required when the run has blockers. */
  readonly why: string | null;
  /** The first characters of the checksum of totals as it was shown, at least twelve; null approves any totals. */
  readonly totals: string | null;
  /** What was seen, as `runs review` shows it in short; left out approves whatever there is. */
  readonly seen?: string | null;
  /** Reports what would be approved and writes nothing. No reason is required. */
  readonly dryRun: boolean;
}

/** How many characters of a checksum of totals are shown and asked for. */
export const totalsShown = 12;

/**
 * Returns the run afterwards: committed, or recalculated because another run paid the same people in the
 * meantime. After a dry run it is unchanged.
 */
export async function approveRun(world: HandingWorld, ask: ApproveRun): Promise<Answer<RunRow>> {
  const { runId, why } = ask;
  const approver = actorOf(world.caller);
  const approved = await control(world, ask, 'approve', async (tx, { run }) => {
    const { companyId, epoch, totalsHash } = run;
    assert(totalsHash, 'a reviewed run has a totals hash');
    const refusal =
      (await uncheckedRestore(tx)) ??
      (await unreadPayData(tx, run)) ??
      (await against(tx, run, { ...ask, totalsHash })) ??
      (await otherSeen(tx, run, ask.seen ?? null)) ??
      (await objectionStands(tx, run)) ??
      (await approvalRefused(tx, run, world.caller)) ??
      (await approvedAlready(tx, run, approver));
    if (refusal) return refusal;
    const { hash: seen } = await seenOfRun(tx, runId);
    await insertApproval(tx, {
      ...{ companyId, runId, runEpoch: epoch, approver, reason: why, totalsHash, seen },
    });
    const missing = await approvalsMissing(tx, run);
    if (missing > 0) {
      const facts = { epoch, totals: totalsHash, missing, ...(why === null ? {} : { why }) };
      const subject = `run:${runId}`;
      await audit(tx, { companyId, actor: approver, action: 'approval.give', subject, facts });
      return 'stays';
    }
    await moveToApproved(tx, { run, actor: approver, totalsHash, reason: why });
    return null;
  });
  if (!approved.ok) return approved;
  if (!ask.dryRun && (await advanceRun(world, approved.value))) {
    const { companyId } = approved.value;
    await handOver(world, { companyId, after: `run-${runId}-approved` });
  }
  const run = await world.store.read(approved.value, (at) => runById(at, runId));
  return run ? answer(run) : runNotFound(runId);
}

/**
 * Whether a person can approve the run. Without a policy, a run without blockers is approved by itself. In a restored
 * database nobody can before the restore is accepted.
 */
export function canBeApproved({
  state,
  blockers,
  review,
  waitsForRestore,
}: Pick<RunRow, 'state' | 'blockers' | 'review' | 'waitsForRestore'>): boolean {
  if (state !== 'review' || waitsForRestore) return false;
  return (blockers.length > 0 || review !== null) && standingBlockers(blockers).length === 0;
}

/** How many people still have to approve. */
async function approvalsMissing(at: Reading, run: LockedRun): Promise<number> {
  const policy = run.review?.policy;
  if (policy?.policy !== 'people') return 0;
  const given = await approvalsOf(at, run);
  return policy.people - new Set(given.map(({ approver }) => personBehind(approver))).size;
}

async function approvedAlready(
  at: Reading,
  run: LockedRun,
  approver: string,
): Promise<Refused | null> {
  const { runId } = run;
  const given = await approvalsOf(at, run);
  const own = given.find((one) => personBehind(one.approver) === personBehind(approver));
  if (own === undefined) return null;
  return refuse({
    family: 'conflict',
    code: 'already_approved',
    message: `run ${runId} was approved by ${actorInWords({ actor: own.approver, at: own.approvedAt })}; it waits for others`,
    hint: 'see who can still approve it',
    actions: [{ action: 'review_run', run: runId }],
    facts: { runId, approver: own.approver },
  });
}

async function against(
  at: Reading,
  run: LockedRun,
  ask: Pick<ApproveRun, 'totals' | 'why' | 'dryRun'> & { readonly totalsHash: string },
): Promise<Refused | null> {
  const { totals: given, totalsHash } = ask;
  if (given !== null && !totalsHash.startsWith(given))
    return otherTotals(at, run, { given, totalsHash });
  const standing = standingBlockers(run.blockers);
  if (standing.length > 0) return blockerStands(run.runId, standing);
  const needsReason = run.blockers.length > 0 && !ask.dryRun;
  return needsReason && ask.why === null ? reasonMissing(run) : null;
}

/**
 * Refuses totals that the run does not have. They may be those of an earlier calculation, mistyped, or of
 * another run.
 */
async function otherTotals(
  at: Reading,
  run: LockedRun,
  { given, totalsHash }: { readonly given: string; readonly totalsHash: string },
): Promise<Refused> {
  const { runId, companyId } = run;
  const now = totalsHash.slice(0, totalsShown);
  const common = {
    family: 'conflict',
    actions: [{ action: 'show_run', run: runId }],
  } as const;
  const facts = { runId, given, totals: totalsHash };
  if (!(await hadTotals(at, { companyId, runId, given }))) {
    return refuse({
      ...{ ...common, code: 'totals_differ', facts },
      message: `the checksum of totals of run ${runId} is ${now}, not ${given}`,
      hint: 'nothing was approved; check the run and its checksum of totals',
    });
  }
  const subject = `run:${runId}`;
  const act = await lastAct(at, { companyId, subject, actions: ['run.recalculate'] });
  const who = act === null ? '' : ` by ${actorInWords(act)}`;
  return refuse({
    ...{ ...common, code: 'totals_changed', facts: { ...facts, ...firstFacts(act) } },
    message: `run ${runId} was recalculated${who}: its checksum of totals is now ${now}, not ${given}`,
    hint: 'check the run again',
  });
}

function blockerStands(runId: number, standing: LockedRun['blockers']): Refused {
  return refuse({
    family: 'conflict',
    code: 'blocker_stands',
    message: `run ${runId} cannot be approved: ${standing.map(({ title }) => title).join('; ')}`,
    hint: 'recalculate the run; if the problem stays, report it',
    actions: [{ action: 'recalculate_run', run: runId }],
    issues: standing.map(({ code, title }) => ({ pointer: '/blockers', code, message: title })),
    facts: { runId },
  });
}

function reasonMissing({ runId, blockers }: LockedRun): Refused {
  const titles = blockers.map(({ title }) => title).join('; ');
  return refuse({
    family: 'usage',
    code: 'reason_missing',
    message: `run ${runId} has open problems (${titles}); approving it needs a reason`,
    hint: 'give a reason for approving anyway',
    actions: [{ action: 'approve_run', run: runId }],
    facts: { runId },
  });
}
