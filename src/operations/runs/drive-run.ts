/**
 * Works one run as far as it goes without a person: calculates its chunks, then review, approval, commit.
 *
 * Used by callers that wait for the result. Other workers may work on the same run: each leaves the others'
 * claimed chunks alone, and takes over a dead worker's chunk when its lease ends.
 */

import type { World } from '#operations/world.ts';
import { isInMotion } from '#run/run-state.ts';
import { runInMotion } from '#store/reads/run-work.ts';
import { advanceRun, type RunName } from './advance-run.ts';
import { calculateChunk } from './calculate-chunk.ts';

export interface DriveOptions {
  /** Waits a short time, so that other workers can make progress. */
  readonly pause: () => Promise<void>;
  /** How many chunks to calculate at the same time. */
  readonly concurrency: number;
  /** When aborted, stops before the next step. The next worker that looks continues the run. */
  readonly signal?: AbortSignal;
}

export async function driveRun(world: World, run: RunName, options: DriveOptions): Promise<void> {
  while (options.signal?.aborted !== true) {
    const motion = await world.store.read(run, (at) => runInMotion(at, run.runId));
    if (!motion || !isInMotion(motion) || motion.waitsForRestore) return;
    const { openChunks, mayStep, claimable } = motion;
    if (openChunks === 0 && mayStep) await advanceRun(world, run);
    else if (claimable.length === 0) await options.pause();
    else {
      const ordinals = claimable.map((chunk) => chunk.ordinal);
      let claimed = 0;
      await inLanes(ordinals, options.concurrency, async (ordinal) => {
        if (options.signal?.aborted === true) return;
        const { kind } = await calculateChunk(world, { ...run, ordinal });
        if (kind !== 'nothing_to_do') claimed += 1;
      });
      // Other workers hold the remaining chunks, or are writing them now.
      if (claimed === 0) await options.pause();
    }
  }
}

/** Works every item, at most `lanes` at once. The first error stops the rest. */
async function inLanes<Item>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const lane = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
