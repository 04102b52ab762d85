/**
 * The minimal rights of docs/guides/securing-redis-and-postgresql.md are enough: a Redis user that
 * sees two kinds of keys, and a PostgreSQL role that owns nothing.
 */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { engineFor } from '#engine/engine-for.ts';
import { redisLocks } from '#engine/locks/redis-locks.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { parseBrokerUrl } from '#settings/broker-url.ts';
import { createStore } from '#store/store.ts';
import { systemClock } from '#time/clock.ts';
import { engineContract } from '../contract/engine.contract.ts';
import { onBroker, underTest } from '../support/brokers.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { outcomeOf } from '../support/outcomes.ts';
import { startRedis } from '../support/redis.ts';
import { worldOn } from '../support/small-company.ts';

const guide = readFileSync(
  new URL('../../docs/guides/securing-redis-and-postgresql.md', import.meta.url),
  'utf8',
);

/** The code block of the guide that begins with this line. */
function block(firstLine: string): string {
  const found = guide.split('```').find((one) => one.includes(firstLine));
  if (found === undefined) throw new Error(`the guide has no block with "${firstLine}"`);
  return found.slice(found.indexOf('\n') + 1).trim();
}

const rules = block('user paybeat on').replace(/^user paybeat on >\S+ /, '');
const redis = await startRedis({
  login: {
    user: 'paybeat',
    password: 'long-pass',
    // Each test of the contract has its own prefix.
    rules: rules.replace('~{paybeat}:*', '~{test-*'),
  },
});
afterAll(() => redis.stop());

engineContract(
  'BullMQ on Redis with the rights of the guide',
  onBroker(() => ({ brokerUrl: redis.url })),
);

describe('a Redis user with the rights of the guide', () => {
  it('takes, lists and releases locks', async () => {
    const { address } = parseBrokerUrl(redis.url);
    if (address?.kind !== 'redis') throw new Error('an address of Redis');
    const locks = redisLocks({ address, caFile: null, clock: systemClock });
    const holder = { owner: 'worker:ada', host: 'ada', pid: 1 };
    const lock = await locks.acquire('payroll_processing_7', { ttlSeconds: 60, holder });
    expect((await locks.list()).map(({ name }) => name)).toEqual(['payroll_processing_7']);
    expect(await lock?.renew()).toBe(true);
    expect(await lock?.release()).toBe(true);
    await locks.close();
  });

  it.each([
    ['read other keys', ['GET', 'another:key']],
    ['write other keys', ['SET', 'another:key', 'x']],
    ['wipe the database', ['FLUSHALL']],
    ['change the settings', ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru']],
    ['give itself rights', ['ACL', 'SETUSER', 'paybeat', '+@all']],
  ])('cannot %s', (_what, command) => {
    expect(redis.cli(...command)).toContain('NOPERM');
  });
});

describe('a PostgreSQL role with the rights of the guide', () => {
  it('runs payroll and carries tasks, but cannot change any table definition', async () => {
    await using database = await freshDatabase();
    const laying = engineFor({
      ...{ brokerUrl: null, databaseUrl: database.url, mayMigrate: true, clock: systemClock },
    });
    await laying.ready();
    await laying.close({ graceful: true });
    const role = `paybeat_login_${process.pid}`;
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const grants = block('create role paybeat_login').replaceAll('paybeat_login', role);
    await client.query(grants.replaceAll('database paybeat', `database ${client.database}`));
    const url = new URL(database.url);
    url.username = role;
    url.password = 'choose-a-long-one';
    const store = createStore({ url: url.href });
    const world = worldOn(store);
    try {
      await dueCompany(world);
      const results = await autoRunPayroll(world, { concurrency: 2, pause: async () => {} });
      expect(results).toMatchObject([{ kind: 'ran', run: { state: 'committed', paidCount: 52 } }]);

      const { engine } = underTest({ brokerUrl: null, databaseUrl: url.href });
      await engine.work(['default'], { pay: async () => 'done' }, { concurrency: 1 });
      await engine.enqueue('pay', {}, { id: 'run-7' });
      const outcome = await outcomeOf(engine, 'run-7', { timeoutMs: 10_000 });
      expect(outcome).toEqual({ kind: 'success', result: 'done' });
      await engine.close({ graceful: true });

      const limited = new pg.Client({ connectionString: url.href });
      await limited.connect();
      for (const forbidden of [
        'drop table paybeat.payslip',
        'create table paybeat.mine ()',
        'create table bullmq.mine ()',
        'create schema mine',
        'select * from paybeat.payslip',
        'delete from paybeat.audit_event',
      ]) {
        await expect(limited.query(forbidden), forbidden).rejects.toMatchObject({ code: '42501' });
      }
      await limited.end();
    } finally {
      await store.close();
      await client.query(`drop owned by ${role} cascade; drop role ${role}`);
      await client.end();
    }
  });
});
