/**
 * Named locks, as leases. The holder renews or releases its lock by showing the lock's token.
 *
 * They show people who works on what. Work itself is claimed elsewhere (chunks.ts).
 */
import { sql } from '#store/sql.ts';
import { changedOne, rowsOf, type Writing } from '#store/store.ts';

interface LockClaim {
  readonly name: string;
  readonly token: string;
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  readonly ttlSeconds: number;
}

/** False when another owner holds it and that lease has not expired. */
export function acquireLock(tx: Writing, claim: LockClaim): Promise<boolean> {
  const { name, token, owner, host, pid, ttlSeconds } = claim;
  return changedOne(
    tx,
    sql`insert into lock_lease (name, token, owner, host, pid, expires_at)
        values (${name}, ${token}::uuid, ${owner}, ${host}, ${pid},
          paybeat_now() + make_interval(secs => ${ttlSeconds}))
        on conflict (name) do update set token = excluded.token, owner = excluded.owner,
          host = excluded.host, pid = excluded.pid, acquired_at = excluded.acquired_at,
          expires_at = excluded.expires_at
        where lock_lease.expires_at <= paybeat_now()`,
  );
}

/** False when it was lost. */
export function renewLock(
  tx: Writing,
  ask: { readonly name: string; readonly token: string; readonly ttlSeconds: number },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`update lock_lease set expires_at = paybeat_now() + make_interval(secs => ${ask.ttlSeconds})
        where name = ${ask.name} and token = ${ask.token}::uuid`,
  );
}

/** False when the lock did not exist, or belonged to another holder. */
export function deleteLock(
  tx: Writing,
  ask: { readonly name: string; readonly token: string },
): Promise<boolean> {
  return changedOne(
    tx,
    sql`delete from lock_lease where name = ${ask.name} and token = ${ask.token}::uuid`,
  );
}

/** Deletes locks whose lease has expired, and returns how many. */
export async function forgetExpiredLocks(tx: Writing): Promise<number> {
  const rows = await rowsOf(
    tx,
    sql`delete from lock_lease where expires_at <= paybeat_now() returning name`,
  );
  return rows.length;
}
