/**
 * Workers read their orders from rows. Orders reach them while the broker is unreachable, and take
 * effect when it returns.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { programs } from '../support/processes.ts';
import { startRedis } from '../support/redis.ts';

const database = await testDatabase();
const redis = await startRedis();
const { paybeat, json, start } = programs({
  databaseUrl: database.url,
  config: { pulseSeconds: 1, scanSeconds: 1 },
  env: { BROKER_URL: redis.url },
});
beforeAll(async () => {
  await paybeat(['migrate']);
});
afterAll(() => redis.stop());

it('a worker that is resumed while Redis is unreachable says so, and takes tasks when Redis returns', async () => {
  start(['worker', '--name', 'w1']);
  await vi.waitFor(async () => {
    expect(await json(['control', 'pause', '--destination', 'w1'])).toMatchObject({
      answers: [{ answer: 'paused' }],
    });
  }, 20_000);
  await redis.kill();
  expect(await json(['control', 'resume', '--destination', 'w1'])).toMatchObject({
    answers: [{ answer: expect.stringMatching(/^running, 2 /) }],
  });
  await redis.restart();
  const taskId = String((await json(['tasks', 'call', 'auto_run_payroll']))['task_id']);
  expect(await json(['tasks', 'result', taskId, '--timeout', '40'])).toMatchObject({ result: [] });
}, 120_000);
