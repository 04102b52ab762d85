/**
 * A worker's remarks at its start: mistakes that would otherwise show only when somebody is not
 * paid.
 */
import { beforeAll, expect, it } from 'vitest';
import { remarksOnStart } from '#operations/workers/remarks-on-start.ts';
import { beatHeart } from '#store/writes/workers.ts';
import { freshDatabase } from '../support/database.ts';
import { type SmallCompany, smallCompany, worldOn } from '../support/small-company.ts';

let company: SmallCompany;
beforeAll(async () => {
  const database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2024-01-02T12:00:00Z' });
});

it('a worker reports a queue without a route, and not one with a route', async () => {
  const queues = ['payrol', 'default'];
  expect(await remarksOnStart(company.world, { name: 'w1', queues })).toEqual([
    expect.stringMatching(/\bpayrol\b.*\bdefault\b.*\bpayroll\b/),
  ]);
  const routed = worldOn(company.world.store, { taskRoutes: { calculate_chunk: 'payrol' } });
  expect(await remarksOnStart(routed, { name: 'w1', queues })).toEqual([]);
});

it('a worker reports that a live worker has the same name, and where it runs', async () => {
  await company.world.store.write('every company', (tx) =>
    beatHeart(tx, {
      ...{ workerId: 'worker:w1-7', kind: 'worker', name: 'w1', host: 'host1', pid: 7, queues: [] },
      ...{ concurrency: 1, state: 'running', leaseSeconds: 30, version: '', registered: [] },
      ...{ active: [], facts: {}, settings: {} },
    }),
  );
  const ask = { name: 'w1', queues: null };
  expect(await remarksOnStart(company.world, ask)).toEqual([
    expect.stringMatching(/\bw1\b.*\bhost1\b.*\b7\b/),
  ]);
  expect(await remarksOnStart(company.world, { ...ask, name: 'w2' })).toEqual([]);
  await company.clock.advance({ seconds: 31 });
  expect(await remarksOnStart(company.world, ask)).toEqual([]);
});
