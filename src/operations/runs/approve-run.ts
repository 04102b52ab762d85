/**
 * A person agrees to a run that waits in review: to exactly the totals that they saw, and in spite of
 * its blockers. It is then committed on the same path as a run that the policy approved.
 *
 * Refusals
 *   run_not_found, run_state   as for every move of a person (control-run.ts)
 *   totals_changed             the run was calculated again and has other totals than those agreed to
 *   totals_differ              those agreed to were never the totals of this run
 *   inputs_changed             its period has inputs that it has not read
 *   blocker_stands             a blocker that nobody may wave through: numbers that do not add up
 *   reason_missing             it has blockers, and no reason for approving anyway was given
 */

import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { runNotFound } from '#operations/not-found.ts';
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
  /** Recorded with the approval; needed where there are blockers. */
  readonly why: string | null;
  /** The first characters, twelve or more, of the totals' hash as it was shown; null: whatever it is. */
  readonly totals: string | null;
  /** Tells what would be approved and writes nothing; a reason is not asked for. */
  readonly dryRun: boolean;
}

/** How much of a totals' hash is shown and asked for. */
export const totalsShown = 12;

/**
 * The run as it is then: committed, or calculated again because another run paid the same people
 * meanwhile; after a dry run as it was.
 */
export async function approveRun(world: HandingWorld, ask: ApproveRun): Promise<Answer<RunRow>> {
  const { runId, why } = ask;
  const approver = actorOf(world.caller);
  const approved = await control(world, ask, 'approve', async (tx, { run }) => {
    const { companyId, epoch, totalsHash } = run;
    assert(totalsHash, 'a reviewed run has a totals hash');
    const refusal =
      (await unreadInputs(tx, run)) ?? (await against(tx, run, { ...ask, totalsHash }));
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

/** By a person; what has no blocker is approved by the policy. */
export function canBeApproved({ state, blockers }: Pick<RunRow, 'state' | 'blockers'>): boolean {
  return state === 'review' && blockers.length > 0 && standingBlockers(blockers).length === 0;
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

/** Of an earlier calculation of this run, or of none: then they were mistyped, or are another run's. */
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
      message: `the totals code of run ${runId} is ${now}, not ${given}`,
      hint: 'nothing was approved; check the run and its code',
    });
  }
  const subject = `run:${runId}`;
  const act = await lastAct(at, { companyId, subject, actions: ['run.recalculate'] });
  const who = act === null ? '' : ` by ${actorInWords(act)}`;
  return refuse({
    ...{ ...common, code: 'totals_changed', facts: { ...facts, ...firstFacts(act) } },
    message: `run ${runId} was recalculated${who}: its totals code is now ${now}, not ${given}`,
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
