/** One company is copied into another database: all that it has, in every table, and nothing of anybody else. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyCompany } from '#store/copy-company.ts';
import { testDatabase } from '../support/database.ts';
import { oneRowOfEach } from '../support/one-row-of-each.ts';

const from = await testDatabase();
const into = await testDatabase();
const clients: pg.Client[] = [];
const companyId = 1;

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('set search_path = paybeat, public');
  clients.push(client);
  return client;
}

/** A hash of the rows of each table that has companies. */
async function contents(client: pg.Client, where: string): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'paybeat' and column_name = 'company_id' order by 1`,
  );
  const found: Record<string, string> = {};
  for (const { name } of rows) {
    const hash = await client.query<{ hash: string | null }>(
      `select md5(string_agg(t::text, '|' order by t::text)) as hash from ${name} t where ${where}`,
    );
    found[name] = hash.rows[0]?.hash ?? 'no row';
  }
  return found;
}

beforeAll(async () => {
  await oneRowOfEach(from.url);
  await copyCompany({ from: from.url, into: into.url, companyId });
});

afterAll(() => Promise.all(clients.map((client) => client.end())));

describe('a company that was copied into another database', () => {
  it('has all of its rows in every table, and no row of another company is there', async () => {
    const before = await contents(await connected(from.url), `company_id = ${companyId}`);
    const after = await contents(await connected(into.url), 'true');
    expect(after).toEqual(before);
    expect(Object.values(before)).not.toContain('no row');
  });

  it('gives new rows numbers above those that were copied', async () => {
    const client = await connected(into.url);
    const { rows } = await client.query(
      `select max(run_id) as last, nextval(pg_get_serial_sequence('pay_run', 'run_id'))::int as next from pay_run`,
    );
    expect(rows[0].next).toBe(rows[0].last + 1);
  });

  it('is judged by the triggers again', async () => {
    const client = await connected(into.url);
    const changed = client.query("update pay_run set closed_why = 'x' where state = 'committed'");
    await expect(changed).rejects.toMatchObject({ code: '23001' });
  });

  it('is refused as a whole where it already is', async () => {
    const again = copyCompany({ from: from.url, into: into.url, companyId });
    await expect(again).rejects.toMatchObject({ code: '23505' });
    expect(await contents(await connected(into.url), 'true')).not.toHaveProperty(
      'pay_run',
      'no row',
    );
  });
});
