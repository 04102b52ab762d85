/**
 * Works one run to where it goes by itself: calculates its chunks, then review, approval, commit.
 *
 * For a door that waits for the result. Other workers may work on the same run meanwhile: what one
 * has claimed the other leaves alone, and what a dead one left is taken over when its lease ends.
 */

import type { World } from '#operations/world.ts';
import { isInMotion } from '#run/run-state.ts';
import { runInMotion } from '#store/reads/run-work.ts';
import { advanceRun, type RunName } from './advance-run.ts';
import { calculateChunk } from './calculate-chunk.ts';

export interface DriveOptions {
  /** Waits until others may have moved on; a short time. */
  readonly pause: () => Promise<void>;
  /** Chunks at the same time. */
  readonly concurrency: number;
  /** Aborted: stops before the next step; the run goes on with whoever looks next. */
  readonly signal?: AbortSignal;
}

export async function driveRun(world: World, run: RunName, options: DriveOptions): Promise<void> {
  while (options.signal?.aborted !== true) {
    const motion = await world.store.read(run, (at) => runInMotion(at, run.runId));
    if (!motion || !isInMotion(motion)) return;
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
      // Others have them in hand by now, or write them at this moment.
      if (claimed === 0) await options.pause();
    }
  }
}

/** Every item, at most so many at once; the first error stops the rest. */
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
