/**
 * A database of one's own, with the current schema and nothing in it.
 *
 * The schema is laid down once a run, in a template; each database is a copy of it, which takes
 * some hundredths of a second where migrating takes tenths.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { migrate } from '#store/migrate.ts';

export interface TestDatabase extends AsyncDisposable {
  /** As the superuser who owns it. */
  readonly url: string;
  /** Ends the connections that are left, and removes it. */
  drop(): Promise<void>;
}

const template = 'paybeat_template';
/** Any constant: it names this lock among the advisory locks of the server. */
const templateLock = 7_236_402;

/** For a whole test file: called at its top level, dropped after its last test. */
export async function testDatabase(): Promise<TestDatabase> {
  const database = await freshDatabase();
  afterAll(() => database.drop());
  return database;
}

/** For one test: `await using database = await freshDatabase()`, or `drop()` by hand. */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(async (server) => {
    await makeTemplate(server);
    await server.query(`create database ${name} template ${template}`);
  });
  const drop = () =>
    onServer(async (server) => {
      await server.query(`drop database if exists ${name} with (force)`);
    });
  return { url: urlOf(name), drop, [Symbol.asyncDispose]: drop };
}

/** The first one to come lays down the schema; the others wait for it. */
async function makeTemplate(server: pg.Client): Promise<void> {
  const isThere = async () => {
    const query = 'select from pg_database where datname = $1';
    return (await server.query(query, [template])).rowCount === 1;
  };
  if (await isThere()) return;
  await server.query('select pg_advisory_lock($1)', [templateLock]);
  if (!(await isThere())) {
    const unfinished = `${template}_unfinished`;
    await server.query(`drop database if exists ${unfinished} with (force)`);
    await server.query(`create database ${unfinished}`);
    const migrated = await migrate({ url: urlOf(unfinished) });
    if (!migrated.ok) throw new Error(`the template was refused: ${migrated.refusal.message}`);
    await server.query(`alter database ${unfinished} rename to ${template}`);
  }
  await server.query('select pg_advisory_unlock($1)', [templateLock]);
}

async function onServer(work: (server: pg.Client) => Promise<void>): Promise<void> {
  const server = new pg.Client({ connectionString: inject('serverUrl') });
  await server.connect();
  try {
    await work(server);
  } finally {
    await server.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(inject('serverUrl'));
  url.pathname = `/${database}`;
  return url.href;
}
