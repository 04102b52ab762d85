/**
 * Takes a lock away from its holder. A run that is being worked on continues, because it does not depend on
 * its lock.
 *
 * Refusals
 *   lock_not_found    nobody holds the lock
 *   lock_in_use       its holder is not known to be dead, and force was not given
 *   lock_changed      the lock was released in the meantime, or has a new holder
 */
import { type Answer, answer, refuse } from '#errors.ts';
import type { LockingWorld } from '#operations/world.ts';
import { type ListedLock, listLocks } from './list-locks.ts';

interface ReleaseLock {
  readonly name: string;
  readonly isForced: boolean;
}

export async function releaseLock(
  world: LockingWorld,
  ask: ReleaseLock,
): Promise<Answer<ListedLock>> {
  const { name, isForced } = ask;
  const lock = (await listLocks(world)).find((one) => one.name === name);
  if (lock === undefined) {
    return refuse({
      family: 'not_found',
      code: 'lock_not_found',
      message: `there is no lock ${name}`,
      hint: 'list the current locks',
      actions: [{ action: 'list_locks' }],
      facts: { name },
    });
  }
  if (!isForced && lock.ownerState !== 'dead') {
    const { holder, ownerState } = lock;
    const who = holder === null ? 'another program' : `${holder.owner} on ${holder.host}`;
    const why = ownerState === 'alive' ? 'which is running' : 'which may still be running';
    return refuse({
      family: 'conflict',
      code: 'lock_in_use',
      message: `${name} is held by ${who}, ${why}`,
      hint: 'it is released when the work ends; taking it by force does not stop the work',
      actions: [{ action: 'ask_again', with: 'force' }],
      facts: { name, owner: holder?.owner ?? null, ownerState },
    });
  }
  if (await world.locks.free(lock)) return answer(lock);
  return refuse({
    family: 'conflict',
    code: 'lock_changed',
    message: `${name} was released or taken by another program just now`,
    hint: 'look again',
    actions: [{ action: 'list_locks' }],
    facts: { name },
  });
}
