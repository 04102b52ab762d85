/**
 * A review, approval or commit that failed: counted on the run, tried again by the retry policy, and
 * after the last retry the run fails, where a person sees it and nobody waits for it. A run whose
 * assertion failed (a Bug) fails at once.
 *
 * An outage is no failure of the run. Still, one after which the database answers is counted: what it
 * breaks off each time must not go on for ever. One that cannot be counted is an outage of everything.
 *
 * Counted is a step of exactly the move that was tried: whoever was quicker, or moved the run on, has
 * the say, and of two who fail at the same moment one is counted.
 */
import { Bug, Outage } from '#errors.ts';
import { tellEnded } from '#operations/tasks/tell-ended.ts';
import type { World } from '#operations/world.ts';
import { outageDelaySeconds, retryDelaySeconds } from '#run/retry-policy.ts';
import type { RunInMotion } from '#store/reads/run-work.ts';
import * as moves from '#store/writes/run-moves.ts';
import { lockRun, recordStepFailure } from '#store/writes/runs.ts';

export type RunStep = 'review' | 'approve' | 'commit';

interface Failed {
  /** The run as it was when the step began. */
  readonly seen: RunInMotion;
  readonly step: RunStep;
  readonly error: unknown;
}

/** Whether the run has failed by now; an outage is thrown on. */
export async function countStepFailure(world: World, ask: Failed): Promise<boolean> {
  const { error } = ask;
  if (!(error instanceof Outage)) return count(world, ask);
  const hasFailed = await count(world, ask).catch(() => false);
  if (hasFailed) return true;
  throw error;
}

async function count(world: World, { seen, step, error }: Failed): Promise<boolean> {
  const { runId, companyId } = seen;
  const message = error instanceof Error ? error.message : String(error);
  const isOutage = error instanceof Outage;
  const failures = 1 + (isOutage ? seen.stepOutages : seen.stepFailures);
  const delay = isOutage ? outageDelaySeconds(failures) : retryDelaySeconds(failures);
  const retryInSeconds = error instanceof Bug ? null : delay;
  const counted = await world.store.write({ companyId }, async (tx) => {
    const run = await lockRun(tx, runId);
    if (run?.moveCount !== seen.moveCount) return null;
    const said = { message: `${step}: ${message}`, isOutage, retryInSeconds };
    if (!(await recordStepFailure(tx, { ...seen, ...said }))) return null;
    if (retryInSeconds !== null) return [];
    const why = `${step}, tried ${failures === 1 ? 'once' : `${failures} times`}: ${message}`;
    return moves.moveToFailed(tx, { run, actor: world.worker, why });
  });
  if (counted === null) return false;
  world.telemetry.emit({ kind: 'step_failed', runId, step, failures, retryInSeconds, message });
  if (retryInSeconds !== null) return false;
  world.telemetry.emit({ kind: 'run_moved', runId, move: 'fail', actor: world.worker });
  tellEnded(world, counted);
  return true;
}
