/**
 * The connections of `pg`: a pool, with every time-out set on both sides of the network.
 *
 * On our side, a silent connection is given up within ten seconds (silence.ts), together with the idle
 * connections made before it. On the server's side, a transaction whose client is silent is rolled back and
 * its locks are released. The client may have died (the kernel reports it), be unreachable (keep-alives) or
 * be idle in a transaction.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { assert, Outage } from '#errors.ts';
import { CopyAtOnce } from './copy-at-once.ts';
import { Exchange, KeptStatements, type ToSend } from './exchange.ts';
import { outageFrom } from './outage.ts';
import { parameter, types } from './parsers.ts';
import { assertServerVersion, serverVersionColumn } from './server-version.ts';
import { type Patience, type Seen, unlessSilent, patience as usualPatience } from './silence.ts';

export interface HowToClose {
  readonly isHasty: boolean;
}

/** What the store needs of `pg`. The simulation passes in one that stops at every statement. */
export interface Connections {
  connect(): Promise<Connection>;
  end(how?: HowToClose): Promise<void>;
}

export interface Connection {
  /** Without parameters it may be several statements. */
  query(sql: string, parameters?: readonly unknown[], how?: HowToQuery): Promise<QueryResult>;
  /** In their order, in one round trip. After one that fails, the others are skipped. */
  together(asks: readonly Ask[]): Promise<readonly QueryResult[]>;
  copyIn(sql: string, chunks: Iterable<Buffer>): Promise<void>;
  /** The bytes of COPY … TO STDOUT. */
  copyOut(sql: string): Promise<Buffer>;
  /** Returns the connection to the pool; with an error it is discarded. */
  release(error?: Error): void;
}

export interface Ask extends HowToQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

interface HowToQuery {
  /** The connection keeps the plan of the statement, and uses it whenever the same text comes again. */
  readonly keepsPlan: boolean;
  /** The rows as the bytes of a binary COPY. */
  readonly inBytes?: boolean;
}

export interface QueryResult {
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
  /** PostgreSQL's name for what it did: `COMMIT` may answer `ROLLBACK`. */
  readonly command: string;
  /** Where they were asked for in bytes. */
  readonly inBytes?: Buffer;
}

export interface ConnectionsAsk {
  readonly url: string;
  readonly applicationName?: string;
  readonly connections?: number;
  readonly patience?: Patience;
}

const connectMs = 5_000;
/** Milliseconds for asking about a backend, including the time to connect. */
const lookMs = 5_000;
/** For the longest statements about everybody: the review and the commit of a million payslips. */
const statementMs = 15 * 60_000;

const serverSettings = [
  ...['search_path=paybeat,public', 'TimeZone=UTC', 'DateStyle=ISO'],
  ...['tcp_keepalives_idle=4', 'tcp_keepalives_interval=1', 'tcp_keepalives_count=4'],
  // Milliseconds within which sent data must be acknowledged.
  'tcp_user_timeout=8000',
];

type Client = pg.PoolClient & { end(): Promise<void> };

/** The pool of `pg`, with every time-out set. */
export function connectionsOf(ask: ConnectionsAsk): Connections {
  const { url, patience = usualPatience } = ask;
  const backends = new WeakMap<object, number>();
  const kept = new WeakMap<object, KeptStatements>();
  const pool = poolOf(ask, async (client) => {
    const look = () => lookAt(url, null);
    backends.set(client, await unlessSilent(introduce(client), { look, patience }));
    kept.set(client, new KeptStatements());
  });
  const inUse = new Set<Client>();
  /** Connections made before the network last went silent. */
  let suspects = new WeakSet<object>();
  const known = new Set<Client>();
  pool.on('remove', (client) => known.delete(client as Client));
  const take = async (): Promise<Client> => {
    for (;;) {
      if (pool.ending)
        throw new Outage('database_closed', 'the connection was closed by this program');
      // A pool's client can be ended like any other; only its type leaves that out.
      const client = (await pool.connect()) as Client;
      known.add(client);
      if (!suspects.has(client)) return client;
      cutOff(client);
      client.release(true);
    }
  };
  return {
    connect: async () => {
      const client = await take();
      inUse.add(client);
      const pid = backends.get(client) ?? null;
      const answered = <T>(answer: Promise<T>): Promise<T> =>
        unlessSilent(answer, { look: () => lookAt(url, pid), patience });
      const together = (asks: readonly Ask[]): Promise<readonly QueryResult[]> => {
        const exchange = new Exchange(asks.map(toSend), kept.get(client) ?? new KeptStatements());
        client.query(exchange);
        return answered(exchange.answered);
      };
      return {
        query: async (sql, parameters, how) => {
          if (parameters === undefined) return answered<pg.QueryResult>(client.query(sql));
          const [result] = await together([{ keepsPlan: false, ...how, sql, parameters }]);
          assert(result, 'each statement has an answer');
          return result;
        },
        together,
        copyIn: (sql, chunks) => answered(copiedInto(client, sql, chunks)),
        copyOut: (sql) => answered(bytesOf(client.query(copyTo(sql)))),
        release: (error) => {
          inUse.delete(client);
          if (error instanceof Outage && error.code === 'database_unreachable') {
            suspects = new WeakSet(known);
            cutOff(client);
          }
          client.release(error);
        },
      };
    },
    end: async (how) => {
      if (how?.isHasty === true) await Promise.allSettled([...inUse].map((one) => one.end()));
      await pool.end();
    },
  };
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream));
}

/** So many bytes go together with the statement. */
const atOnceBytes = 2 * 1024 * 1024;

async function copiedInto(client: Client, sql: string, chunks: Iterable<Buffer>): Promise<void> {
  const all = chunks[Symbol.iterator]();
  const first: Buffer[] = [];
  let bytes = 0;
  for (let next = all.next(); next.done !== true; next = all.next()) {
    first.push(next.value);
    bytes += next.value.length;
    if (bytes > atOnceBytes) {
      const rest = Iterator.from(all);
      return pipeline(Readable.from(chain(first, rest)), client.query(copyFrom(sql)));
    }
  }
  const copy = new CopyAtOnce(sql, first);
  client.query(copy);
  return copy.done;
}

function* chain(first: Iterable<Buffer>, rest: Iterable<Buffer>): Generator<Buffer> {
  yield* first;
  yield* rest;
}

function toSend({ sql, parameters, keepsPlan, inBytes = false }: Ask): ToSend {
  return { text: sql, values: parameters.map(parameter), keepsPlan, inBytes };
}

function poolOf(ask: ConnectionsAsk, onConnect: (client: pg.ClientBase) => Promise<void>): pg.Pool {
  const pool = new pg.Pool({
    connectionString: ask.url,
    application_name: ask.applicationName ?? 'paybeat',
    max: ask.connections ?? 10,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementMs,
    lock_timeout: 8_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    options: serverSettings.map((one) => `-c ${one}`).join(' '),
    types,
    onConnect,
  });
  // A connection that breaks while idle is replaced at its next use. One that breaks between two statements
  // of a transaction fails the next statement. Without a listener, either would end the process, and the pool
  // listens only while a connection is idle.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Returns the server process behind a new connection, because behind a pooler `pg` has another number.
 * Rejects a server that is too old at once.
 */
async function introduce(client: pg.ClientBase): Promise<number> {
  // A server that cannot check its clients (not every system can) works without the setting.
  await client.query("set client_connection_check_interval = '2s'").catch((error: unknown) => {
    if (outageFrom(error) !== null) throw error;
  });
  const { rows } = await client.query<{ pid: number; serverVersion: number }>(
    `select pg_backend_pid() as pid, ${serverVersionColumn}`,
  );
  const [{ pid, serverVersion } = { pid: 0, serverVersion: 0 }] = rows;
  assertServerVersion(serverVersion);
  return pid;
}

/** Sends nothing to the server, which would not receive it. */
function cutOff(client: Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}

/** What the backend of a connection is doing, asked over a separate connection. */
async function lookAt(url: string, pid: number | null): Promise<Seen> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'paybeat-look',
    connectionTimeoutMillis: lookMs,
    query_timeout: lookMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // A state that we may not see is null and counts as work. A COPY waits for its client between any two
    // blocks, but its bytes grow.
    const { rows } = await client.query<{ isAtWork: boolean; progress: string }>(
      `select a.state is null or (a.state = 'active' and a.wait_event is distinct from 'ClientRead')
                as "isAtWork",
              concat_ws(' ', a.query_start, c.bytes_processed) as progress
       from pg_stat_activity a left join pg_stat_progress_copy c using (pid) where pid = $1`,
      [pid],
    );
    const [backend] = rows;
    if (backend?.isAtWork === true) return { kind: 'at_work' };
    return { kind: 'waits_for_us', progress: backend?.progress ?? 'gone' };
  } catch (error) {
    // A server that refuses us (too many connections) is reachable.
    const isUnreachable = outageFrom(error)?.code === 'database_unreachable';
    return { kind: isUnreachable ? 'unreachable' : 'at_work' };
  } finally {
    await client.end().catch(() => undefined);
  }
}
