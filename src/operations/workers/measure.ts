/**
 * Measurements for a monitoring system: how much is due, late, running and held, which workers run, how deep
 * the queues are. Reads only. A broker or cache that does not answer is left out and named.
 */
import { Outage } from '#errors.ts';
import { listLocks } from '#operations/locks/list-locks.ts';
import type { WholeWorld } from '#operations/world.ts';
import { latenessBudgetSeconds } from '#run/lateness.ts';
import { type WorkLoad, workLoad } from '#store/reads/work-load.ts';
import { type WorkerRow, workers } from '#store/reads/workers.ts';

interface QueueDepth {
  readonly queue: string;
  readonly active: number;
  readonly scheduled: number;
  readonly reserved: number;
}

export interface Measures {
  readonly load: WorkLoad;
  /** Living and lost workers, without stopped ones. */
  readonly workers: readonly WorkerRow[];
  /** Null when the broker does not answer. */
  readonly queues: readonly QueueDepth[] | null;
  /** Null when the cache does not answer. */
  readonly locks: { readonly count: number; readonly oldestSeconds: number } | null;
}

export async function measure(world: WholeWorld): Promise<Measures> {
  const { leaseSeconds } = world.settings;
  const seen = await world.store.read('every company', async (at) => ({
    load: await workLoad(at, { lateAfterSeconds: latenessBudgetSeconds, leaseSeconds }),
    workers: await workers(at),
  }));
  const [queues, locks] = await Promise.all([
    unlessAway(async () => {
      const { queues: seenThere } = await world.engine.inspect({ listMax: 0 });
      return seenThere.map(({ name, active, scheduled, reserved }) => ({
        ...{ queue: name, active, scheduled, reserved },
      }));
    }),
    unlessAway(async () => {
      const held = await listLocks(world);
      const ages = held.map(({ ageSeconds }) => ageSeconds ?? 0);
      return { count: held.length, oldestSeconds: Math.max(0, ...ages) };
    }),
  ]);
  return { ...seen, queues, locks };
}

async function unlessAway<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Outage) return null;
    throw error;
  }
}
