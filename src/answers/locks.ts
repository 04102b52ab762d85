/** The JSON form of a lock: its name, its holder, its start, and whether the holder is alive. */
import type { ListedLock } from '#operations/locks/list-locks.ts';

export function lockShape(lock: ListedLock): object {
  const { name, periodId, holder, ownerState, ageSeconds, acquiredAt, expiresAt } = lock;
  return {
    name,
    periodId,
    owner: holder?.owner ?? null,
    host: holder?.host ?? null,
    pid: holder?.pid ?? null,
    ...{ ownerState, ageSeconds, acquiredAt, expiresAt },
  };
}
