/** Every change of a due instant or a pay date leaves an audit row. */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verify } from '#operations/verify.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueFortnight } from '../support/due-fortnight.ts';
import { type SmallCompany, smallCompany } from '../support/small-company.ts';

let database: TestDatabase;
let company: SmallCompany;
let periodId: number;

beforeEach(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-01-02T12:00:00Z' });
  periodId = await dueFortnight(company, { from: '2026-01-05' });
});

afterEach(async () => {
  await company.close();
  await database.drop();
});

/** Tries a statement as a login of one company that has a door's role. */
async function tried(text: string): Promise<string> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query(`set search_path = paybeat, public; begin; set local role paybeat_app;
      set local paybeat.company_id = '${company.companyId}'`);
    await client.query(text);
    await client.query('commit');
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    await client.end();
  }
}

const tells = (subject: string) =>
  `select paybeat_audit(${company.companyId}, 'person:test', 'period.redate', '${subject}', '{}')`;

describe('a login that may act for the company', () => {
  it.each([
    ['removes the due instant', 'delete from due_instant'],
    ['moves the due instant', "update due_instant set due_at = due_at + interval '1 year'"],
    ['holds it', "update due_instant set state = 'held', held_why = 'x', decided_at = now()"],
    ['moves the pay date', 'update pay_period set pay_on = pay_on + 30'],
    ['skips the period', "update pay_period set status = 'skipped'"],
    ['switches its automation off', 'update pay_period set automation_enabled = false'],
  ])('is refused if it %s without an audit row', async (_, text) => {
    expect(await tried(text)).toBe('23001');
  });

  it('may move a due instant with an audit row, but may not delete that of an automated period', async () => {
    const moves = "update due_instant set due_at = due_at + interval '1 day'";
    expect(await tried(`${moves}; ${tells(`period:${periodId}`)}`)).toBe('done');
    const removes = 'delete from due_instant';
    expect(await tried(`${removes}; ${tells(`period:${periodId}`)}`)).toBe('23001');
    const off = 'update pay_period set automation_enabled = false';
    expect(await tried(`${removes}; ${off}; ${tells(`period:${periodId}`)}`)).toBe('done');
  });
});

it('verify reports an active, automated period without a due instant', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`set search_path = paybeat, public; set session_replication_role = replica;
    delete from due_instant`);
  await client.end();
  const broken = (await verify(company.world)).filter(({ violations }) => violations.length > 0);
  expect(broken).toMatchObject([{ id: 'I22', violations: [{ subject: `period:${periodId}` }] }]);
});
