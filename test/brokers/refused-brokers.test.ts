/** A start refuses a broker that is not fit, in words that say what to do, and within seconds. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EngineAsk, engineFor } from '#engine/engine-for.ts';
import { Outage } from '#errors.ts';
import { systemClock } from '#time/clock.ts';
import { freshDatabase } from '../support/database.ts';
import { type RedisAsk, type RedisServer, startRedis } from '../support/redis.ts';
import { startCluster } from '../support/redis-cluster.ts';
import { startSentinel } from '../support/redis-sentinel.ts';

const running: RedisServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function redis(ask: RedisAsk): Promise<RedisServer> {
  const server = await startRedis(ask);
  running.push(server);
  return server;
}

/** What `ready` throws; null when it is. */
async function refusal(ask: Partial<EngineAsk>): Promise<Outage | null> {
  const engine = engineFor({ brokerUrl: null, databaseUrl: '', clock: systemClock, ...ask });
  try {
    await engine.ready();
    return null;
  } catch (error) {
    if (error instanceof Outage) return error;
    throw error;
  } finally {
    await engine.close({ graceful: false });
  }
}

describe('a start', () => {
  it.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
    'refuses a Redis that may evict tasks: %s',
    async (policy) => {
      const { url } = await redis({ config: [`maxmemory-policy ${policy}`] });
      expect(await refusal({ brokerUrl: url })).toMatchObject({
        code: 'broker_evicts',
        message: expect.stringContaining(policy),
        hint: expect.stringContaining('noeviction'),
      });
    },
  );

  it('accepts a Redis that refuses writes when it is full', async () => {
    const { url } = await redis({ config: ['maxmemory 50mb', 'maxmemory-policy noeviction'] });
    expect(await refusal({ brokerUrl: url })).toBe(null);
  });

  it('refuses a wrong password, and shows no password', async () => {
    const { url } = await redis({ login: { user: 'paybeat', password: 'right' } });
    const found = await refusal({ brokerUrl: url.replace(':right@', ':hunter2@') });
    expect(found).toMatchObject({ code: 'broker_login_refused' });
    expect(JSON.stringify([found?.message, found?.hint])).not.toContain('hunter2');
    expect(await refusal({ brokerUrl: url })).toBe(null);
  });

  it('refuses a certificate from an untrusted authority', async () => {
    const { url, caFile } = await redis({ hasTls: true });
    const other = await redis({ hasTls: true });
    expect(await refusal({ brokerUrl: url })).toMatchObject({ code: 'broker_certificate_refused' });
    expect(await refusal({ brokerUrl: url, caFile: other.caFile })).toMatchObject({
      code: 'broker_certificate_refused',
    });
    expect(await refusal({ brokerUrl: url, caFile })).toBe(null);
  });

  it('refuses a Redis that cannot be reached', async () => {
    const server = await redis({});
    await server.stop();
    expect(await refusal({ brokerUrl: server.url })).toMatchObject({
      code: 'broker_unreachable',
      hint: expect.stringContaining('BROKER_URL'),
    });
  });

  it('names the node of a Cluster that is unreachable', async () => {
    await using cluster = await startCluster();
    await cluster.nodes[2]?.stop();
    expect(await refusal({ brokerUrl: cluster.url })).toMatchObject({
      code: 'broker_unreachable',
      message: expect.stringMatching(/\bnode 127\.0\.0\.1:\d+ /),
    });
  });

  it('says that no Sentinel knows the primary, and does not report a Sentinel that is unreachable', async () => {
    await using sentinel = await startSentinel();
    expect(await refusal({ brokerUrl: sentinel.url.replace(/\/[^/]*$/, '/nobody') })).toMatchObject(
      {
        code: 'broker_primary_unknown',
        hint: expect.stringContaining('SENTINEL MASTERS'),
      },
    );
    const away = await redis({});
    await away.stop();
    const toStderr = vi.spyOn(console, 'error');
    const url = sentinel.url.replace('sentinel://', `sentinel://127.0.0.1:${away.port},`);
    expect(await refusal({ brokerUrl: url })).toBe(null);
    expect(toStderr).not.toHaveBeenCalled();
  });

  it("refuses a PostgreSQL without the broker's tables, and accepts it after they are created", async () => {
    await using database = await freshDatabase();
    const ask = { databaseUrl: database.url };
    expect(await refusal(ask)).toMatchObject({
      code: 'broker_schema_missing',
      actions: [{ action: 'migrate' }],
    });
    expect(await refusal({ ...ask, mayMigrate: true })).toBe(null);
    expect(await refusal(ask)).toBe(null);
  });

  it('refuses a PostgreSQL that cannot be reached', async () => {
    const nowhere = 'postgres://nobody:hunter2@127.0.0.1:9/none';
    expect(await refusal({ databaseUrl: nowhere })).toMatchObject({ code: 'database_unreachable' });
    expect(await refusal({ brokerUrl: nowhere })).toMatchObject({ code: 'broker_unreachable' });
  });
});
