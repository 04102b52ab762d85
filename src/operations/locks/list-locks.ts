/**
 * Which worker works on which pay period: every lock with its holder, its age, and whether the holder is
 * alive.
 */

import { companiesOf } from '#caller.ts';
import { type HeldLock, periodOfLock } from '#engine/locks/locks.ts';
import { lookAcross } from '#operations/look-up.ts';
import type { LockingWorld } from '#operations/world.ts';
import { type OwnerState, ownerStates } from '#store/reads/locks.ts';
import { periodsOf } from '#store/reads/periods.ts';
import { databaseNow } from '#store/reads/server.ts';

export interface ListedLock extends HeldLock {
  /** Null when the lock is not about a pay period. */
  readonly periodId: number | null;
  readonly ownerState: OwnerState;
  /** Seconds since the lock was taken; null when unknown. */
  readonly ageSeconds: number | null;
}

export async function listLocks(world: LockingWorld): Promise<readonly ListedLock[]> {
  const held = await ofCaller(world, await world.locks.list());
  const owners = held.flatMap(({ holder }) => (holder === null ? [] : [holder.owner]));
  const { states, now } = await world.store.read('every company', async (at) => ({
    states: await ownerStates(at, [...new Set(owners)]),
    now: await databaseNow(at),
  }));
  return held.map((lock) => ({
    ...lock,
    periodId: periodOfLock(lock.name),
    ownerState: (lock.holder && states.get(lock.holder.owner)) ?? 'unknown',
    ageSeconds: lock.acquiredAt && Math.max(0, lock.acquiredAt.until(now).total('seconds')),
  }));
}

/** A lock belongs to the company of its period. Only an operator sees a lock without a period. */
async function ofCaller(
  world: LockingWorld,
  held: readonly HeldLock[],
): Promise<readonly HeldLock[]> {
  if (companiesOf(world.caller) === 'every') return held;
  const named = held.map((lock) => ({ lock, periodId: periodOfLock(lock.name) ?? 0 }));
  const periodIds = named.map(({ periodId }) => periodId);
  const theirs = await lookAcross(world, (at, of) => periodsOf(at, { ...of, periodIds }));
  return named.filter(({ periodId }) => theirs.has(periodId)).map(({ lock }) => lock);
}
