/**
 * Two workers with separate engines on one broker calculate one pay run with the real operations.
 * They share its chunks. A broker that loses its tasks costs one scan, and no chunk is calculated
 * twice.
 */
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#engine/engine.ts';
import { type EngineAsk, engineFor } from '#engine/engine-for.ts';
import { LockKeeper } from '#engine/locks/lock-keeper.ts';
import { redisLocks } from '#engine/locks/redis-locks.ts';
import { reconcile } from '#operations/runs/reconcile.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { taskHandlers } from '#operations/workers/task-handlers.ts';
import type { World } from '#operations/world.ts';
import { parseBrokerUrl } from '#settings/broker-url.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore, type Store } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { systemClock } from '#time/clock.ts';
import { ownNamespace } from '../support/brokers.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const settings = { chunkSize: 2, leaseSeconds: 30 };
const chunks = 30;
const patience = { timeout: 30_000, interval: 50 };

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

let database: TestDatabase;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function scene(broker: (url: string) => Pick<EngineAsk, 'brokerUrl' | 'mayMigrate'>) {
  database = await freshDatabase();
  closing.push(() => database.drop());
  const store = createStore({ url: database.url });
  closing.push(() => store.close());
  const { periodId } = await dueCompany(worldOn(store, settings));
  const namespace = ownNamespace();
  const engine = (): Engine => {
    const made = engineFor({
      ...broker(database.url),
      ...{ databaseUrl: database.url, clock: systemClock, namespace },
    });
    closing.push(() => made.close({ graceful: false }));
    return made;
  };
  return { store, engine, periodId };
}

async function works(world: World, engine: Engine): Promise<void> {
  const stopping = new AbortController().signal;
  const handlers = taskHandlers(world, { engine, stopping });
  await engine.work(everyDefaultQueue, handlers, { concurrency: 1, name: world.worker });
}

/** A world that records which worker did which chunk. */
function worker(store: Store, name: string, listen: (event: PaybeatEvent) => void): World {
  return { ...worldOn(store, settings, name), telemetry: { emit: listen } };
}

async function isCommittedOnce(store: Store): Promise<void> {
  const all = await store.read('every company', (at) => runs(at, { limit: 10 }));
  expect(all).toMatchObject([{ state: 'committed', paidCount: 52, heldCount: 8 }]);
  await expectSound(worldOn(store));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    'select epoch, count(*)::int as chunks from paybeat.run_chunk group by epoch',
  );
  await client.end();
  // The epoch of a chunk counts its claims.
  expect(rows).toEqual([{ epoch: 1, chunks }]);
}

const stateOf = async (store: Store) =>
  (await store.read('every company', (at) => runs(at, { limit: 1 })))[0]?.state;

describe.each([
  ['PostgreSQL', () => ({ brokerUrl: null, mayMigrate: true })],
  ['Redis', () => ({ brokerUrl: redis.url })],
] as const)('two workers on one broker, %s', (_name, broker) => {
  it('share the chunks of a run, and each chunk is calculated once', async () => {
    const { store, engine } = await scene(broker);
    const did = new Map<string, number>();
    const both = [engine(), engine()];
    for (const [index, one] of both.entries()) {
      const name = `worker-${index}`;
      const world = worker(store, name, ({ kind }) => {
        if (kind === 'chunk_done') did.set(name, (did.get(name) ?? 0) + 1);
      });
      await works(world, one);
    }
    const [first] = both;
    if (first === undefined) throw new Error('there are two');
    const world = worldOn(store, settings);
    await expect
      .poll(async () => {
        await reconcile(world, first);
        return stateOf(store);
      }, patience)
      .toBe('committed');
    await isCommittedOnce(store);
    expect([...did.keys()].toSorted()).toEqual(['worker-0', 'worker-1']);
    expect([...did.values()].reduce((sum, count) => sum + count)).toBe(chunks);
  });
});

describe('a Redis that is wiped during a run', () => {
  it.each([
    ['FLUSHALL', async () => void redis.cli('FLUSHALL')],
    ['SIGKILL, with nothing on disk', () => redis.restart()],
  ])(
    'by %s costs one scan: all due work is enqueued again, and nothing runs twice',
    async (_how, wipe) => {
      const { store, engine } = await scene(() => ({ brokerUrl: redis.url }));
      const sending = engine();
      const world = worldOn(store, settings);
      expect((await reconcile(world, sending)).enqueued).toBe(chunks);
      expect((await reconcile(world, sending)).enqueued).toBe(0);

      const done = Promise.withResolvers<void>();
      let count = 0;
      const working = engine();
      const busy = worker(store, 'busy', ({ kind }) => {
        if (kind === 'chunk_done') count += 1;
        if (count === 7) done.resolve();
      });
      await works(busy, working);
      await done.promise;
      await working.close({ graceful: true });
      await wipe();
      expect((await sending.inspect()).reserved).toEqual([]);

      // One scan enqueues all the remaining work again.
      const again = await reconcile(world, sending);
      expect(again.enqueued).toBe(chunks - count);
      await works(
        worker(store, 'next', () => {}),
        engine(),
      );
      await expect
        .poll(async () => {
          await reconcile(world, sending);
          return stateOf(store);
        }, patience)
        .toBe('committed');
      await isCommittedOnce(store);
    },
  );
});

describe('the lock of a period in Redis', () => {
  function keeperOn(url: string, told: string[]): LockKeeper {
    const { address } = parseBrokerUrl(url);
    if (address?.kind !== 'redis') throw new Error('an address of Redis');
    const keeper = new LockKeeper({
      locks: redisLocks({ address, caFile: null, clock: systemClock }),
      holder: { owner: 'worker:busy', host: 'here', pid: process.pid },
      onOutage: (_lock, { code }) => told.push(code),
    });
    closing.push(() => keeper.close());
    return keeper;
  }

  it('exists while workers work on the run, and is gone afterwards', async () => {
    const { store, engine, periodId } = await scene(() => ({ brokerUrl: redis.url }));
    const keeper = keeperOn(redis.url, []);
    const keys = () => redis.cli('KEYS', 'payroll_cache:payroll_processing_*');
    const one = engine();
    await works({ ...worker(store, 'busy', () => {}), lockKeeper: keeper }, one);
    await reconcile(worldOn(store, settings), one);
    await expect.poll(keys, patience).toBe(`payroll_cache:payroll_processing_${periodId}`);
    await expect
      .poll(async () => {
        await reconcile(worldOn(store, settings), one);
        return stateOf(store);
      }, patience)
      .toBe('committed');
    await expect.poll(keys, patience).toBe('');
  });

  it('is not needed: without the cache the run continues, with a warning', async () => {
    const { store, engine } = await scene(() => ({ brokerUrl: redis.url }));
    const gone = await startRedis();
    await gone.stop();
    const told: string[] = [];
    const one = engine();
    const lockKeeper = keeperOn(gone.url, told);
    await works({ ...worker(store, 'busy', () => {}), lockKeeper }, one);
    await expect
      .poll(async () => {
        await reconcile(worldOn(store, settings), one);
        return stateOf(store);
      }, patience)
      .toBe('committed');
    await isCommittedOnce(store);
    await expect.poll(() => told, patience).toContain('cache_unreachable');
  });
});
