/** Opens a run when its turn has come: works on what is ahead of it until then. */
import type { Answer } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { type DriveOptions, driveRun } from './drive-run.ts';
import { aheadIn } from './open-due-runs.ts';

/**
 * Ends: what is ahead goes on by itself or is waited for no more, and the order is total. Told to stop,
 * it answers with the refusal `waits_in_turn`.
 */
export async function inTurn<Opened>(
  world: World,
  companyId: number,
  options: DriveOptions,
  opens: () => Promise<Answer<Opened>>,
): Promise<Answer<Opened>> {
  for (;;) {
    const opened = await opens();
    const runId = opened.ok ? null : (aheadIn(opened.refusal)?.runId ?? null);
    if (runId === null || options.signal?.aborted === true) return opened;
    await driveRun(world, { companyId, runId }, options);
  }
}
