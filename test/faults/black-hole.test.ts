/**
 * The network between a worker and its database drops everything, but closes no connection.
 *
 * The worker gives up its connection within ten seconds, and the server releases its locks. When
 * the network is back, the run ends with the totals of an undisturbed run.
 */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import type { Connections } from '#store/connections.ts';
import { connectionsOf } from '#store/connections.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore, storeOver } from '#store/store.ts';
import { blackHole } from '../support/black-hole.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const drive = { concurrency: 2, pause: async () => undefined };

async function totals(url: string) {
  const store = createStore({ url });
  await expectSound({ store });
  const [run] = await store.read('every company', (at) => runs(at, { limit: 1 }));
  await store.close();
  const { state, paidCount, heldCount, grossMinor, taxesMinor, netMinor, totalsHash } = run ?? {};
  return { state, paidCount, heldCount, grossMinor, taxesMinor, netMinor, totalsHash };
}

/** The totals of an undisturbed run. */
async function undisturbed() {
  await using database = await freshDatabase();
  const store = createStore({ url: database.url });
  const world = worldOn(store, { chunkSize: 10 });
  await dueCompany(world);
  await autoRunPayroll(world, drive);
  await store.close();
  return await totals(database.url);
}

describe('a network that silently drops everything', async () => {
  const expected = await undisturbed();

  it('is noticed within ten seconds during a run, which continues when it is back', async () => {
    await using database = await freshDatabase();
    const network = await blackHole(database.url);
    let swallowedAt = Infinity;
    // Inside a transaction that has written the payslips of the third chunk.
    const strike = () => {
      swallowedAt = performance.now();
      network.swallow();
    };
    const store = storeOver(
      afterCopies(connectionsOf({ url: network.url }), { copies: 3, strike }),
    );
    const guard = new pg.Client({ connectionString: database.url });
    await guard.connect();
    const world = worldOn(store, { chunkSize: 10, leaseSeconds: 1 });
    try {
      const setUp = createStore({ url: database.url });
      await dueCompany(worldOn(setUp));
      await setUp.close();
      const failure = await autoRunPayroll(world, drive).catch((error: unknown) => error);
      const seconds = (performance.now() - swallowedAt) / 1_000;
      expect(failure).toBeInstanceOf(Outage);
      expect(failure).toMatchObject({ code: 'database_unreachable' });
      expect(seconds).toBeLessThan(10);
      // The client is gone and cannot say so. The server rolls back its transaction.
      expect(await inTransaction(guard)).toBeGreaterThan(0);
      await until(async () => (await inTransaction(guard)) === 0, 20_000);

      network.letThrough();
      await until(
        () =>
          autoRunPayroll(world, drive).then(
            () => true,
            () => false,
          ),
        30_000,
      );
      expect(await totals(database.url)).toEqual(expected);
    } finally {
      await store.close({ isHasty: true });
      await guard.end();
      await network.close();
    }
  });

  it('is distinguished from a slow statement by a query to the server', async () => {
    await using database = await freshDatabase();
    const network = await blackHole(database.url);
    const patience = { quietMs: 50, doubtMs: 50 };
    const connections = connectionsOf({ url: network.url, patience });
    const guard = new pg.Client({ connectionString: database.url });
    const watcher = new pg.Client({ connectionString: database.url });
    await Promise.all([guard.connect(), watcher.connect()]);
    try {
      await guard.query('begin; lock table paybeat.company in access exclusive mode');
      const connection = await connections.connect();
      const looks = async () => {
        const { rows } = await watcher.query(`select count(*)::int as looks from pg_stat_activity
          where application_name = 'paybeat-look' and datname = current_database()`);
        return rows[0].looks;
      };
      const slow = connection.query('select count(*) from paybeat.company');
      // Another connection checked several times that the query still runs, so it was not given up.
      for (let time = 0; time < 3; time += 1) await until(async () => (await looks()) > 0);
      await guard.query('rollback');
      expect((await slow).rows).toEqual([{ count: 0n }]);
      connection.release();
    } finally {
      await connections.end();
      await Promise.all([guard.end(), watcher.end()]);
      await network.close();
    }
  });
});

/** Strikes after the payslips of the given number of chunks, before their transaction continues. */
function afterCopies(
  connections: Connections,
  ask: { readonly copies: number; readonly strike: () => void },
): Connections {
  let copies = 0;
  return {
    end: (how) => connections.end(how),
    connect: async () => {
      const connection = await connections.connect();
      return {
        query: (sql, parameters, how) => connection.query(sql, parameters, how),
        together: (asks) => connection.together(asks),
        release: (error) => connection.release(error),
        copyOut: (sql) => connection.copyOut(sql),
        copyIn: async (sql, chunks) => {
          await connection.copyIn(sql, chunks);
          if (!sql.includes('copy payslip')) return;
          copies += 1;
          if (copies === ask.copies) ask.strike();
        },
      };
    },
  };
}

async function inTransaction(guard: pg.Client): Promise<number> {
  const { rows } = await guard.query(`select count(*)::int as open from pg_stat_activity
    where application_name = 'paybeat' and datname = current_database() and xact_start is not null`);
  return rows[0].open;
}
