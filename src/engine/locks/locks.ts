/**
 * Locks by name, for people who want to see who works on what.
 *
 * Correctness never rests on one. A lock in a cache is gone when the cache is, may be held by two
 * after a fail-over, and outlives nobody; what decides is a unique key, a row lock, an epoch. So a worker
 * that gets no lock continues anyway.
 *
 * A lock is a lease: it has an expiry, its holder renews it while it lives, and only who shows the
 * holder's token renews or releases it.
 */

export interface LockOwner {
  /** `worker:host-4711-a1b2`: the id under which it tells of itself. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
}

export interface Lock {
  readonly name: string;
  /** False when it was lost. */
  renew(): Promise<boolean>;
  /** False when it was lost before. */
  release(): Promise<boolean>;
}

/** A lock as everybody may see it. */
export interface HeldLock {
  readonly name: string;
  /** null: written by somebody else's program. */
  readonly holder: LockOwner | null;
  readonly acquiredAt: Temporal.Instant | null;
  /** null: it never does. */
  readonly expiresAt: Temporal.Instant | null;
  /** Names this holding of it, for `free`. */
  readonly mark: string;
}

export interface Locks {
  /** null when somebody else holds it. */
  acquire(
    name: string,
    ask: { readonly ttlSeconds: number; readonly holder: LockOwner },
  ): Promise<Lock | null>;
  /** Every lock that is held now, the oldest first. */
  list(): Promise<readonly HeldLock[]>;
  /** Takes it away from its holder, if it is still this holding of it. */
  free(lock: Pick<HeldLock, 'name' | 'mark'>): Promise<boolean>;
  close(): Promise<void>;
}

/** The lock of a pay period that is worked on. In Redis its key is `payroll_cache:` and this. */
export function periodLockName(periodId: number): string {
  return `payroll_processing_${periodId}`;
}

/** The pay period that a lock is about; null when it is about something else. */
export function periodOfLock(name: string): number | null {
  const digits = /^payroll_processing_([1-9][0-9]{0,9})$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
