/** A worker or a beat that ends: what it had goes back at once, and it is no longer among the living. */

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
