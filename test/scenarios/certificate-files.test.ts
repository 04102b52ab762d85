/** Workers write certificates of committed runs into a folder: the one that was named, or that of the data folder. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { work } from '#caller.ts';
import { inProcessEngine } from '#engine/in-process.ts';
import { exportedCertificate } from '#operations/proof/certificate.ts';
import { newKey } from '#operations/proof/signing-keys.ts';
import { CertificateWriter } from '#operations/proof/write-certificates.ts';
import { TaskJournal } from '#operations/workers/task-journal.ts';
import { keepWorker } from '#processes/worker/worker.ts';
import { committedRunsAfter } from '#store/reads/certificate.ts';
import { type Sql, sql, statementOf } from '#store/sql.ts';
import type { Reading } from '#store/store.ts';
import { systemClock } from '#time/clock.ts';
import { type Paid, paidWrongly, reversal, reversed } from '../support/reversed.ts';
import { must } from '../support/small-company.ts';

const home = mkdtempSync(join(tmpdir(), 'paybeat-proof-'));
const keys = { dataFolder: join(home, 'one'), given: null };
const version = '1.2.3';
const at = Temporal.Instant.from('2026-01-19T15:00:00Z');
/** The file of each run. */
const first = new Map<number, string>();
let paid: Paid;

beforeAll(async () => {
  must(await newKey(keys, at));
  paid = await paidWrongly();
  const undo = await reversed(paid, reversal(paid.runId, ['ben']));
  for (const runId of [paid.runId, undo.runId]) {
    first.set(
      runId,
      must(await exportedCertificate(paid.small.world, { runId, keys, version })).text,
    );
  }
});

afterAll(async () => {
  await paid.small.close();
  rmSync(home, { recursive: true });
});

describe('a worker with a folder for certificates', () => {
  it('writes each once, those of earlier runs too, and reports what it cannot write', async () => {
    const told: unknown[] = [];
    const { small } = paid;
    const telemetry = { emit: (event: object) => void told.push(event) };
    const world = { ...small.world, caller: work('worker:test'), telemetry };
    const folder = join(home, 'certificates');
    const files = () =>
      Object.fromEntries(
        readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
      );
    const all = Object.fromEntries([...first].map(([runId, text]) => [`run-${runId}.json`, text]));
    const none = { dataFolder: join(home, 'none'), given: null };
    await new CertificateWriter(world, { folder, keys: none, version }).write();
    expect(files()).toEqual({});
    expect(told).toEqual([
      { kind: 'certificate_unwritten', runId: paid.runId, code: 'no_signing_key' },
    ]);
    const writer = new CertificateWriter(world, { folder, keys, version });
    expect(await writer.write()).toBe(true);
    expect(files()).toEqual(all);
    rmSync(join(folder, `run-${paid.runId}.json`));
    await writer.write();
    expect(Object.keys(files())).toHaveLength(first.size - 1);
    await new CertificateWriter(world, { folder, keys, version }).write();
    expect(files()).toEqual(all);
    expect(told).toHaveLength(1);
  });
});

describe('a worker without a folder for certificates', () => {
  it('writes them into the data folder once there is a key, and says nothing before', async () => {
    const told: unknown[] = [];
    const telemetry = { emit: (event: object) => void told.push(event) };
    const world = { ...paid.small.world, caller: work('worker:test'), telemetry };
    const later = { dataFolder: join(home, 'later'), given: null };
    const folder = join(later.dataFolder, 'certificates');
    const writer = new CertificateWriter(world, { folder, isDefault: true, keys: later, version });
    expect(await writer.write()).toBe(true);
    expect([existsSync(folder), told]).toEqual([false, []]);
    must(await newKey(later, at));
    expect(await writer.write()).toBe(true);
    expect(readdirSync(folder)).toHaveLength(first.size);
    expect(told).toEqual([]);
  });

  it('finds the runs of the last minutes by an index', async () => {
    const asked: Sql[] = [];
    const run = async (query: Sql) => {
      asked.push(query);
      return { rows: [], rowCount: 0 };
    };
    const committedAt = at;
    const ask = { after: { runId: 1, committedAt }, limit: 10 };
    await committedRunsAfter({ run } as unknown as Reading, ask);
    const { text } = statementOf(asked[0] ?? sql`select`);
    const options = '-c search_path=paybeat -c enable_seqscan=off';
    const client = new pg.Client({ connectionString: paid.url, options });
    await client.connect();
    const { rows } = await client.query(`explain (generic_plan, format json) ${text}`);
    await client.end();
    const plan = JSON.stringify(rows[0]);
    expect(plan).toContain('pay_run_committed');
    expect(plan).toContain('Index Cond');
    expect(plan).not.toMatch(/"Node Type":"(Seq Scan|Sort)"/);
  });
});

describe('a worker with tasks in hand', () => {
  it('writes no certificates until it has none, or a minute has passed', async () => {
    const stop = new AbortController();
    const journal = new TaskJournal(systemClock);
    const inHand = Promise.withResolvers<null>();
    const { work: handler } = journal.noting({ work: () => inHand.promise });
    const task = { taskId: 't', task: 'work', queue: 'q', attempt: 1 } as never;
    const working = handler?.(task);
    const pauses: number[] = [];
    const written: number[] = [];
    await keepWorker(paid.small.world, {
      engine: inProcessEngine({ clock: systemClock }),
      ...{ concurrency: 1, scanSeconds: 15, pulseSeconds: 15, signal: stop.signal, journal },
      pause: async (milliseconds) => void pauses.push(milliseconds),
      certificates: {
        write: async () => {
          written.push(pauses.filter((pause) => pause === 1_000).length);
          inHand.resolve(null);
          await working;
          if (written.length === 3) stop.abort();
          return true;
        },
      },
    });
    expect(written).toEqual([60, 60, 60]);
  });
});
