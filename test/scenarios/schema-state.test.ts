/** The state of a database's schema, checked before anything else. */
import pg from 'pg';
import { expect, it } from 'vitest';
import { migrate, schemaState } from '#store/migrate.ts';
import { freshDatabase } from '../support/database.ts';

async function after(change: string): Promise<string> {
  const database = await freshDatabase();
  try {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(change);
    await client.end();
    return await schemaState(database.url);
  } finally {
    await database.drop();
  }
}

it('a schema is current with every migration of this version', async () => {
  expect(await after('select 1')).toBe('current');
});

it('a schema is behind if any migration is missing, even with the newest', async () => {
  expect(await after('delete from paybeat.schema_migration where version = 9')).toBe('behind');
});

it('a schema is behind if Paybeat never ran there', async () => {
  expect(await after('drop schema paybeat cascade')).toBe('behind');
});

it('a schema is newer if it has a migration that this version does not know', async () => {
  const database = await freshDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "insert into paybeat.schema_migration values (9999, '9999_later', 'x', statement_timestamp())",
  );
  await client.end();
  expect(await schemaState(database.url)).toBe('newer');
  expect(await migrate({ url: database.url })).toMatchObject({
    refusal: { code: 'schema_newer' },
  });
  await database.drop();
});
