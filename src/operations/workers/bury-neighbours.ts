/**
 * Takes over the work of dead workers on the same machine without waiting for their leases. After a kill or
 * a crash, another worker continues within one pulse.
 *
 * The check is reliable (process-place.ts). Even if it were wrong, nobody would be paid twice, because the
 * other worker's epoch would be outdated. A process that reports again counts as alive.
 *
 * A take-over counts as an attempt, so a chunk that crashes every worker is eventually abandoned.
 */
import type { World } from '#operations/world.ts';
import { neighbours } from '#store/reads/workers.ts';
import { chunksLeasedTo, giveBackChunks } from '#store/writes/chunks.ts';
import { endLeasesOf } from '#store/writes/tasks.ts';
import { markDead } from '#store/writes/workers.ts';
import { isGone, processPlace } from './process-place.ts';

/** Returns how many dead workers were found. */
export async function buryNeighbours(
  world: Pick<World, 'store' | 'telemetry' | 'worker'>,
): Promise<number> {
  const place = processPlace();
  if (place === null) return 0;
  const { worker: workerId } = world;
  const around = await world.store.read('every company', (at) =>
    neighbours(at, { place, workerId }),
  );
  const gone = around.filter(({ pid }) => isGone(pid));
  for (const { workerId: dead, name, pid } of gone) {
    await world.store.write('every company', async (tx) => {
      const chunks = await chunksLeasedTo(tx, dead);
      await giveBackChunks(tx, { owner: dead, chunks });
      await endLeasesOf(tx, dead);
      await markDead(tx, dead);
    });
    world.telemetry.emit({ kind: 'worker_found_dead', name, pid });
  }
  return gone.length;
}
