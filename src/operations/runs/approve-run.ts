/**
 * A person approves a run in review, with exactly the totals that they saw and despite its blockers. The run
 * is then committed on the same path as a run that the policy approved.
 *
 * Refusals
 *   run_not_found, run_state   as for every move that a person makes (control-run.ts)
 *   totals_changed             the run was recalculated, and its totals differ from those approved
 *   totals_differ              the run never had the totals that were approved
 *   inputs_changed             inputs for its period arrived after the run read them
 *   blocker_stands             a blocker that nobody may override: the figures do not add up
 *   reason_missing             the run has blockers, and no reason for approving anyway was given
 *   own_entry, not_an_approver this person may not approve it (reviews/may-approve.ts)
 */

import { actorOf, type Caller } from '#caller.ts';
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { runNotFound } from '#operations/not-found.ts';
import { entriesOfRun, mayApprove } from '#operations/reviews/may-approve.ts';
import { handOver } from '#operations/tasks/hand-over.ts';
import { actorInWords, firstFacts } from '#operations/who-was-first.ts';
import type { HandingWorld } from '#operations/world.ts';
import { standingBlockers } from '#run/blockers.ts';
import { hadTotals, lastAct } from '#store/reads/acts.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import { moveToApproved } from '#store/writes/run-moves.ts';
import { insertApproval, type LockedRun } from '#store/writes/runs.ts';
import { advanceRun } from './advance-run.ts';
import { control } from './control-run.ts';
import { unreadInputs } from './unread-inputs.ts';

export interface ApproveRun {
  readonly runId: number;
  /** Recorded with the approval. Required when the run has blockers. */
  readonly why: string | null;
  /** The first characters of the checksum of totals as it was shown, at least twelve; null approves any totals. */
  readonly totals: string | null;
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
      (await unreadInputs(tx, run)) ??
      (await against(tx, run, { ...ask, totalsHash })) ??
      (await notByThis(tx, run, world.caller));
    if (refusal) return refusal;
    await insertApproval(tx, {
      ...{ companyId, runId, runEpoch: epoch, approver, reason: why, totalsHash },
    });
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

/** Whether a person can approve the run. The policy approves a run without blockers. */
export function canBeApproved({ state, blockers }: Pick<RunRow, 'state' | 'blockers'>): boolean {
  return state === 'review' && blockers.length > 0 && standingBlockers(blockers).length === 0;
}

/** Refuses a person who entered pay data of the run, or who does not approve. */
async function notByThis(at: Reading, run: LockedRun, caller: Caller): Promise<Refused | null> {
  const { runId, companyId } = run;
  return mayApprove(at, caller, {
    ...{ companyId, what: `run ${runId}`, facts: { runId } },
    entered: await entriesOfRun(at, run),
    actions: [{ action: 'show_run', run: runId }],
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
