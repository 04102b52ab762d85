/** Kysely as a query builder on one connection that is already inside a transaction of the store. */
import {
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import { Bug } from '#errors.ts';
import type { Database } from './schema.ts';

/** As much of the store's connection as a builder needs. */
interface Answering {
  query(
    sql: string,
    parameters: unknown[],
  ): Promise<{ readonly rows: readonly unknown[]; readonly rowCount: number | null }>;
}

export function kyselyOn(connection: Answering): Kysely<Database> {
  const database: DatabaseConnection = {
    executeQuery: async (query) => {
      const result = await connection.query(query.sql, [...query.parameters]);
      return {
        rows: result.rows as never[],
        ...(result.rowCount === null ? {} : { numAffectedRows: BigInt(result.rowCount) }),
      };
    },
    streamQuery: () => {
      throw new Bug('the store does not stream through Kysely');
    },
  };
  const transactionsAreTheStores = async () => {
    throw new Bug('only the store opens and ends transactions');
  };
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => database,
    beginTransaction: transactionsAreTheStores,
    commitTransaction: transactionsAreTheStores,
    rollbackTransaction: transactionsAreTheStores,
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  };
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}
