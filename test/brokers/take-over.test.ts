/** A worker process is killed during a task: another worker runs that task within seconds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineAsk, engineFor } from '#engine/engine-for.ts';
import { systemClock } from '#time/clock.ts';
import { ownNamespace } from '../support/brokers.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { holdTask } from '../support/task-holder.ts';

let database: TestDatabase;
let redis: RedisServer;
beforeAll(async () => {
  database = await freshDatabase();
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
  await database.drop();
});

type Ask = Omit<EngineAsk, 'clock'>;
const brokers: Readonly<Record<string, () => Ask>> = {
  PostgreSQL: () => ({ brokerUrl: null, databaseUrl: database.url, mayMigrate: true }),
  Redis: () => ({ brokerUrl: redis.url, databaseUrl: '' }),
};

describe.concurrent.each(Object.entries(brokers))('a killed worker on %s', (_name, broker) => {
  it('loses its task to another worker, as the same attempt, within its lock time and one look', async () => {
    const ask = { ...broker(), namespace: ownNamespace() };
    const engine = engineFor({ ...ask, clock: systemClock });
    await engine.enqueue('pay', {}, { id: 'run-7' });
    const holder = await holdTask(ask);
    const pay = async ({ attempt }: { readonly attempt: number }) => attempt;
    await engine.work(['default'], { pay }, { concurrency: 1 });
    expect((await engine.inspect()).active).toMatchObject([{ id: 'run-7', worker: 'holder' }]);
    holder.kill('SIGKILL');
    const killedMs = performance.now();
    const outcome = await outcomeOf(engine, 'run-7', { timeoutMs: 30_000 });
    expect(outcome).toEqual({ kind: 'success', result: 1 });
    expect(performance.now() - killedMs).toBeLessThan(20_000);
    await engine.close({ graceful: true });
  });

  it('keeps its task while it is alive, however long that takes', async () => {
    const ask = { ...broker(), namespace: ownNamespace() };
    const engine = engineFor({ ...ask, clock: systemClock });
    await engine.enqueue('pay', {}, { id: 'run-7' });
    const holder = await holdTask(ask);
    await engine.work(['default'], { pay: async () => 'taken' }, { concurrency: 1 });
    // Longer than the lock, and than two looks for tasks of dead workers.
    expect(await outcomeOf(engine, 'run-7', { timeoutMs: 12_000 })).toEqual({
      kind: 'not_yet',
      state: 'started',
    });
    holder.kill('SIGKILL');
    await engine.close({ graceful: false });
  });
});
