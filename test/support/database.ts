/** Creates a database on the server of this test run: see database-on-server.ts. */
import { afterAll, inject } from 'vitest';
import { type DatabaseOnServer, databaseOnServer } from './database-on-server.ts';

export type TestDatabase = DatabaseOnServer;

/** For a whole test file: call it at the top level. The database is dropped after the last test. */
export async function testDatabase(): Promise<TestDatabase> {
  const database = await freshDatabase();
  afterAll(() => database.drop());
  return database;
}

/** For one test: `await using database = await freshDatabase()`, or call `drop()`. */
export function freshDatabase(): Promise<TestDatabase> {
  return databaseOnServer(inject('serverUrl'));
}

/** The same, and it begins with what another database holds. Nobody may be connected to that one. */
export function copyOfDatabase({ url }: Pick<TestDatabase, 'url'>): Promise<TestDatabase> {
  return databaseOnServer(inject('serverUrl'), { copyOf: url });
}
