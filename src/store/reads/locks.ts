/** Named locks, and which of their holders are known to be gone. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { isAlive } from './workers.ts';

interface LockRow {
  readonly name: string;
  readonly token: string;
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  readonly acquiredAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
}

/** Locks whose lease has not expired, oldest first. */
export function lockRows(at: Reading): Promise<readonly LockRow[]> {
  return rowsOf(
    at,
    sql`select name, token::text as token, owner, host, pid, acquired_at as "acquiredAt",
          expires_at as "expiresAt"
        from lock_lease where expires_at > paybeat_now() order by acquired_at, name`,
  );
}

export type OwnerState = 'alive' | 'dead' | 'unknown';

/**
 * Whether these owners are alive. An owner is dead when it was stopped, or not seen for longer than its
 * lease. It is unknown when it never reported, as with a command at a terminal.
 */
export async function ownerStates(
  at: Reading,
  owners: readonly string[],
): Promise<ReadonlyMap<string, OwnerState>> {
  const rows = await rowsOf<{ owner: string; isAlive: boolean }>(
    at,
    sql`select worker_id as owner, ${isAlive} as "isAlive"
        from worker where worker_id = any(${owners}::text[])`,
  );
  const states = new Map<string, OwnerState>(owners.map((owner) => [owner, 'unknown']));
  for (const { owner, isAlive } of rows) states.set(owner, isAlive ? 'alive' : 'dead');
  return states;
}
