/** A database of one's own on the server of this test run; see database-on-server.ts. */
import { afterAll, inject } from 'vitest';
import { type DatabaseOnServer, databaseOnServer } from './database-on-server.ts';

export type TestDatabase = DatabaseOnServer;

/** For a whole test file: called at its top level, dropped after its last test. */
export async function testDatabase(): Promise<TestDatabase> {
  const database = await freshDatabase();
  afterAll(() => database.drop());
  return database;
}

/** For one test: `await using database = await freshDatabase()`, or `drop()` by hand. */
export function freshDatabase(): Promise<TestDatabase> {
  return databaseOnServer(inject('serverUrl'));
}
