/**
 * Engines of several processes on one broker see each other's tasks, and share the work.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, Handler } from '#engine/engine.ts';
import { type EngineAsk, engineFor } from '#engine/engine-for.ts';
import { systemClock } from '#time/clock.ts';
import { gate } from '../contract/engine-bench.ts';
import { ownNamespace } from '../support/brokers.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';

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

const brokers = {
  PostgreSQL: () => ({ brokerUrl: null, databaseUrl: database.url, mayMigrate: true }),
  Redis: () => ({ brokerUrl: redis.url, databaseUrl: '' }),
};

describe.each(Object.entries(brokers))('engines on one broker, %s', (_name, broker) => {
  const open: Engine[] = [];
  /** Engines that see each other's tasks, as if each were in its own process. */
  function engines<Count extends number>(count: Count): Engine[] & { length: Count } {
    const ask: EngineAsk = { ...broker(), clock: systemClock, namespace: ownNamespace() };
    const made = Array.from({ length: count }, () => engineFor(ask));
    open.push(...made);
    return made as Engine[] & { length: Count };
  }
  const pair = () => {
    const [one, other] = engines(2);
    if (one === undefined || other === undefined) throw new Error('there are two');
    return { one, other };
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((engine) => engine.close({ graceful: false })));
  });
  const waits = { timeoutMs: 10_000 };

  it('accept one of several callers that enqueue the same id at the same moment', async () => {
    const all = engines(5);
    await Promise.all(all.map((engine) => engine.ready()));
    for (const round of [1, 2, 3]) {
      const sent = all.flatMap((engine) =>
        [1, 2, 3, 4].map(() => engine.enqueue('pay', {}, { id: `run-${round}` })),
      );
      const kinds = (await Promise.all(sent)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'enqueued')).toHaveLength(1);
    }
  });

  it("see each other's tasks: which wait, which worker has them, and how they ended", async () => {
    const { one, other } = pair();
    const inHand = gate();
    await one.enqueue('pay', { runId: 7 }, { id: 'run-7' });
    expect((await other.inspect()).reserved.map(({ id }) => id)).toEqual(['run-7']);
    await one.work(['default'], { pay: inHand.handler }, { concurrency: 1, name: 'worker-one' });
    await inHand.entered;
    expect((await other.inspect()).active).toMatchObject([{ id: 'run-7', worker: 'worker-one' }]);
    const ended = outcomeOf(other, 'run-7', waits);
    inHand.open();
    expect(await ended).toEqual({ kind: 'success', result: 'through' });
  });

  it('share the tasks of a queue, and each task goes to one of them', async () => {
    const { one, other } = pair();
    const ran: string[] = [];
    const both = Promise.withResolvers<void>();
    const workers = new Set<string>();
    const handler =
      (name: string): Handler =>
      async ({ taskId }) => {
        ran.push(taskId);
        workers.add(name);
        if (workers.size === 2) both.resolve();
        // The first task ends only after the other worker has started one.
        await both.promise;
        return name;
      };
    await one.work(['default'], { pay: handler('one') }, { concurrency: 2 });
    await other.work(['default'], { pay: handler('other') }, { concurrency: 2 });
    const ids = Array.from({ length: 40 }, (_, number) => `chunk-${number}`);
    for (const id of ids) await one.enqueue('pay', {}, { id });
    for (const id of ids)
      expect(await outcomeOf(other, id, waits)).toMatchObject({ kind: 'success' });
    expect(ran.toSorted()).toEqual(ids.toSorted());
    expect(workers.size).toBe(2);
  });

  it('wake an idle worker within a tenth of a second for a task that another engine sends', async () => {
    const { one, other } = pair();
    await one.work(
      ['default'],
      { pay: async () => systemClock.now().toString() },
      { concurrency: 1 },
    );
    await other.enqueue('pay', {}, { id: 'warm-up' });
    await outcomeOf(other, 'warm-up', waits);
    const delays: number[] = [];
    for (let number = 1; number <= 9; number += 1) {
      const sentAt = systemClock.now();
      await other.enqueue('pay', {}, { id: `run-${number}` });
      const outcome = await outcomeOf(other, `run-${number}`, waits);
      const result = outcome.kind === 'success' ? outcome.result : null;
      if (typeof result !== 'string') throw new Error(`it ended as ${outcome.kind}`);
      const startedAt = Temporal.Instant.from(result);
      delays.push(sentAt.until(startedAt).total('milliseconds'));
    }
    const median = delays.toSorted((a, b) => a - b)[4];
    expect(median, `${delays}`).toBeLessThan(100);
  });
});
