/** Enqueues work only once, and never looks for it again. */
import type { Engine } from '#engine/engine.ts';
import { type OpenResult, openDueRuns } from '#operations/runs/open-due-runs.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import type { World } from '#operations/world.ts';
import { runsInMotion } from '#store/reads/run-work.ts';
import { conductWith } from './serve-with.ts';

/** The worker that opens a run sends its tasks once. */
export const noReconcile = conductWith('no-reconcile', {
  async scan(world, engine) {
    await extendSchedules(world);
    for (const opened of await openDueRuns(world, { opens: 'due_instant' }))
      await sendOnce(world, engine, opened);
  },
});

async function sendOnce(world: World, engine: Engine, opened: OpenResult): Promise<void> {
  if (opened.kind !== 'opened') return;
  const { companyId, runId } = opened;
  const motions = await world.store.read({ companyId }, (at) => runsInMotion(at));
  for (const { ordinal } of motions.find((run) => run.runId === runId)?.claimable ?? []) {
    const id = `run-${runId}-chunk-${ordinal}`;
    await engine.enqueue('calculate_chunk', { companyId, runId, ordinal }, { id });
  }
}

/**
 * Looks repeatedly, but only at periods: a period whose due instant is fulfilled counts as done.
 */
export const byPeriodState = conductWith('by-period-state', {
  async scan(world, engine) {
    await extendSchedules(world);
    await openDueRuns(world, { opens: 'due_instant' });
    const motions = await world.store.read('every company', (at) => runsInMotion(at));
    for (const { companyId, runId, openChunks, claimable } of motions) {
      // No chunk is done, so the period counts as not started.
      const isUntouched = claimable.length === openChunks && claimable.every(isUnclaimed);
      if (!isUntouched) continue;
      for (const { ordinal } of claimable) {
        const id = `run-${runId}-chunk-${ordinal}`;
        await engine.enqueue('calculate_chunk', { companyId, runId, ordinal }, { id });
      }
    }
  },
});

function isUnclaimed(chunk: { readonly epoch: number }): boolean {
  return chunk.epoch === 0;
}
