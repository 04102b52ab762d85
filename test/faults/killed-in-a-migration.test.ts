/** The real command `migrate`, killed between two migrations: no program uses the schema, and the rest can be applied. */
import pg from 'pg';
import { expect, it } from 'vitest';
import { migrate, schemaState } from '#store/migrate.ts';
import { testDatabase } from '../support/database.ts';
import { programs } from '../support/processes.ts';
import { must } from '../support/small-company.ts';
import { until } from '../support/until.ts';

const database = await testDatabase();
const { start } = programs({ databaseUrl: database.url });

it('leaves a schema that is behind, and that the next migration completes', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('drop schema paybeat cascade');
  const applied = async (): Promise<number> => {
    const there = await client.query(`select to_regclass('paybeat.schema_migration') as name`);
    if (there.rows[0].name === null) return 0;
    return (await client.query('select from paybeat.schema_migration')).rowCount ?? 0;
  };
  const migrating = start(['migrate']);
  await until(async () => (await applied()) > 3, 30_000);
  migrating.child.kill('SIGKILL');
  expect((await migrating.ended).signal).toBe('SIGKILL');
  const first = await applied();
  expect(await schemaState(database.url)).toBe('behind');
  const rest = must(await migrate({ url: database.url }));
  expect(rest.applied.length).toBeGreaterThan(0);
  expect(await applied()).toBe(first + rest.applied.length);
  expect(await schemaState(database.url)).toBe('current');
  await client.end();
}, 60_000);
