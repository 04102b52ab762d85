/**
 * Takes over from workers whose process on this machine is no more, without waiting for their leases:
 * after a kill or a crash, others here go on within a pulse.
 *
 * That it is gone is certain (process-place.ts); were it not, nothing would be paid twice: a claim
 * that was taken over writes nothing (the epoch), and a process that tells of itself again is alive.
 *
 * That a chunk was begun counts: one that takes every worker with it is given up in the end.
 */
import type { World } from '#operations/world.ts';
import { neighbours } from '#store/reads/workers.ts';
import { chunksLeasedTo, giveBackChunks } from '#store/writes/chunks.ts';
import { endLeasesOf } from '#store/writes/tasks.ts';
import { markDead } from '#store/writes/workers.ts';
import { isGone, processPlace } from './process-place.ts';

/** How many were found. */
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
