/** Who works on which pay period: every lock with its holder, how old it is, and whether the holder lives. */

import { companiesOf } from '#caller.ts';
import { type HeldLock, periodOfLock } from '#engine/locks/locks.ts';
import { lookAcross } from '#operations/look-up.ts';
import type { LockingWorld } from '#operations/world.ts';
import { type OwnerState, ownerStates } from '#store/reads/locks.ts';
import { periodsOf } from '#store/reads/periods.ts';
import { databaseNow } from '#store/reads/server.ts';

export interface ListedLock extends HeldLock {
  /** null: it is not about a pay period. */
  readonly periodId: number | null;
  readonly ownerState: OwnerState;
  /** Since it was taken; null when that is not known. */
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

/** A lock is of the company of its period; one that is about none is an operator's. */
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
