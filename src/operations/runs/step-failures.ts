/**
 * Counts a failed review, approval or commit on the run. The retry policy tries it again. After the last
 * retry the run fails, so that a person sees it and nothing waits for it. A failed assertion (a Bug) fails
 * the run at once.
 *
 * An outage is not the run's fault. It is still counted when the database answers afterwards, because a step
 * that breaks the connection every time must not repeat for ever.
 *
 * A failure counts only against the exact move that was tried. It is dropped when another worker has moved
 * the run on. Of two simultaneous failures, one is counted.
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

/** Returns whether the run has now failed. Throws the outage again, unless it has made the run fail. */
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
  tellFailed(world, runId);
  tellEnded(world, counted);
  return true;
}

/** Reports that a run has failed: it does not continue until a person acts. */
export function tellFailed({ telemetry, worker }: World, runId: number): void {
  telemetry.emit({
    ...{ kind: 'run_state_changed', runId, state: 'failed', move: 'fail' },
    ...{ actor: worker, needsPerson: true },
  });
}
