/** A worker that waits for the row of its run or of its chunk, while somebody else changes it. */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRun } from '#operations/runs/open-run.ts';
import { createStore, type Store } from '#store/store.ts';
import { type Claim, claimChunk, holdsChunk } from '#store/writes/chunks.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { must, worldOn } from '../support/small-company.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let store: Store;
let other: pg.Client;
let claim: Claim;

beforeEach(async () => {
  database = await freshDatabase();
  store = createStore({ url: database.url });
  const world = worldOn(store, { chunkSize: 100 });
  const { companyId, periodId } = await dueCompany(world);
  const { runId } = must(await openRun(world, { companyId, periodId }));
  const ask = { runId, ordinal: 1, owner: 'worker', leaseSeconds: 30 };
  const claimed = await store.write({ companyId }, (tx) => claimChunk(tx, ask));
  if (!claimed) throw new Error('the chunk is open');
  claim = claimed;
  other = await connected();
});

afterEach(async () => {
  await other.end();
  await store.close();
  await database.drop();
});

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('set search_path = paybeat, public');
  return client;
}

async function isWaiting(): Promise<boolean> {
  const { rows } = await other.query('select 1 from pg_locks where not granted');
  return rows.length > 0;
}

describe('a worker that waits before it writes its chunk', () => {
  it.each([
    ['the run has another epoch', 'pay_run', 'epoch = epoch + 1', false],
    ['somebody else has claimed the chunk', 'run_chunk', 'epoch = epoch + 1', false],
    ['its lease was renewed', 'run_chunk', "lease_until = lease_until + interval '1 h'", true],
  ])('finds afterwards that %s', async (_what, table, change, holds) => {
    await other.query('begin; set local session_replication_role = replica');
    await other.query(`update ${table} set ${change}`);
    const answer = store.write(claim, (tx) => holdsChunk(tx, claim));
    await until(isWaiting);
    await other.query('commit');
    expect(await answer).toBe(holds);
  });

  it('waits for the run before it locks the chunk', async () => {
    await other.query('begin; select 1 from pay_run for update');
    const answer = store.write(claim, (tx) => holdsChunk(tx, claim));
    await until(isWaiting);
    const third = await connected();
    const { rowCount } = await third.query('select 1 from run_chunk for update nowait');
    await third.end();
    expect(rowCount).toBe(1);
    await other.query('commit');
    expect(await answer).toBe(true);
  });
});
