/**
 * The transaction of a set writes rows of the companies that it names, and of no other. Its role is refused
 * by row-level security; what is copied under the bulk role is found before the commit.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSets } from '#operations/runs/sets/run-sets.ts';
import { createStore, type Store } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { copyOfDatabase, freshDatabase, type TestDatabase } from '../support/database.ts';
import { oneRowOfEach } from '../support/one-row-of-each.ts';
import { paidFacts } from '../support/paid-facts.ts';
import { layCompanies } from '../support/set-of-companies.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

describe('the role of a worker, in a transaction that names companies', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await freshDatabase();
    await oneRowOfEach(database.url);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  /** What becomes of a statement about company 1 when the transaction names these. */
  async function outcomeOf(statement: string, named: string): Promise<string> {
    await client.query(`begin; set local search_path = paybeat;
      set local role paybeat_worker; set local paybeat.company_ids = '${named}'`);
    try {
      const { rowCount } = await client.query(statement);
      return `${rowCount}`;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (message.includes('row-level security')) return 'row-level security';
      return message.startsWith('permission denied') ? 'permission denied' : `${code}`;
    } finally {
      await client.query('rollback');
    }
  }

  const another = {
    pay_run: `insert into pay_run (company_id, period_id, kind, state, move_count, opened_by, snapshot_revision,
        tax_year, state_tax, roster_count, chunk_count, pay_on)
      values (1, 17, 'regular', 'calculating', 1, 'worker:test', 4, 2026, 'none_calculated', 2, 1, '2026-01-14')`,
    run_chunk: `insert into run_chunk (company_id, run_id, ordinal, employee_ids) values (1, 11, 2, '{1}')`,
    run_exception: `insert into run_exception values (1, 11, 1, 'excluded', 'x', 'x', 'x')`,
    run_retro: 'insert into run_retro values (1, 11, 3, 12, 1, 1, 1)',
    run_court_order: "insert into run_court_order values (1, 11, 3, 110, 'C', null, 1, 1, 1)",
    approval: "insert into approval values (1, 12, 1, 'worker:test', '1', now(), 'why')",
  };

  it.each(Object.entries(another))('writes %s of those alone', async (_, insert) => {
    expect(await outcomeOf(insert, '2')).toBe('row-level security');
    expect(await outcomeOf(insert, '')).toBe('row-level security');
    expect(await outcomeOf(insert, '2,1')).toBe('1');
  });

  it('moves runs of those alone', async () => {
    const move = "update pay_run set closed_why = 'x' where run_id = 11";
    expect(await outcomeOf(move, '2')).toBe('0');
    expect(await outcomeOf(move, '1,2')).not.toBe('0');
  });

  it.each([
    'insert into payslip select * from payslip where run_id = 11',
    'update payslip set net_minor = net_minor',
    'delete from pay_run where run_id = 11',
    'insert into audit_event select * from audit_event where company_id = 1',
  ])('never does this, of those either: %s', async (statement) => {
    expect(await outcomeOf(statement, '1,2')).toBe('permission denied');
  });
});

describe('a payslip that is copied with the company or the run of another', () => {
  let laid: TestDatabase;
  const of = ['plain', 'hours', 'codes'];

  beforeAll(async () => {
    laid = await freshDatabase();
    await (await layCompanies(laid.url, { of })).close();
  });

  afterAll(() => laid.drop());

  /** The first row of the first COPY is changed. The columns begin with company and run. */
  function misleading(store: Store, change: (row: Buffer) => void): Store {
    let isMisled = false;
    const mislead = (bytes: Buffer): Buffer => {
      if (isMisled) return bytes;
      isMisled = true;
      const changed = Buffer.from(bytes);
      change(changed);
      return changed;
    };
    return {
      ...store,
      write: (scope, work) =>
        store.write(scope, (tx) =>
          work({
            ...tx,
            copyIn: (copied, blocks, how) =>
              tx.copyIn(
                copied,
                copied.startsWith('copy payslip') ? [...blocks].map(mislead) : blocks,
                how,
              ),
          }),
        ),
    };
  }

  // A header of 19 bytes, the count of columns, and a length before each number.
  const companyAt = 19 + 2 + 4;
  const runAt = companyAt + 8;

  it.each([
    ['company', (row: Buffer) => row.writeInt32BE(row.readInt32BE(companyAt) + 1, companyAt)],
    ['run', (row: Buffer) => row.writeInt32BE(row.readInt32BE(runAt) + 1, runAt)],
    [
      'company and run',
      (row: Buffer) => {
        row.writeInt32BE(row.readInt32BE(companyAt) + 1, companyAt);
        row.writeInt32BE(row.readInt32BE(runAt) + 1, runAt);
      },
    ],
  ])('in the same set is found before the commit: %s', async (_, change) => {
    await using database = await copyOfDatabase(laid);
    const told: PaybeatEvent[] = [];
    const plain = worldOn(createStore({ url: database.url }), { chunkSize: 100 });
    const world = {
      ...plain,
      telemetry: { emit: (event: PaybeatEvent) => told.push(event) },
      store: misleading(plain.store, change),
    };
    const ran = await runSets(world, { companyIds: [1, 2, 3], opens: 'any' });
    expect(told.map(({ kind }) => kind).filter((kind) => kind === 'set_split')).toHaveLength(1);
    expect(ran.paid).toHaveLength(of.length);
    const { payslips } = await paidFacts(database.url);
    expect(payslips).toEqual(await payslipsUndisturbed());
    await expectSound(plain);
    await plain.store.close();
  });

  async function payslipsUndisturbed() {
    await using database = await copyOfDatabase(laid);
    const world = worldOn(createStore({ url: database.url }), { chunkSize: 100 });
    await runSets(world, { companyIds: [1, 2, 3], opens: 'any' });
    const { payslips } = await paidFacts(database.url);
    await world.store.close();
    return payslips;
  }
});
