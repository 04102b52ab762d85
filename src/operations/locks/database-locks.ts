/** Locks in the database, used without a cache: rows of `lock_lease`, which every process sees. */
import { randomUUID } from 'node:crypto';
import type { Locks } from '#engine/locks/locks.ts';
import { lockRows } from '#store/reads/locks.ts';
import type { Store } from '#store/store.ts';
import { acquireLock, deleteLock, renewLock } from '#store/writes/locks.ts';

export function databaseLocks(store: Store): Locks {
  const free: Locks['free'] = ({ name, mark }) =>
    store.write('every company', (tx) => deleteLock(tx, { name, token: mark }));
  return {
    acquire: async (name, { ttlSeconds, holder }) => {
      const token = randomUUID();
      const claim = { name, token, ttlSeconds, ...holder };
      const isOurs = await store.write('every company', (tx) => acquireLock(tx, claim));
      if (!isOurs) return null;
      return {
        name,
        renew: () =>
          store.write('every company', (tx) => renewLock(tx, { name, token, ttlSeconds })),
        release: () => free({ name, mark: token }),
      };
    },
    list: async () => {
      const rows = await store.read('every company', (at) => lockRows(at));
      return rows.map(({ name, token, owner, host, pid, acquiredAt, expiresAt }) => ({
        name,
        holder: { owner, host, pid },
        acquiredAt,
        expiresAt,
        mark: token,
      }));
    },
    free,
    close: async () => undefined,
  };
}
