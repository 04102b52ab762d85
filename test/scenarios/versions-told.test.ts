/**
 * A version of a person's data changes only together with the company's revision and an audit row.
 * The database refuses to close, begin or reopen a version alone, in every table with versions.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { oneRowOfEach } from '../support/one-row-of-each.ts';
import { isRefusal } from '../support/write-attempts.ts';

let database: TestDatabase;
let client: pg.Client;
let tables: readonly string[];

beforeAll(async () => {
  database = await freshDatabase();
  await oneRowOfEach(database.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('set search_path = paybeat, public');
  const { rows } = await client.query(
    `select table_name as name from information_schema.columns
     where table_schema = 'paybeat' and column_name = 'until_revision' order by 1`,
  );
  tables = rows.map(({ name }) => name);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const raise = 'update company set input_revision = input_revision + 1 where company_id = 1';
const tell = "select paybeat_audit(1, 'person:test', 'x', 'x', '{}')";
const close = (at: string) =>
  `update TABLE set until_revision = ${at} where company_id = 1 and until_revision is null`;

const cases: readonly {
  readonly what: string;
  readonly does: readonly string[];
  readonly end: 'done' | 'refused';
}[] = [
  {
    what: 'ended at a revision that was raised and told of',
    does: [raise, close('5'), tell],
    end: 'done',
  },
  { what: 'ended without a revision', does: [close('5')], end: 'refused' },
  {
    what: 'ended at the revision that somebody else raised',
    does: [close('4'), tell],
    end: 'refused',
  },
  { what: 'ended at another revision', does: [raise, close('6'), tell], end: 'refused' },
  { what: 'ended and told to nobody', does: [raise, close('5')], end: 'refused' },
  {
    what: 'reopened',
    does: [raise, close('5'), 'update TABLE set until_revision = null where company_id = 1', tell],
    end: 'refused',
  },
  {
    what: 'ended twice',
    does: [
      raise,
      close('5'),
      raise,
      'update TABLE set until_revision = 6 where company_id = 1',
      tell,
    ],
    end: 'refused',
  },
];

describe('a version of an input', () => {
  it('is in every table that has versions', () => {
    expect(tables).toHaveLength(10);
  });

  it.each(cases)('$what: $end', async ({ does, end }) => {
    for (const table of tables) {
      await client.query("begin; set local role paybeat_app; set local paybeat.company_id = '1'");
      const seen = await (async () => {
        for (const one of does) await client.query(one.replaceAll('TABLE', table));
        await client.query('set constraints all immediate');
        return 'done';
      })().catch((error: unknown) => {
        if (isRefusal(error)) return 'refused';
        throw error;
      });
      await client.query('rollback');
      expect([table, seen]).toEqual([table, end]);
    }
  });
});

describe('the revision of a company', () => {
  it.each([
    ['back', 'input_revision - 1'],
    ['on by two', 'input_revision + 2'],
  ])('does not go %s', async (_what, to) => {
    await expect(
      client.query(`update company set input_revision = ${to} where company_id = 1`),
    ).rejects.toSatisfy(isRefusal);
  });
});
