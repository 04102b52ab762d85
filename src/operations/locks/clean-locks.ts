/**
 * Releases the locks of dead holders, and no others. A holder is dead when it was stopped, or not seen for
 * longer than its lease. A run that takes hours keeps its lock for hours. Whether an unknown holder (a
 * command at a terminal, another program) is alive cannot be known, so its lock expires by itself.
 *
 * A cache that cannot be reached is reported and stops nothing else.
 */
import { Outage } from '#errors.ts';
import type { LockingWorld } from '#operations/world.ts';
import { forgetExpiredLocks } from '#store/writes/locks.ts';
import { type ListedLock, listLocks } from './list-locks.ts';

export async function cleanLocks(world: LockingWorld): Promise<readonly ListedLock[]> {
  try {
    return await clean(world);
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    const { code, message } = error;
    world.telemetry.emit({ kind: 'lock_unavailable', name: 'all locks', code, message });
    return [];
  }
}

async function clean(world: LockingWorld): Promise<readonly ListedLock[]> {
  await world.store.write('every company', (tx) => forgetExpiredLocks(tx));
  const freed: ListedLock[] = [];
  for (const lock of await listLocks(world)) {
    if (lock.ownerState === 'dead' && (await world.locks.free(lock))) freed.push(lock);
  }
  if (freed.length > 0) {
    world.telemetry.emit({ kind: 'locks_freed', names: freed.map(({ name }) => name) });
  }
  return freed;
}
