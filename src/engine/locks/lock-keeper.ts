/**
 * Holds a lock while this process works on its subject, and a little longer. So the lock does not
 * come and go between two tasks of one run.
 *
 * Work never waits for a lock, and never fails without one. If the locks cannot be reached, that is
 * reported once. The next piece of work tries again.
 */
import { systemTimers, type Timers } from '#engine/timers.ts';
import { Outage } from '#errors.ts';
import type { Lock, LockOwner, Locks } from './locks.ts';

interface LockKeeperAsk {
  readonly locks: Locks;
  readonly holder: LockOwner;
  /** The time after which a lock expires. It is renewed three times in this time. */
  readonly ttlSeconds?: number;
  readonly timers?: Timers;
  /** Called when the locks cannot be reached. It is called again only after they were reachable. */
  readonly onOutage: (name: string, outage: Outage) => void;
}

interface Keeping {
  /** Number of pieces of work in progress. */
  works: number;
  lock: Lock | null;
  /** The requests run one after another. */
  turn: Promise<void>;
  callOffEnd: () => void;
  callOffRenewal: () => void;
}

/**
 * A little longer than the lease of work, because the worker that takes over the work also takes
 * over the lock.
 */
const defaultTtlSeconds = 6;
const lingerMs = 2_000;

export class LockKeeper {
  readonly #ask: LockKeeperAsk;
  readonly #timers: Timers;
  readonly #ttlSeconds: number;
  readonly #kept = new Map<string, Keeping>();
  #isAway = false;

  constructor(ask: LockKeeperAsk) {
    this.#ask = ask;
    this.#timers = ask.timers ?? systemTimers;
    this.#ttlSeconds = ask.ttlSeconds ?? defaultTtlSeconds;
  }

  /** Does the work, with the lock if it is free. */
  async whileWorking<T>(name: string, work: () => Promise<T>): Promise<T> {
    const kept = this.#keeping(name);
    kept.works += 1;
    kept.callOffEnd();
    this.#inTurn(name, kept, () => this.#acquire(name, kept));
    try {
      return await work();
    } finally {
      kept.works -= 1;
      if (kept.works === 0) {
        kept.callOffEnd = this.#timers.after(lingerMs, () => this.#end(name, kept));
      }
    }
  }

  #keeping(name: string): Keeping {
    const there = this.#kept.get(name);
    if (there !== undefined) return there;
    const nothing = () => {};
    const kept: Keeping = {
      works: 0,
      lock: null,
      turn: Promise.resolve(),
      callOffEnd: nothing,
      callOffRenewal: nothing,
    };
    this.#kept.set(name, kept);
    return kept;
  }

  #inTurn(name: string, kept: Keeping, step: () => Promise<void>): void {
    kept.turn = kept.turn.then(step).then(
      () => {
        this.#isAway = false;
      },
      (error: unknown) => {
        if (!(error instanceof Outage)) throw error;
        if (!this.#isAway) this.#ask.onOutage(name, error);
        this.#isAway = true;
      },
    );
  }

  async #acquire(name: string, kept: Keeping): Promise<void> {
    if (kept.lock !== null || this.#kept.get(name) !== kept) return;
    const { locks, holder } = this.#ask;
    kept.lock = await locks.acquire(name, { ttlSeconds: this.#ttlSeconds, holder });
    if (kept.lock !== null) this.#renewLater(name, kept);
  }

  #renewLater(name: string, kept: Keeping): void {
    kept.callOffRenewal = this.#timers.after((this.#ttlSeconds * 1_000) / 3, () => {
      this.#renewLater(name, kept);
      this.#inTurn(name, kept, async () => {
        if (kept.lock === null || (await kept.lock.renew())) return;
        kept.lock = null;
        kept.callOffRenewal();
        await this.#acquire(name, kept);
      });
    });
  }

  #end(name: string, kept: Keeping): void {
    if (this.#kept.get(name) === kept) this.#kept.delete(name);
    kept.callOffEnd();
    this.#inTurn(name, kept, async () => {
      kept.callOffRenewal();
      const { lock } = kept;
      kept.lock = null;
      await lock?.release();
    });
  }

  /** Releases every lock. Work in progress continues without it. */
  async close(): Promise<void> {
    const all = [...this.#kept];
    for (const [name, kept] of all) this.#end(name, kept);
    await Promise.all(all.map(([, kept]) => kept.turn));
    await this.#ask.locks.close();
  }
}
