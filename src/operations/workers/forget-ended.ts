/** Deletes tasks and workers that ended so long ago that their results are no longer needed. */
import type { World } from '#operations/world.ts';
import { forgetTasks } from '#store/writes/tasks.ts';
import { forgetWorkers } from '#store/writes/workers.ts';

export async function forgetEnded(world: World): Promise<void> {
  await world.store.write('every company', async (tx) => {
    await forgetTasks(tx, world.settings);
    await forgetWorkers(tx);
  });
}
