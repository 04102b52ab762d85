/** Chunks that are calculated in threads of their own, with real threads and a real database. */
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import type { ChunkThreads } from '#operations/runs/chunk-outcome.ts';
import type { World } from '#operations/world.ts';
import { ChunkThreadPool } from '#processes/threads/chunk-threads.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { silent } from '../support/silent.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Ran {
  readonly world: World;
  readonly payslips: readonly unknown[];
  /** Ordinal → epoch of its claim. */
  readonly epochs: readonly number[];
}

/** The same company, due, in chunks of two people. */
async function runWith(
  threadsOf: (url: string, world: World) => Promise<ChunkThreads | null>,
): Promise<Ran> {
  const database = await freshDatabase();
  closing.push(() => database.drop());
  const store = createStore({ url: database.url });
  closing.push(() => store.close());
  const plain = worldOn(store);
  const small = { ...plain, settings: { ...plain.settings, chunkSize: 2 } };
  await dueCompany(small);
  const chunkThreads = await threadsOf(database.url, small);
  const world = chunkThreads === null ? small : { ...small, chunkThreads };
  const results = await autoRunPayroll(world, { concurrency: 2, pause: async () => undefined });
  expect(results).toMatchObject([{ kind: 'ran', run: { state: 'committed' } }]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const payslips = await client.query(
    `select employee_id, ordinal, net_minor, line_codes, line_amounts, ytd_codes, ytd_amounts, warnings
     from paybeat.payslip order by 1`,
  );
  const chunks = await client.query('select epoch from paybeat.run_chunk order by ordinal');
  await client.end();
  return { world, payslips: payslips.rows, epochs: chunks.rows.map(({ epoch }) => epoch) };
}

async function poolOn(url: string, world: World): Promise<ChunkThreadPool> {
  const { worker, settings } = world;
  const pool = new ChunkThreadPool({
    start: { databaseUrl: url, worker, settings },
    telemetry: silent,
    count: 2,
    startsWithChunk: 1,
  });
  closing.push(() => pool.close());
  await pool.start();
  return pool;
}

describe('a run whose chunks are calculated in threads', () => {
  it('has the same payslips as one that is calculated in the main thread', async () => {
    const alone = await runWith(async () => null);
    let inThreads = 0;
    const threaded = await runWith(async (url, world) => {
      const pool = await poolOn(url, world);
      return {
        takes: (runId) => pool.takes(runId),
        calculate: (ask, claimed) => {
          inThreads += 1;
          return pool.calculate(ask, claimed);
        },
      };
    });
    expect(threaded.payslips).toEqual(alone.payslips);
    expect(inThreads).toBe(threaded.epochs.length);
    await expectSound(threaded.world);
  });

  it('pays everybody once when the threads die with chunks in hand', async () => {
    const alone = await runWith(async () => null);
    let deaths = 0;
    const threaded = await runWith(async (url, world) => {
      const pool = await poolOn(url, world);
      return {
        takes: (runId) => pool.takes(runId),
        calculate: (ask, claimed) =>
          pool.calculate(ask, (claim) => {
            claimed(claim);
            if (deaths === 2) return;
            deaths += 1;
            void pool.close();
          }),
      };
    });
    // The second death needs threads that are ready again before the run ends.
    expect(deaths).toBeGreaterThan(0);
    expect(Math.max(...threaded.epochs)).toBeGreaterThan(1);
    expect(threaded.payslips).toEqual(alone.payslips);
    await expectSound(threaded.world);
  });
});

describe('a small run', () => {
  it('starts no threads', () => {
    const pool = new ChunkThreadPool({
      start: {
        databaseUrl: 'postgres://nowhere',
        worker: 'worker:x',
        settings: defaultSettings,
      },
      telemetry: silent,
      count: 2,
    });
    expect([1, 2, 3, 4].map(() => pool.takes(1))).toEqual([false, false, false, false]);
  });
});
