/**
 * A process that starts while Redis is unreachable works without it, reports that once, and uses
 * Redis when it returns. A Redis that answers but is unfit is refused at the start.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { testDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { programs, type Staying } from '../support/processes.ts';
import { startRedis } from '../support/redis.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const database = await testDatabase();
const redis = await startRedis();
const { json, paybeat, start } = programs({
  databaseUrl: database.url,
  config: { pulseSeconds: 1, scanSeconds: 1, chunkSize: 5 },
  env: { BROKER_URL: redis.url },
});
const store = createStore({ url: database.url });
const patience = { timeout: 60_000 };
const started: Staying[] = [];
beforeAll(() => redis.kill());
afterAll(async () => {
  await store.close();
  await redis.stop();
});

const states = async () =>
  (await store.read('every company', (at) => runs(at, { limit: 10 }))).map(({ state }) => state);
const workersOfBroker = async () => {
  const { broker } = (await json(['inspect', 'stats'])) as {
    broker: { queues: readonly unknown[] } | null;
  };
  return broker;
};

describe('while Redis is unreachable', () => {
  it('a worker and a beat start, and a run that falls due is committed', async () => {
    started.push(start(['worker', '--name', 'w1']), start(['beat', '--name', 'b1']));
    await dueCompany(worldOn(store));
    await expect.poll(states, patience).toEqual(['committed']);
    await expectSound(worldOn(store));
    expect(await json(['inspect', 'ping'])).toMatchObject({ answers: [{}, {}] });
    expect(await json(['control', 'pool-grow', '1', '--destination', 'w1'])).toMatchObject({
      answers: [{ answer: expect.stringMatching(/^running, 3 /) }],
    });
    expect(await workersOfBroker()).toBe(null);
  }, 90_000);

  it('a tick of that beat is performed by that worker', async () => {
    const taskId = String((await json(['beat', 'run-now', 'auto_run_payroll']))['task_id']);
    expect(await json(['tasks', 'result', taskId, '--timeout', '50'])).toMatchObject({
      result: [],
    });
  }, 90_000);

  it("'start --once' runs what is due and succeeds", async () => {
    const { code, err } = await paybeat(['start', '--once', '--no-demo']);
    expect(code, err).toBe(0);
  }, 90_000);

  it('the log says so once, as a sentence', () => {
    const said = started[0]?.said() ?? '';
    expect(said.match(/broker_unreachable/g)).toHaveLength(1);
  });
});

describe('when Redis starts', () => {
  it('the worker takes its tasks from Redis, in all its slots', async () => {
    await redis.restart();
    const clients = () =>
      redis
        .cli('CLIENT', 'LIST')
        .split('\n')
        .filter((line) => line.includes('w1')).length;
    await expect.poll(workersOfBroker, patience).not.toBe(null);
    await expect.poll(clients, patience).toBeGreaterThan(0);
    const taskId = String((await json(['tasks', 'call', 'auto_run_payroll']))['task_id']);
    expect(await json(['tasks', 'result', taskId, '--timeout', '50'])).toMatchObject({
      result: [],
    });
  }, 90_000);

  it('a new worker refuses a Redis that may evict tasks, and a running one continues', async () => {
    redis.cli('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const { code, err } = await paybeat(['worker', '--name', 'w2']);
    expect(code, err).toBe(7);
    expect(err).toContain('broker_evicts');
    expect(started[0]?.child.exitCode).toBe(null);
  }, 90_000);
});
