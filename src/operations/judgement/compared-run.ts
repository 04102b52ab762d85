/**
 * Finds a run and the one that it is compared with: the last run of the same schedule. A run that pays held people
 * is compared with the last run before their period.
 *
 * Refusals: run_not_found; still_calculating, run_voided and run_failed, because such a run has no totals;
 * nothing_to_compare, for an off-cycle run that pays amounts of its own, for a reversal and for a correction.
 */
import { type Answer, answer, assert, refuse } from '#errors.ts';
import { findRun } from '#operations/look-up.ts';
import { failedRun, withoutTotals } from '#operations/runs/without-totals.ts';
import type { World } from '#operations/world.ts';
import { paysOwnAmounts } from '#run/own-amounts.ts';
import { lastRunBefore } from '#store/reads/preview.ts';
import { runFrame } from '#store/reads/run-work.ts';
import type { RunRow } from '#store/reads/runs.ts';
import type { ComparedRun } from './difference-pages.ts';
import { basisSeen } from './differences-of-people.ts';

export async function comparedRun(world: World, runId: number): Promise<Answer<ComparedRun>> {
  const found = await findRun(world, runId);
  if (!found.ok) return found;
  const run = found.value;
  const trouble = whyNotComparable(run);
  if (trouble !== null) return trouble;
  return world.store.read(run, async (at) => {
    const frame = await runFrame(at, runId);
    assert(frame, 'a run has a frame');
    const last = await lastRunBefore(at, frame);
    return answer({ run, last, now: await basisSeen(at, frame) });
  });
}

function whyNotComparable(run: RunRow): Answer<never> | null {
  const { runId, state, failedIn } = run;
  const of = { family: 'conflict' as const, code: 'nothing_to_compare', facts: { runId } };
  if (run.reverses !== null) {
    return refuse({
      ...of,
      message: `run ${runId} reverses payslips of run ${run.reverses}, and calculates nothing to compare`,
      hint: 'the reversed run shows what it paid',
      actions: [{ action: 'show_run', run: run.reverses }],
    });
  }
  if (run.corrects !== null) {
    return refuse({
      ...of,
      message: `run ${runId} corrects payslips of run ${run.corrects}, and is compared with these`,
      hint: 'the run shows each payslip as it was and as it should have been',
      actions: [{ action: 'show_run', run: runId }],
    });
  }
  if (paysOwnAmounts(run)) {
    return refuse({
      ...of,
      message: `run ${runId} pays amounts of its own, outside the schedule, so no earlier run is like it`,
      hint: 'the run itself shows what it pays',
      actions: [{ action: 'show_run', run: runId }],
    });
  }
  const refused = withoutTotals(run, 'compare it when it is in review');
  if (refused !== null || state !== 'failed' || failedIn !== 'calculating') return refused;
  return failedRun(run, 'failed before everyone was calculated');
}
