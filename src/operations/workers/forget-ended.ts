/** Tasks and workers that ended so long ago that nobody asks for them any more. */
import type { World } from '#operations/world.ts';
import { forgetTasks } from '#store/writes/tasks.ts';
import { forgetWorkers } from '#store/writes/workers.ts';

export async function forgetEnded(world: World): Promise<void> {
  await world.store.write('every company', async (tx) => {
    await forgetTasks(tx, world.settings);
    await forgetWorkers(tx);
  });
}
