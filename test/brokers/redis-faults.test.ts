/**
 * Redis loses its memory, dies and comes back while a worker runs. Callers enqueue lost tasks
 * again, connections recover, and another worker takes over the task of a hung or dead one.
 */
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine } from '#engine/engine.ts';
import { engineFor } from '#engine/engine-for.ts';
import { Outage } from '#errors.ts';
import { systemClock } from '#time/clock.ts';
import { gate } from '../contract/engine-bench.ts';
import { ownNamespace } from '../support/brokers.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';

const open: Engine[] = [];
const servers: RedisServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close({ graceful: false })));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function bench() {
  const redis = await startRedis();
  servers.push(redis);
  const told: string[] = [];
  const engine = engineFor({
    brokerUrl: redis.url,
    databaseUrl: '',
    clock: systemClock,
    namespace: ownNamespace(),
    onTrouble: ({ outage }) => told.push(outage.code),
  });
  open.push(engine);
  return { redis, engine, told };
}

const waits = { timeoutMs: 20_000 };

describe('a Redis that is wiped', () => {
  it('has lost every task: their ids are new to it, and the worker continues', async () => {
    const { redis, engine } = await bench();
    const inHand = gate();
    await engine.work(['default'], { pay: inHand.handler }, { concurrency: 1 });
    await engine.enqueue('pay', {}, { id: 'run-7' });
    await inHand.entered;
    await engine.enqueue('pay', {}, { id: 'run-8' });
    redis.cli('FLUSHALL');
    expect(await outcomeOf(engine, 'run-8', { timeoutMs: 0 })).toEqual({ kind: 'unknown' });
    expect(await engine.enqueue('pay', {}, { id: 'run-8' })).toMatchObject({ kind: 'enqueued' });
    inHand.open();
    expect(await outcomeOf(engine, 'run-8', waits)).toMatchObject({ kind: 'success' });
    // The broker lost this task while it ran, so its result is unknown.
    expect(await outcomeOf(engine, 'run-7', { timeoutMs: 0 })).toEqual({ kind: 'unknown' });
  });

  it('shows its queues again as soon as a task is enqueued', async () => {
    const { redis, engine } = await bench();
    await engine.enqueue('pay', {}, { id: 'run-7', queue: 'payroll' });
    redis.cli('FLUSHALL');
    await engine.enqueue('pay', {}, { id: 'run-8', queue: 'payroll' });
    expect((await engine.inspect()).queues).toMatchObject([{ name: 'payroll', reserved: 1 }]);
  });
});

describe('a Redis that is killed', () => {
  it('makes enqueueing an outage within seconds, and takes tasks again once it is back', async () => {
    const { redis, engine, told } = await bench();
    await engine.work(['default'], { pay: async ({ taskId }) => taskId }, { concurrency: 2 });
    await engine.enqueue('pay', {}, { id: 'run-7' });
    expect(await outcomeOf(engine, 'run-7', waits)).toMatchObject({ kind: 'success' });
    await redis.kill();
    const startedMs = performance.now();
    await expect(engine.enqueue('pay', {}, { id: 'run-8' })).rejects.toBeInstanceOf(Outage);
    expect(performance.now() - startedMs).toBeLessThan(11_000);
    await redis.restart();
    expect(await engine.enqueue('pay', {}, { id: 'run-9' })).toMatchObject({ kind: 'enqueued' });
    expect(await outcomeOf(engine, 'run-9', waits)).toEqual({ kind: 'success', result: 'run-9' });
    expect(told).toContain('broker_unreachable');
  });

  it('lets current tasks end; their results wait for Redis, or are dropped', async () => {
    const { redis, engine } = await bench();
    const inHand = gate();
    const ended = Promise.withResolvers<void>();
    const handler: typeof inHand.handler = async (task) => {
      const result = await inHand.handler(task);
      ended.resolve();
      return result;
    };
    await engine.work(['default'], { pay: handler }, { concurrency: 1 });
    await engine.enqueue('pay', {}, { id: 'run-7' });
    await inHand.entered;
    await redis.kill();
    inHand.open();
    await ended.promise;
    await redis.restart();
    expect(await engine.enqueue('pay', {}, { id: 'run-8' })).toMatchObject({ kind: 'enqueued' });
    expect(await outcomeOf(engine, 'run-8', waits)).toMatchObject({ kind: 'success' });
  });
});
