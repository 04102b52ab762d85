/**
 * Locks by name. They show people who works on what.
 *
 * Correctness never depends on them. A lock in a cache is lost with the cache, and two workers may
 * hold it after a failover. A unique key, a row lock and an epoch guarantee correctness. So a
 * worker without a lock continues.
 *
 * A lock is a lease: it expires, and a living holder renews it. Only the holder's token can renew
 * or release it.
 */

export interface LockOwner {
  /** The id of the worker: `worker:host-4711-a1b2`. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
}

export interface Lock {
  readonly name: string;
  /** False: the lock was lost. */
  renew(): Promise<boolean>;
  /** False: the lock was lost before. */
  release(): Promise<boolean>;
}

/** A lock as everybody can see it. */
export interface HeldLock {
  readonly name: string;
  /** Null: another program wrote the lock. */
  readonly holder: LockOwner | null;
  readonly acquiredAt: Temporal.Instant | null;
  /** Null: it never expires. */
  readonly expiresAt: Temporal.Instant | null;
  /** Identifies this holding of the lock, for `free`. */
  readonly mark: string;
}

export interface Locks {
  /** Null: another holder has the lock. */
  acquire(
    name: string,
    ask: { readonly ttlSeconds: number; readonly holder: LockOwner },
  ): Promise<Lock | null>;
  /** Lists every lock that is held now, the oldest first. */
  list(): Promise<readonly HeldLock[]>;
  /** Takes the lock from its holder, if `mark` still identifies its current holding. */
  free(lock: Pick<HeldLock, 'name' | 'mark'>): Promise<boolean>;
  close(): Promise<void>;
}

/** The lock name of a pay period. In Redis its key is this name after `payroll_cache:`. */
export function periodLockName(periodId: number): string {
  return `payroll_processing_${periodId}`;
}

/** The pay period of a lock. Null: the lock is for something else. */
export function periodOfLock(name: string): number | null {
  const digits = /^payroll_processing_([1-9][0-9]{0,9})$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
