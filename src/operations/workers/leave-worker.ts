/** Ends a worker or a beat: gives back its work at once and marks it as stopped. */

import type { World } from '#operations/world.ts';

import { releaseLeases } from '#store/writes/chunks.ts';
import { giveBackTasksOf, insertTaskEvents, type NewTaskEvent } from '#store/writes/tasks.ts';
import { stopHeart } from '#store/writes/workers.ts';

export async function leaveWorker(world: World, events: readonly NewTaskEvent[]): Promise<void> {
  const { store, worker } = world;
  await store.write('every company', async (tx) => {
    await releaseLeases(tx, worker);
    await giveBackTasksOf(tx, worker);
    if (events.length > 0) await insertTaskEvents(tx, events);
    await stopHeart(tx, worker);
  });
}

export async function leaveBeat(world: World): Promise<void> {
  await world.store.write('every company', (tx) => stopHeart(tx, world.worker));
}
