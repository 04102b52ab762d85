/**
 * The only way to the database: a read in one snapshot, or a write in one transaction.
 *
 * Every transaction says whose it is. One company: it runs under `paybeat_app`, and row-level
 * security hides all others. Every company: it runs under `paybeat_worker` (due scan, reconcile).
 * What is read or written stands in reads/ and writes/; transactions are opened by operations/ alone.
 *
 * Throws Outage when the database cannot be reached, is too busy or interrupts; the caller reads the
 * state again before it does anything again, because a lost reply to COMMIT looks the same.
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
import { type Sql, statementOf } from './sql.ts';

export type Scope = { readonly companyId: number } | 'every company';

/** A handle that sees one consistent moment and cannot write. */
export interface Reading {
  run(query: Sql): Promise<QueryResult>;
}

/** A handle inside a transaction. */
export interface Writing extends Reading {
  readonly writes: true;
  /** What it writes is taken back at the end, whatever happens. */
  readonly isRehearsal: boolean;
  /**
   * COPY … FROM STDIN (binary): into a table of everybody under the role that may, and then back to
   * the scope's own; into a temporary table of the transaction under the scope's own.
   */
  copyIn(sql: string, chunks: Iterable<Buffer>, how?: CopyIn): Promise<void>;
}

interface CopyIn {
  readonly into: 'shared table' | 'own table';
}

export interface Store {
  read<T>(scope: Scope, work: (at: Reading) => Promise<T>): Promise<T>;
  write<T>(scope: Scope, work: (tx: Writing) => Promise<T>): Promise<T>;
  /** As `write`, and then takes everything back: a dry run that is exact. */
  rehearse<T>(scope: Scope, work: (tx: Writing) => Promise<T>): Promise<T>;
  /** Waits for what is going on; in a hurry it cuts that off, as a lost network would. */
  close(how?: HowToClose): Promise<void>;
}

export function createStore(options: ConnectionsAsk): Store {
  return storeOver(connectionsOf(options));
}

export function storeOver(connections: Connections): Store {
  return {
    read: (scope, work) =>
      inTransaction(
        connections,
        { begin: 'begin isolation level repeatable read read only', scope },
        work,
      ),
    write: (scope, work) => inTransaction(connections, { begin: 'begin', scope }, work),
    rehearse: (scope, work) =>
      inTransaction(connections, { begin: 'begin', scope, end: 'rollback' }, work),
    close: (how) => connections.end(how),
  };
}

/** A store inside a transaction that is open: all that is read and written belongs to it. */
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

function scoped(scope: Scope): string {
  if (scope === 'every company') return 'set local role paybeat_worker';
  assert(Number.isSafeInteger(scope.companyId), 'a company id is an integer');
  return `set local role paybeat_app; set local paybeat.company_id = '${scope.companyId}'`;
}

async function inTransaction<T>(
  connections: Connections,
  how: { readonly begin: string; readonly scope: Scope; readonly end?: 'rollback' },
  work: (tx: Writing) => Promise<T>,
): Promise<T> {
  const { begin, scope, end = 'commit' } = how;
  let connection: Connection | null = null;
  let broken: Error | undefined;
  try {
    connection = await connections.connect();
    await connection.query(`${begin}; ${scoped(scope)}`);
    const result = await work(handle(connection, { scope, isRehearsal: end === 'rollback' }));
    const ended = await connection.query(end);
    assert(
      ended.command === end.toUpperCase(),
      'a transaction with a failed statement was to be committed',
    );
    return result;
  } catch (error) {
    const outage = outageFrom(error);
    if (connection) broken = isSilent(outage) ? outage : await rolledBack(connection);
    throw outage ?? error;
  } finally {
    connection?.release(broken);
  }
}

/** A connection that does not answer is thrown away at once: a rollback would wait as long again. */
function isSilent(outage: Outage | null): outage is Outage {
  return outage?.code === 'database_unreachable';
}

/** Rolls back; when even that fails the connection is not to be used again. */
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
  { scope, isRehearsal }: { readonly scope: Scope; readonly isRehearsal: boolean },
): Writing {
  return {
    run: (query) => {
      const { text, parameters } = statementOf(query);
      return connection.query(text, [...parameters]);
    },
    writes: true,
    isRehearsal,
    copyIn: async (sql, chunks, { into } = { into: 'shared table' }) => {
      if (into === 'own table') return connection.copyIn(sql, chunks);
      await connection.query('set local role paybeat_bulk');
      await connection.copyIn(sql, chunks);
      await connection.query(scoped(scope));
      return undefined;
    },
  };
}

/** Runs a piece of SQL and gives its rows. */
export async function rowsOf<Row>(at: Reading, query: Sql<Row>): Promise<readonly Row[]> {
  return (await at.run(query)).rows as readonly Row[];
}

/** Runs a piece of SQL that changes exactly one row, or says that it changed none. */
export async function changedOne(tx: Writing, query: Sql<unknown>): Promise<boolean> {
  const { rowCount } = await tx.run(query);
  assert((rowCount ?? 0) <= 1, 'a statement about one row changed several');
  return rowCount === 1;
}

/** The name of the constraint that refused a write, when that is what happened. */
export function violatedConstraint(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('constraint' in error)) return null;
  const isIntegrity = typeof error.code === 'string' && error.code.startsWith('23');
  return isIntegrity && typeof error.constraint === 'string' ? error.constraint : null;
}
