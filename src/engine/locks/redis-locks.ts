/**
 * Locks in Redis, under the keys that operators search for:
 *
 * `redis-cli KEYS 'payroll_cache:payroll_processing_*'`
 *
 * One command sets a lock with NX and an expiry. A script renews or releases it. The script
 * compares the whole value, which contains the holder's token, so nobody can end another holder's
 * lock.
 */
import { randomUUID } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';
import { answered } from '#engine/bullmq/broker-outage.ts';
import { type RedisClient, redisClient } from '#engine/redis-client.ts';
import type { RedisKind } from '#settings/broker-url.ts';
import type { Clock } from '#time/clock.ts';
import type { HeldLock, Lock, LockOwner, Locks } from './locks.ts';

const prefix = 'payroll_cache:';
const ours = `${prefix}payroll_processing_*`;
/** Work does not wait longer than this for a lock, in milliseconds. */
const answerMs = 2_000;

const renew = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const release = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

export function redisLocks(ask: {
  readonly address: RedisKind;
  readonly caFile: string | null;
  readonly clock: Clock;
}): Locks {
  return new RedisLocks(ask);
}

class RedisLocks implements Locks {
  readonly #client: RedisClient;
  readonly #clock: Clock;
  #lastError: Error | undefined;

  constructor(ask: {
    readonly address: RedisKind;
    readonly caFile: string | null;
    readonly clock: Clock;
  }) {
    this.#clock = ask.clock;
    this.#client = redisClient({
      ...ask,
      name: 'paybeat-locks',
      onError: (error) => {
        this.#lastError = error;
      },
    });
  }

  async acquire(
    name: string,
    ask: { readonly ttlSeconds: number; readonly holder: LockOwner },
  ): Promise<Lock | null> {
    const { owner, host, pid } = ask.holder;
    const acquiredAt = this.#clock.now().toString();
    const mine = JSON.stringify({ token: randomUUID(), owner, host, pid, acquiredAt });
    const ttlMs = Math.round(ask.ttlSeconds * 1_000);
    const key = prefix + name;
    const set = await this.#answered(this.#client.set(key, mine, 'PX', ttlMs, 'NX'));
    if (set === null) return null;
    return {
      name,
      renew: async () =>
        (await this.#answered(this.#client.eval(renew, 1, key, mine, ttlMs))) === 1,
      release: () => this.free({ name, mark: mine }),
    };
  }

  async list(): Promise<readonly HeldLock[]> {
    const found = await Promise.all((await this.#nodes()).map((node) => this.#listOn(node)));
    return found.flat().toSorted(byAge);
  }

  async #nodes(): Promise<readonly Redis[]> {
    if (!(this.#client instanceof Cluster)) return [this.#client];
    // A cluster knows its nodes only after it has connected.
    await this.#answered(this.#client.ping());
    return this.#client.nodes('master');
  }

  async #listOn(node: Redis): Promise<readonly HeldLock[]> {
    const keys = new Set<string>();
    for (let cursor = '0'; ; ) {
      const [next, some] = await this.#answered(node.scan(cursor, 'MATCH', ours, 'COUNT', 1_000));
      for (const key of some) keys.add(key);
      cursor = next;
      if (cursor === '0') break;
    }
    const locks = await Promise.all([...keys].map((key) => this.#read(node, key)));
    return locks.filter((lock) => lock !== null);
  }

  /** Null: the lock ended in the meantime. */
  async #read(node: Redis, key: string): Promise<HeldLock | null> {
    const [mark, ttlMs] = await this.#answered(Promise.all([node.get(key), node.pttl(key)]));
    if (mark === null || ttlMs === -2) return null;
    const expiresAt = ttlMs < 0 ? null : this.#clock.now().add({ milliseconds: ttlMs });
    return { name: key.slice(prefix.length), mark, expiresAt, ...holderIn(mark) };
  }

  async free({ name, mark }: Pick<HeldLock, 'name' | 'mark'>): Promise<boolean> {
    const freed = this.#client.eval(release, 1, prefix + name, mark);
    return (await this.#answered(freed)) === 1;
  }

  async close(): Promise<void> {
    this.#client.disconnect();
  }

  #answered<T>(asked: Promise<T>): Promise<T> {
    return answered(asked, {
      withinMs: answerMs,
      lastError: () => this.#lastError,
      service: 'cache',
    });
  }
}

/** A value that another program wrote is shown, but not parsed. */
function holderIn(mark: string): Pick<HeldLock, 'holder' | 'acquiredAt'> {
  try {
    const found: Readonly<Record<string, unknown>> = { ...JSON.parse(mark) };
    const holder = {
      owner: textIn(found, 'owner'),
      host: textIn(found, 'host'),
      pid: Number(textIn(found, 'pid')),
    };
    return { holder, acquiredAt: Temporal.Instant.from(textIn(found, 'acquiredAt')) };
  } catch {
    return { holder: null, acquiredAt: null };
  }
}

function textIn(found: Readonly<Record<string, unknown>>, name: string): string {
  const value = found[name];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TypeError(`no ${name}`);
}

/** Locks of unknown age come first. */
function byAge(one: HeldLock, other: HeldLock): number {
  const ms = ({ acquiredAt }: HeldLock) => acquiredAt?.epochMilliseconds ?? 0;
  return ms(one) - ms(other) || (one.name < other.name ? -1 : 1);
}
