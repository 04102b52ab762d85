/** A transaction of one company sees and changes no row of another, in any table with companies. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { createStore, type Store } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { must, worldOn } from '../support/small-company.ts';
import { isRefusal } from '../support/write-attempts.ts';

let database: TestDatabase;
let store: Store;
let client: pg.Client;
let tables: string[];
let other: number;

beforeAll(async () => {
  database = await freshDatabase();
  store = createStore({ url: database.url });
  const world = worldOn(store);
  await dueCompany(world);
  await autoRunPayroll(world, { concurrency: 1, pause: async () => undefined });
  const added = must(
    await addCompany(world, {
      code: 'other',
      name: 'Another Company',
      currency: 'USD',
      timeZone: 'UTC',
      calendar: 'fed',
      stateTax: 'none_calculated',
    }),
  );
  other = added.companyId;
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // Nobody may use a partition but through its table.
  const found = await client.query(`select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped
    where c.relnamespace = 'paybeat'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by 1`);
  tables = found.rows.map((row) => row.name);
});

afterAll(async () => {
  await client.end();
  await store.close();
  await database.drop();
});

describe('row-level security', () => {
  it('is on for every table that has a company', async () => {
    const { rows } = await client.query(
      `select relname from pg_class where relnamespace = 'paybeat'::regnamespace
         and relname = any($1) and not relrowsecurity`,
      [tables],
    );
    expect(tables.length).toBeGreaterThan(12);
    expect(rows).toEqual([]);
  });

  it('shows a company no row of another, and lets it change none', async () => {
    for (const table of tables) {
      await client.query('begin');
      await client.query(
        `set local role paybeat_app; set local paybeat.company_id = '${other}'; set local search_path = paybeat`,
      );
      const { rows } = await client.query(
        `select count(*)::int as seen from ${table} where company_id <> ${other}`,
      );
      expect([table, rows[0].seen]).toEqual([table, 0]);
      await client.query('rollback');
    }
  });

  it('refuses a row that names another company', async () => {
    await client.query('begin');
    await client.query(
      `set local role paybeat_app; set local paybeat.company_id = '${other}'; set local search_path = paybeat`,
    );
    const insert = client.query("insert into employee (company_id, number) values (1, 'spy')");
    await expect(insert).rejects.toThrow(/row-level security/);
    await client.query('rollback');
  });

  it('refuses a row of another company in every writable table', async () => {
    const allowed: string[] = [];
    let refused = 0;
    for (const table of tables) {
      const { rows } = await client.query(
        `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
         where attrelid = ('paybeat.' || $1)::regclass and attnum > 0 and not attisdropped
           and attgenerated = ''`,
        [table],
      );
      const { columns } = rows[0];
      // The same row as an existing one, written by another company.
      await client.query(`begin; set local search_path = paybeat;
        create temporary table theirs on commit drop as select * from ${table} where company_id = 1 limit 1;
        grant select on theirs to paybeat_app;
        set local role paybeat_app; set local paybeat.company_id = '${other}'`);
      const insert = client.query(
        `insert into ${table} (${columns}) overriding system value select ${columns} from theirs`,
      );
      const said = await insert.then(
        ({ rowCount }) => (rowCount === 0 ? 'nothing to write' : 'written'),
        (error: unknown) => (isRefusal(error) ? 'refused' : String(error)),
      );
      await client.query('rollback');
      if (said === 'refused') refused += 1;
      else if (said !== 'nothing to write') allowed.push(`${table}: ${said}`);
    }
    expect(allowed).toEqual([]);
    expect(refused).toBeGreaterThan(10);
  });

  it.each([
    ['update audit_head set seq = seq + 1', /permission denied/],
    [
      "insert into audit_event select company_id, seq + 1, at, 'nobody', action, subject, facts, hash from audit_event order by seq desc limit 1",
      /permission denied/,
    ],
    ['update run_chunk set failures = failures', /committed run never changes/],
    ['update run_chunk set employee_ids = employee_ids', /is about never changes/],
    ['delete from run_chunk', /committed run never changes/],
    ['update pay_period set pay_on = pay_on + 1', /completed, which is final/],
    ["select paybeat_audit(2, 'person:spy', 'x', 'x', '{}')", /not that of this transaction/],
  ])("a door's role cannot: %s", async (sql, why) => {
    await client.query(`begin; set local role paybeat_app; set local paybeat.company_id = '1';
      set local search_path = paybeat`);
    await expect(client.query(sql)).rejects.toThrow(why);
    await client.query('rollback');
  });

  it("lets only a door's role add to the audit chain of its company", async () => {
    const add = "select paybeat_audit(1, 'person:test', 'x', 'x', '{}') as seq";
    await client.query(`begin; set local role paybeat_app; set local paybeat.company_id = '1';
      set local search_path = paybeat`);
    expect(Number((await client.query(add)).rows[0].seq)).toBeGreaterThan(1);
    await client.query('rollback');
    await client.query('begin; set local role paybeat_bulk; set local search_path = paybeat');
    await expect(client.query(add)).rejects.toThrow(/permission denied/);
    await client.query('rollback');
  });

  it('shows no row if no company is named', async () => {
    await client.query('begin; set local role paybeat_app; set local search_path = paybeat');
    const { rows } = await client.query('select count(*)::int as seen from payslip');
    expect(rows[0].seen).toBe(0);
    await client.query('rollback');
  });
});
