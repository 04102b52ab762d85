/**
 * PostgreSQL fails during a run: the server is killed, or one session at a time. The run ends with
 * the totals of an undisturbed run. The server has the settings of production.
 */

import { afterEach, describe, expect, it } from 'vitest';
import { engineFor } from '#engine/engine-for.ts';
import { systemTimers } from '#engine/timers.ts';
import { Outage } from '#errors.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { keepWorker } from '#processes/worker/worker.ts';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { migrate } from '#store/migrate.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { systemClock } from '#time/clock.ts';
import { dueCompany } from '../support/due-company.ts';
import { dataFolderWithServers, onDatabase, removeDataFolders } from '../support/server-holder.ts';
import { must, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

/** Longer than any test waits. */
const leaseSeconds = 3_600;

afterEach(removeDataFolders);

type Server = Awaited<ReturnType<typeof embeddedServer>>;

/** Runs what is due, as far as it gets. The server's address is read again each time. */
async function attempt(
  server: Server,
  onEvent: (event: PaybeatEvent) => void,
): Promise<'done' | 'outage'> {
  const store = createStore({ url: server.url });
  const world = {
    ...worldOn(store, { chunkSize: 10, leaseSeconds: 1 }),
    telemetry: { emit: onEvent },
  };
  try {
    await autoRunPayroll(world, { concurrency: 2, pause: async () => undefined });
    return 'done';
  } catch (error) {
    if (error instanceof Outage) return 'outage';
    throw error;
  } finally {
    await store.close();
  }
}

/** What is paid if `strike` comes after the given number of events. */
async function paidAfter(ask: {
  readonly events: number;
  readonly strike: (server: Server) => Promise<unknown>;
}) {
  const server = await embeddedServer({ dataFolder: await dataFolderWithServers() });
  try {
    must(await migrate({ url: server.url }));
    const setUp = createStore({ url: server.url });
    await dueCompany(worldOn(setUp));
    await setUp.close();
    let told = 0;
    const struck: Promise<unknown>[] = [];
    const first = await attempt(server, () => {
      told += 1;
      if (told === ask.events) struck.push(ask.strike(server));
    });
    await Promise.all(struck);
    expect(struck).toHaveLength(ask.events === Number.POSITIVE_INFINITY ? 0 : 1);
    if (first === 'outage') {
      await until(async () => (await attempt(server, () => undefined)) === 'done', 30_000);
    }
    const store = createStore({ url: server.url });
    await expectSound({ store });
    const [run] = await store.read('every company', (at) => runs(at, { limit: 1 }));
    await store.close();
    const { state, paidCount, heldCount, grossMinor, taxesMinor, netMinor, totalsHash } = run ?? {};
    return { first, state, paidCount, heldCount, grossMinor, taxesMinor, netMinor, totalsHash };
  } finally {
    await server.release();
  }
}

describe('a run whose database fails', async () => {
  const never = Number.POSITIVE_INFINITY;
  const undisturbed = await paidAfter({ events: never, strike: async () => undefined });

  it('has known totals without a failure', () => {
    expect(undisturbed).toMatchObject({ first: 'done', state: 'committed', paidCount: 52 });
  });

  it.each([1, 4, 8])(
    'ends with the same totals after kill -9 of the server at event %i',
    async (events) => {
      const strike = async (server: Server) => process.kill(server.pid, 'SIGKILL');
      const paid = await paidAfter({ events, strike });
      expect(paid).toEqual({ ...undisturbed, first: 'outage' });
    },
  );

  it('ends with the same totals after the end of all its sessions at event 2', async () => {
    const strike = (server: Server) =>
      onDatabase(server.url, (client) =>
        client.query(`select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'paybeat'`),
      );
    expect(await paidAfter({ events: 2, strike })).toEqual({ ...undisturbed, first: 'outage' });
  });
});

/** Works until it is stopped, as a worker process does. */
function workerOn(server: Server, ask: { name: string; onEvent: (event: PaybeatEvent) => void }) {
  const store = createStore({ url: server.url });
  const world = {
    ...worldOn(store, { chunkSize: 2, leaseSeconds }, ask.name),
    telemetry: { emit: ask.onEvent },
  };
  const engine = engineFor({
    ...{ brokerUrl: null, databaseUrl: server.url, mayMigrate: true, clock: systemClock },
  });
  const stop = new AbortController();
  const served = keepWorker(world, {
    ...{ engine, concurrency: 4, scanSeconds: 15, pulseSeconds: 2, signal: stop.signal },
    pause: (ms, signal) =>
      new Promise((resolve) => {
        const callOff = systemTimers.after(ms, resolve);
        signal.addEventListener('abort', () => {
          callOff();
          resolve();
        });
      }),
  });
  return async () => {
    stop.abort();
    await served;
    await engine.close({ graceful: false });
    await store.close();
  };
}

describe('workers whose database is killed during many chunks', () => {
  it('release their work when it answers again, so nobody waits for a lease', async () => {
    const server = await embeddedServer({ dataFolder: await dataFolderWithServers() });
    must(await migrate({ url: server.url }));
    const store = createStore({ url: server.url });
    await dueCompany(worldOn(store));
    let done = 0;
    const killed = Promise.withResolvers<void>();
    const onEvent = ({ kind }: PaybeatEvent) => {
      if (kind !== 'chunk_done') return;
      done += 1;
      if (done !== 7) return;
      process.kill(server.pid, 'SIGKILL');
      killed.resolve();
    };
    const stops = [
      workerOn(server, { name: 'a', onEvent }),
      workerOn(server, { name: 'b', onEvent }),
    ];
    try {
      await killed.promise;
      const state = async () => {
        try {
          return (await store.read('every company', (at) => runs(at, { limit: 1 })))[0]?.state;
        } catch (error) {
          if (error instanceof Outage) return 'away';
          throw error;
        }
      };
      // Much less than the lease of an hour, so the worker did not wait for the lease.
      await expect.poll(state, { timeout: 40_000 }).toBe('committed');
      const begunAgain = await onDatabase(server.url, (client) =>
        client.query('select count(*)::int as chunks from paybeat.run_chunk where epoch > 1'),
      );
      expect(begunAgain.rows[0].chunks).toBeGreaterThan(0);
      await expectSound({ store });
    } finally {
      await Promise.all(stops.map((stop) => stop()));
      await store.close();
      await server.release();
    }
  });
});
