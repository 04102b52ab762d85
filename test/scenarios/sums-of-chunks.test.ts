/** A chunk sums up its payslips when it is done; the totals of its run are made from those sums. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advanceRun } from '#operations/runs/advance-run.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { openDueRuns } from '#operations/runs/open-due-runs.ts';
import type { World } from '#operations/world.ts';
import { totalsFromRows } from '#store/reads/run-totals.ts';
import { createStore, type Store } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

let database: TestDatabase;
let store: Store;
let world: World;
let client: pg.Client;
let run: { readonly runId: number; readonly companyId: number };

/** Chunks of two people, so that a small company has several. */
beforeAll(async () => {
  database = await freshDatabase();
  store = createStore({ url: database.url });
  const plain = worldOn(store);
  world = { ...plain, settings: { ...plain.settings, chunkSize: 2 } };
  await dueCompany(world);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('set search_path = paybeat, public');
  const [opened] = await openDueRuns(world, { opens: 'any' });
  if (opened?.kind !== 'opened') throw new Error('the period is due');
  run = opened;
  for (const ordinal of await ordinals()) await calculateChunk(world, { ...run, ordinal });
});

afterAll(async () => {
  await client.end();
  await store.close();
  await database.drop();
});

async function ordinals(): Promise<readonly number[]> {
  const { rows } = await client.query('select ordinal from run_chunk order by 1');
  return rows.map((row) => row.ordinal);
}

describe('a chunk that is done', () => {
  it('has the sums of its payslips, and a digest of its own', async () => {
    const { rows } = await client.query(
      `select c.ordinal, c.paid_count = s.paid and c.gross_minor = s.gross and c.net_minor = s.net as same
       from run_chunk c join (
         select ordinal, count(*) as paid, sum(gross_minor) as gross, sum(net_minor) as net
         from payslip group by ordinal) s using (ordinal)`,
    );
    expect(rows.map(({ same }) => same)).toEqual((await ordinals()).map(() => true));
    const digests = await client.query('select distinct digest from run_chunk');
    expect(digests.rowCount).toBe(rows.length);
    expect((await ordinals()).length).toBeGreaterThan(1);
  });

  it('takes no further payslip', async () => {
    const insert = client.query(
      `insert into payslip select company_id, run_id, employee_id + 1000, ordinal, epoch, gross_minor,
         reimbursements_minor, deductions_minor, taxes_minor, employer_minor, net_minor, line_codes,
         line_amounts, ytd_codes, ytd_amounts, warnings from payslip limit 1`,
    );
    await expect(insert).rejects.toMatchObject({ code: '23001' });
  });

  it.each([
    'gross_minor = 1',
    'digest = sha256(digest)',
    'epoch = epoch + 1',
    "state = 'open', done_at = null",
  ])('keeps its results: set %s', async (change) => {
    await expect(client.query(`update run_chunk set ${change}`)).rejects.toMatchObject({
      code: '23001',
    });
  });
});

describe('the totals of a run', () => {
  it('are the same amounts in both forms, under another hash', async () => {
    const [one, two] = await store.read(run, async (at) => [
      await totalsFromRows(at, { ...run, form: 1 }),
      await totalsFromRows(at, { ...run, form: 2 }),
    ]);
    expect({ ...one, form: 2, hash: two?.hash }).toEqual(two);
    expect(one?.hash).not.toBe(two?.hash);
  });

  it('are of form 1 while a chunk has no digest, and verify in it', async () => {
    await client.query(
      `set session_replication_role = replica;
       update run_chunk set digest = null, paid_count = null, held_count = null, gross_minor = null,
         reimbursements_minor = null, deductions_minor = null, taxes_minor = null,
         employer_minor = null, net_minor = null where ordinal = 2;
       set session_replication_role = default`,
    );
    await advanceRun(world, run);
    const { rows } = await client.query('select state, totals_form from pay_run');
    expect(rows).toEqual([{ state: 'committed', totals_form: 1 }]);
    await expectSound(world);
  });
});
