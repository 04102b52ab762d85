/** A lock, as somebody sees it who looks: what is held, since when, and whether its owner lives. */
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
