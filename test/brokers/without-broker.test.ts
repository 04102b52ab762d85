/**
 * Pay day does not wait for a queue: while Redis is unreachable, a worker sends itself its tasks.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { testDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { programs } from '../support/processes.ts';
import { startRedis } from '../support/redis.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const database = await testDatabase();
const redis = await startRedis();
const { json, start } = programs({
  databaseUrl: database.url,
  config: { pulseSeconds: 1, scanSeconds: 1, chunkSize: 5 },
  env: { BROKER_URL: redis.url },
});
const store = createStore({ url: database.url });
const patience = { timeout: 60_000 };
beforeAll(async () => {
  start(['worker', '--name', 'w1']);
  start(['beat', '--name', 'b1']);
  await vi.waitFor(async () => {
    expect(await json(['inspect', 'ping'])).toMatchObject({ answers: [{}, {}] });
  }, patience);
  await redis.kill();
}, 90_000);
afterAll(async () => {
  await store.close();
  await redis.stop();
});

describe('while Redis stays unreachable', () => {
  it('a run that falls due is opened, calculated and committed', async () => {
    await dueCompany(worldOn(store));
    const newest = () => store.read('every company', (at) => runs(at, { limit: 10 }));
    await expect
      .poll(newest, patience)
      .toMatchObject([{ state: 'committed', paidCount: 52, heldCount: 8 }]);
    await expectSound(worldOn(store));
  }, 90_000);

  it('a tick is performed', async () => {
    const taskId = String((await json(['beat', 'run-now', 'auto_run_payroll']))['task_id']);
    expect(await json(['tasks', 'result', taskId, '--timeout', '50'])).toMatchObject({
      result: [],
    });
  }, 90_000);
});
