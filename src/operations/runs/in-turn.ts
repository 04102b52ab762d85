/** Opens a run when its turn has come. Until then it works on the runs ahead. */
import type { Answer } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { type DriveOptions, driveRun } from './drive-run.ts';
import { aheadIn } from './open-due-runs.ts';

/**
 * Always ends. The order is total, and each run ahead either continues by itself or is no longer waited for.
 * When told to stop, it returns the refusal `waits_in_turn`. `first` names the runs that it worked on.
 */
export async function inTurn<Opened>(
  world: World,
  companyId: number,
  options: DriveOptions,
  opens: () => Promise<Answer<Opened>>,
): Promise<{ readonly opened: Answer<Opened>; readonly first: readonly number[] }> {
  const first: number[] = [];
  for (;;) {
    const opened = await opens();
    const runId = opened.ok ? null : (aheadIn(opened.refusal)?.runId ?? null);
    if (runId === null || options.signal?.aborted === true) return { opened, first };
    await driveRun(world, { companyId, runId }, options);
    first.push(runId);
  }
}
