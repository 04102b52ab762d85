/**
 * The only way to the database: a read in one snapshot, or a write in one transaction.
 *
 * Every transaction has a scope. For one company it runs under `paybeat_app`, and row-level security hides
 * all other companies. For every company it runs under `paybeat_worker` (due scan, reconcile). The queries
 * are in reads/ and writes/. Only operations/ opens transactions.
 *
 * Throws Outage when the database cannot be reached, is too busy or interrupts. The caller must then read the
 * state again before it repeats anything, because a lost reply to COMMIT looks the same.
 */
import { assert, Bug, type Outage } from '#errors.ts';
import {
  type Connection,
  type Connections,
  type ConnectionsAsk,
  connectionsOf,
  type HowToClose,
  type QueryResult,
} from './connections.ts';
import { outageFrom } from './outage.ts';
import type { LoadedTables } from './reads/tax-tables.ts';
import { type Sql, statementOf, textOf } from './sql.ts';
import { Waves } from './waves.ts';

export type Scope =
  | {
      readonly companyId: number;
      /** All that it asks is looked up by keys, for few people. Then plans are kept. */
      readonly isByKey?: boolean;
    }
  /** A set of small runs: sees every company as the worker does, and writes runs of these alone. */
  | { readonly companyIds: readonly number[] }
  | 'every company'
  /** All that it asks is looked up by keys. */
  | 'every company by key';

/** A handle that sees one consistent snapshot and cannot write. */
export interface Reading {
  /** In the scratch database of a rehearsal: tax tables that end are carried forward. */
  readonly carriesTables?: true;
  /** By revision: what this store has read already (reads/tax-tables.ts). */
  readonly loadedTables?: Map<number, LoadedTables>;
  run(query: Sql): Promise<QueryResult>;
  /**
   * COPY (query) TO STDOUT (binary), for many rows: `BinaryRows` reads them without an object for each. The
   * values of the query are whole numbers, dates and arrays of them, because COPY takes no parameters.
   */
  copyOut(query: Sql): Promise<Buffer>;
}

/** A handle inside a transaction. */
export interface Writing extends Reading {
  readonly writes: true;
  /**
   * Each question that `ask` puts is planned by itself, for the tables as they are. For transactions that
   * look up all else by keys.
   */
  withAnyPlan<T>(ask: () => Promise<T>): Promise<T>;
  /** Everything that it writes is rolled back at the end. */
  readonly isRehearsal: boolean;
  /**
   * COPY … FROM STDIN (binary). A shared table is filled under the bulk role, after which the scope's own
   * role returns. A temporary table of the transaction is filled under the scope's own role.
   */
  copyIn(sql: string, chunks: Iterable<Buffer>, how?: CopyIn): Promise<void>;
}

interface CopyIn {
  readonly into: 'shared table' | 'own table';
}

export interface Store {
  read<T>(scope: Scope, work: (at: Reading) => Promise<T>): Promise<T>;
  write<T>(scope: Scope, work: (tx: Writing) => Promise<T>): Promise<T>;
  /** Like `write`, but always rolls back: an exact dry run. */
  rehearse<T>(scope: Scope, work: (tx: Writing) => Promise<T>): Promise<T>;
  /** Waits for open work. In a hurry it cuts the work off, as a lost network would. */
  close(how?: HowToClose): Promise<void>;
}

export function createStore(options: ConnectionsAsk & StoreAsk): Store {
  return storeOver(connectionsOf(options), options);
}

interface StoreAsk {
  /** Only for a scratch database (scratch/). Everywhere else, a pay date without a table is refused. */
  readonly carriesTables?: true;
}

type Marks = StoreAsk & Pick<Reading, 'loadedTables'>;

export function storeOver(connections: Connections, { carriesTables }: StoreAsk = {}): Store {
  const marks: Marks = {
    ...(carriesTables === undefined ? {} : { carriesTables }),
    loadedTables: new Map(),
  };
  return {
    read: (scope, work) =>
      inTransaction(
        connections,
        { begin: 'begin isolation level repeatable read read only', scope, ...marks },
        work,
      ),
    write: (scope, work) => inTransaction(connections, { begin: 'begin', scope, ...marks }, work),
    rehearse: (scope, work) =>
      inTransaction(connections, { begin: 'begin', scope, end: 'rollback', ...marks }, work),
    close: (how) => connections.end(how),
  };
}

/** A store inside an open transaction: everything that it reads and writes belongs to that transaction. */
export function storeInside(tx: Writing): Store {
  return {
    read: (_scope, work) => work(tx),
    write: (_scope, work) => work(tx),
    rehearse: async () => {
      throw new Bug('a rehearsal inside a transaction would take the whole of it back');
    },
    close: async () => undefined,
  };
}

/** A store that answers every read from one open snapshot, and writes nothing. */
export function snapshotInside(at: Reading): Store {
  const refused = async () => {
    throw new Bug('nothing is written while a snapshot is read');
  };
  return {
    read: (_scope, work) => work(at),
    ...{ write: refused, rehearse: refused, close: async () => undefined },
  };
}

function scoped(scope: Scope): string {
  if (scope === 'every company') return 'set local role paybeat_worker';
  if (scope === 'every company by key') return `${byKey}; set local role paybeat_worker`;
  if ('companyIds' in scope) {
    assert(scope.companyIds.every(Number.isSafeInteger), 'company ids are integers');
    return `set local role paybeat_worker; ${byKey};
      set local paybeat.company_ids = '${scope.companyIds.join()}'`;
  }
  assert(Number.isSafeInteger(scope.companyId), 'a company id is an integer');
  const plans = isByKey(scope) ? `${byKey}; ` : '';
  return `${plans}set local role paybeat_app; set local paybeat.company_id = '${scope.companyId}'`;
}

/** Few rows of large tables: no plan reads a whole table, so the server may keep it as tables grow. */
const byKey = 'set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan';

const byAnyPlan = 'set local enable_seqscan = on; set local plan_cache_mode = auto';

function isByKey(scope: Scope): boolean {
  if (typeof scope === 'string') return scope === 'every company by key';
  return 'companyIds' in scope || scope.isByKey === true;
}

async function inTransaction<T>(
  connections: Connections,
  how: Marks & { readonly begin: string; readonly scope: Scope; readonly end?: 'rollback' },
  work: (tx: Writing) => Promise<T>,
): Promise<T> {
  const { begin, scope, end = 'commit', ...marks } = how;
  let connection: Connection | null = null;
  let waves: Waves | null = null;
  let broken: Error | undefined;
  try {
    connection = await connections.connect();
    await connection.query(`${begin}; ${scoped(scope)}`);
    waves = new Waves(connection);
    const isRehearsal = end === 'rollback';
    const result = await work({ ...marks, ...handle(connection, { scope, isRehearsal, waves }) });
    await waves.end();
    const ended = await connection.query(end);
    assert(
      ended.command === end.toUpperCase(),
      'a transaction with a failed statement was to be committed',
    );
    return result;
  } catch (error) {
    await waves?.end();
    const outage = outageFrom(error);
    if (connection) broken = isSilent(outage) ? outage : await rolledBack(connection);
    throw outage ?? error;
  } finally {
    connection?.release(broken);
  }
}

/** A connection that does not answer is discarded at once, because a rollback would wait just as long. */
function isSilent(outage: Outage | null): outage is Outage {
  return outage?.code === 'database_unreachable';
}

/** Rolls back. When that fails too, the connection must not be used again. */
async function rolledBack(connection: Connection): Promise<Error | undefined> {
  try {
    await connection.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function handle(
  connection: Connection,
  of: { readonly scope: Scope; readonly isRehearsal: boolean; readonly waves: Waves },
): Writing {
  const { scope, isRehearsal, waves } = of;
  let keepsPlan = isByKey(scope);
  // The server plans a kept statement again when another role asks it, so each role keeps its own.
  const ofRole = typeof scope === 'string' || 'companyIds' in scope ? '\n-- paybeat_worker' : '';
  return {
    run: (query) => {
      const { text, parameters } = statementOf(query);
      return waves.ask({ sql: keepsPlan ? text + ofRole : text, parameters, keepsPlan });
    },
    withAnyPlan: async (ask) => {
      if (!keepsPlan) return ask();
      keepsPlan = false;
      await waves.alone(() => connection.query(byAnyPlan));
      const answered = await ask();
      await waves.alone(() => connection.query(byKey));
      keepsPlan = true;
      return answered;
    },
    copyOut: async (query) => {
      if (keepsPlan) {
        const { text, parameters } = statementOf(query);
        const ask = { sql: text + ofRole, parameters, keepsPlan, inBytes: true };
        const { inBytes } = await waves.ask(ask);
        assert(inBytes, 'what is asked in bytes is answered in bytes');
        return inBytes;
      }
      const copied = `copy (${textOf(query)}) to stdout with (format binary)`;
      return waves.alone(() => connection.copyOut(copied));
    },
    writes: true,
    isRehearsal,
    copyIn: (sql, chunks, { into } = { into: 'shared table' }) => {
      // One message to the server: it takes the role, copies, and takes the scope's own role again.
      const asBulk = `set local role paybeat_bulk; ${sql}; ${scoped(scope)}`;
      const copied = into === 'own table' ? sql : asBulk;
      return waves.alone(() => connection.copyIn(copied, chunks));
    },
  };
}

/** Runs a piece of SQL and returns its rows. */
export async function rowsOf<Row>(at: Reading, query: Sql<Row>): Promise<readonly Row[]> {
  return (await at.run(query)).rows as readonly Row[];
}

/** Runs a piece of SQL that changes at most one row. False when it changed none. */
export async function changedOne(tx: Writing, query: Sql<unknown>): Promise<boolean> {
  const { rowCount } = await tx.run(query);
  assert((rowCount ?? 0) <= 1, 'a statement about one row changed several');
  return rowCount === 1;
}

/** The name of the constraint that refused a write; null for any other error. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('constraint' in error)) return null;
  const isIntegrity = typeof error.code === 'string' && error.code.startsWith('23');
  return isIntegrity && typeof error.constraint === 'string' ? error.constraint : null;
}
