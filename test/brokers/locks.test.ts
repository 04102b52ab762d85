/**
 * Locks by name, in the database and in Redis. A lock is taken once. Only its holder renews and
 * releases it, and the clean-up frees only locks of dead holders.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LockOwner, Locks } from '#engine/locks/locks.ts';
import { redisLocks } from '#engine/locks/redis-locks.ts';
import { cleanLocks } from '#operations/locks/clean-locks.ts';
import { databaseLocks } from '#operations/locks/database-locks.ts';
import { listLocks } from '#operations/locks/list-locks.ts';
import { releaseLock } from '#operations/locks/release-lock.ts';
import type { LockingWorld } from '#operations/world.ts';
import { parseBrokerUrl } from '#settings/broker-url.ts';
import { beatHeart, stopHeart } from '#store/writes/workers.ts';
import { systemClock } from '#time/clock.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { type SmallCompany, smallCompany } from '../support/small-company.ts';

const now = '2026-03-02T12:00:00Z';
const name = 'payroll_processing_7';
const ada: LockOwner = { owner: 'worker:ada-1', host: 'ada', pid: 1 };
const ben: LockOwner = { owner: 'worker:ben-2', host: 'ben', pid: 2 };
const terms = (holder: LockOwner, ttlSeconds = 60) => ({ holder, ttlSeconds });

let database: TestDatabase;
let company: SmallCompany;
let redis: RedisServer;
beforeAll(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now });
  redis = await startRedis();
});
afterAll(async () => {
  await company.close();
  await redis.stop();
  await database.drop();
});

function inRedis(url = redis.url): Locks {
  const { address } = parseBrokerUrl(url);
  if (address?.kind !== 'redis') throw new Error('an address of Redis');
  return redisLocks({ address, caFile: null, clock: systemClock });
}

/** Reports that it is alive, as a worker does. */
async function isSeen({ owner, host, pid }: LockOwner): Promise<void> {
  const about = { name: owner, queues: [], concurrency: 1, state: 'running' as const, version: '' };
  const rest = { registered: [], active: [], facts: {}, settings: {}, leaseSeconds: 60 };
  await company.world.store.write('every company', (tx) =>
    beatHeart(tx, { workerId: owner, kind: 'worker', host, pid, ...about, ...rest }),
  );
}

describe.each([
  ['the database', () => databaseLocks(company.world.store)],
  ['Redis', () => inRedis()],
] as const)('a lock in %s', (_where, open) => {
  const withLocks = async (use: (world: LockingWorld) => Promise<void>) => {
    const locks = open();
    try {
      await use({ ...company.world, locks });
    } finally {
      for (const lock of await locks.list()) await locks.free(lock);
      await locks.close();
    }
  };

  it('has one holder, and only that holder releases it', () =>
    withLocks(async ({ locks }) => {
      const lock = await locks.acquire(name, terms(ada));
      expect(lock).not.toBe(null);
      expect(await locks.acquire(name, terms(ben))).toBe(null);
      expect(await locks.free({ name, mark: '00000000-0000-0000-0000-000000000000' })).toBe(false);
      expect(await lock?.renew()).toBe(true);
      expect(await lock?.release()).toBe(true);
      const next = await locks.acquire(name, terms(ben));
      expect(next).not.toBe(null);
      expect(await lock?.renew()).toBe(false);
      expect(await lock?.release()).toBe(false);
      expect((await locks.list()).map(({ holder }) => holder)).toEqual([ben]);
    }));

  it('goes to one of many workers that want it at the same moment', () =>
    withLocks(async ({ locks }) => {
      const wanting = Array.from({ length: 20 }, () => locks.acquire(name, terms(ada)));
      const got = (await Promise.all(wanting)).filter((lock) => lock !== null);
      expect(got).toHaveLength(1);
    }));

  it('shows its owner, host and age, and whether the owner is alive', () =>
    withLocks(async (world) => {
      await isSeen(ada);
      await world.locks.acquire(name, terms(ada));
      await world.locks.acquire('payroll_processing_8', terms(ben));
      const listed = await listLocks(world);
      expect(listed).toMatchObject([
        { name, periodId: 7, holder: ada, ownerState: 'alive' },
        { name: 'payroll_processing_8', periodId: 8, holder: ben, ownerState: 'unknown' },
      ]);
      for (const { ageSeconds } of listed) expect(ageSeconds).toBeGreaterThanOrEqual(0);
    }));

  it('of a live worker survives the clean-up, however long it has been held', () =>
    withLocks(async (world) => {
      const lock = await world.locks.acquire(name, terms(ada, 3 * 3_600));
      for (let hours = 1; hours <= 5; hours += 1) {
        await company.clock.advance({ hours: 1 });
        await isSeen(ada);
        expect(await lock?.renew()).toBe(true);
        expect(await cleanLocks(world)).toEqual([]);
      }
      expect(await world.locks.list()).toHaveLength(1);
    }));

  it('of a worker that is silent for longer than its lease is freed by the clean-up', () =>
    withLocks(async (world) => {
      await isSeen(ada);
      await world.locks.acquire(name, terms(ada, 3_600));
      await company.clock.advance({ seconds: 59 });
      expect(await cleanLocks(world)).toEqual([]);
      await company.clock.advance({ seconds: 2 });
      expect(await cleanLocks(world)).toMatchObject([{ name, holder: ada }]);
      expect(await world.locks.list()).toEqual([]);
    }));

  it('of a stopped worker is freed by the clean-up, but not that of an unknown one', () =>
    withLocks(async (world) => {
      await isSeen(ada);
      await world.locks.acquire(name, terms(ada, 3_600));
      await world.locks.acquire('payroll_processing_8', terms(ben, 3_600));
      await world.store.write('every company', (tx) => stopHeart(tx, ada.owner));
      expect((await cleanLocks(world)).map((lock) => lock.name)).toEqual([name]);
      expect((await world.locks.list()).map((lock) => lock.name)).toEqual(['payroll_processing_8']);
    }));

  it('is released by hand if its owner is dead, otherwise only with force', () =>
    withLocks(async (world) => {
      const release = (isForced: boolean) => releaseLock(world, { name, isForced });
      expect(await release(false)).toMatchObject({ refusal: { code: 'lock_not_found' } });
      await isSeen(ada);
      await world.locks.acquire(name, terms(ada));
      expect(await release(false)).toMatchObject({
        refusal: { code: 'lock_in_use', message: expect.stringContaining('worker:ada-1 on ada') },
      });
      expect(await release(true)).toMatchObject({ ok: true, value: { holder: ada } });
      await world.locks.acquire(name, terms(ada, 3_600));
      await world.store.write('every company', (tx) => stopHeart(tx, ada.owner));
      expect(await release(false)).toMatchObject({ ok: true });
    }));
});

describe('a lock in the database', () => {
  it('goes to the next worker when its lease expires, and is no longer listed', async () => {
    const locks = databaseLocks(company.world.store);
    const first = await locks.acquire(name, terms(ada));
    await company.clock.advance({ seconds: 61 });
    expect(await locks.list()).toEqual([]);
    const second = await locks.acquire(name, terms(ben));
    expect(second).not.toBe(null);
    expect(await first?.renew()).toBe(false);
    await second?.release();
  });
});

describe('a lock in Redis', () => {
  it('has the key that operators search for, an expiry, and its owner as its value', async () => {
    const locks = inRedis();
    await locks.acquire(name, terms(ada));
    expect(redis.cli('KEYS', 'payroll_cache:payroll_processing_*')).toBe(
      'payroll_cache:payroll_processing_7',
    );
    const ttlSeconds = Number(redis.cli('TTL', 'payroll_cache:payroll_processing_7'));
    expect(ttlSeconds).toBeGreaterThan(50);
    expect(ttlSeconds).toBeLessThanOrEqual(60);
    const value = JSON.parse(redis.cli('GET', 'payroll_cache:payroll_processing_7'));
    expect(value).toMatchObject(ada);
    for (const lock of await locks.list()) await locks.free(lock);
    await locks.close();
  });

  it('that another program set is shown and not changed', async () => {
    const locks = inRedis();
    const world = { ...company.world, locks };
    redis.cli('SET', 'payroll_cache:payroll_processing_9', 'True');
    expect(await locks.acquire('payroll_processing_9', terms(ada))).toBe(null);
    expect(await listLocks(world)).toMatchObject([
      { periodId: 9, holder: null, ageSeconds: null, expiresAt: null, ownerState: 'unknown' },
    ]);
    expect(await cleanLocks(world)).toEqual([]);
    const released = await releaseLock(world, { name: 'payroll_processing_9', isForced: true });
    expect(released.ok).toBe(true);
    await locks.close();
  });

  it('ends operations with an outage within seconds while Redis is unreachable, and is skipped by the clean-up', async () => {
    const gone = await startRedis();
    await gone.stop();
    const locks = inRedis(gone.url);
    await expect(locks.list()).rejects.toMatchObject({ code: 'cache_unreachable' });
    const told: string[] = [];
    const telemetry = { emit: ({ kind }: { kind: string }) => told.push(kind) };
    expect(await cleanLocks({ ...company.world, locks, telemetry })).toEqual([]);
    expect(told).toEqual(['lock_unavailable']);
    await locks.close();
  });
});
