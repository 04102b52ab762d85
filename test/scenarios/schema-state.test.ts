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

it('is current with every migration of this code', async () => {
  expect(await after('select 1')).toBe('current');
});

it('is behind when any migration is missing, though the newest is there', async () => {
  expect(await after('delete from paybeat.schema_migration where version = 9')).toBe('behind');
});

it('is behind where Paybeat never ran', async () => {
  expect(await after('drop schema paybeat cascade')).toBe('behind');
});

it('is newer when it has a migration that this code does not know', async () => {
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
