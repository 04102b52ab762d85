/**
 * One idle connection that every process holds while it uses the server.
 *
 * The server counts its users by these connections. A killed process stops counting as soon as the system
 * closes its sockets, and leaves no file behind. The connection also proves that the program on the port is
 * this server.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Outage } from '#errors.ts';
import { superuser } from './create-cluster.ts';
import { codeOf, folderOutage } from './failures.ts';
import { notReady, type RunningServer, readySeconds, sightServer } from './find-server.ts';
import { isLive } from './process-facts.ts';
import { clusterFolderOf, type ServerPlace } from './server-place.ts';
import { waitUntil } from './wait-until.ts';

const database = 'paybeat';
/**
 * Every server has this database, and nobody drops or restores it, so an idle connection to it disturbs
 * nobody.
 */
const maintenanceDatabase = 'postgres';
const presenceName = 'paybeat presence';
const answerMilliseconds = 10_000;
/** The server is starting, recovering or stopping, or is between two of these states. */
const notYetCodes = ['57P03', 'ECONNREFUSED', 'ECONNRESET'];

export interface Presence {
  /** For the database `paybeat`, as its owner. It contains the password and must never be shown. */
  readonly url: string;
  /** Process ids of the other users. */
  others(): Promise<readonly number[]>;
  /** Calls back once when the connection breaks, unless it was closed. */
  whenLost(act: () => void): void;
  close(): Promise<void>;
}

/**
 * Connects, and waits while the server is recovering. Checks that it is the server of this place and that the
 * database exists. Null when the server has stopped in the meantime.
 */
export async function enterServer(
  place: ServerPlace,
  server: RunningServer,
): Promise<Presence | null> {
  const password = await readPassword(place);
  const connected = await connect({ place, server, password });
  if (connected === null) return null;
  const { client, whenLost, close } = connected;
  try {
    await refuseStranger({ client, place, server });
    await makeDatabase(client);
  } catch (error) {
    await close();
    throw error;
  }
  client.unref();
  return {
    url: `postgres://${superuser}:${password}@127.0.0.1:${server.port}/${database}?sslmode=disable`,
    others: () => othersPresent(client),
    whenLost,
    close,
  };
}

export function connectionTo(server: RunningServer, password: string): pg.ClientConfig {
  return {
    host: '127.0.0.1',
    port: server.port,
    user: superuser,
    password,
    database: maintenanceDatabase,
    // Both must be set. Otherwise `pg` reads them from PGSSLMODE and PGOPTIONS, which are meant for other
    // servers.
    ssl: false,
    options: '-c client_min_messages=warning',
    connectionTimeoutMillis: answerMilliseconds,
    query_timeout: 60_000,
  };
}

export async function readPassword(place: ServerPlace): Promise<string> {
  const path = join(place.serverFolder, 'password');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw folderOutage({ error, folder: place.serverFolder });
    throw new Outage('password_missing', `the database's password is not in ${path}`, {
      hint: 'restore the file from where the data came from',
      cause: error,
    });
  }
}

interface Connected extends Pick<Presence, 'whenLost' | 'close'> {
  readonly client: QuietClient;
}

/** `pg` has both methods, but its types do not. An idle presence must not keep a process alive. */
type QuietClient = pg.Client & { ref(): void; unref(): void };

async function connect(ask: {
  readonly place: ServerPlace;
  readonly server: RunningServer;
  readonly password: string;
}): Promise<Connected | null> {
  let outcome: Connected | 'gone' | 'not_yet' = 'not_yet';
  await waitUntil(
    async () => {
      outcome = await connectOnce(ask);
      return outcome !== 'not_yet';
    },
    { seconds: readySeconds, everyMilliseconds: 50 },
  );
  if (outcome === 'not_yet') throw notReady(ask.place, ask.server.pid);
  return outcome === 'gone' ? null : outcome;
}

async function connectOnce(ask: {
  readonly place: ServerPlace;
  readonly server: RunningServer;
  readonly password: string;
}): Promise<Connected | 'gone' | 'not_yet'> {
  const name = `${presenceName} ${process.pid}`;
  const config = { ...connectionTo(ask.server, ask.password), application_name: name };
  const client = new pg.Client(config) as QuietClient;
  const watched = watch(client);
  try {
    await client.connect();
    return watched;
  } catch (error) {
    await watched.close();
    const seen = await sightServer(ask.place);
    if (seen.kind === 'none') return 'gone';
    if (notYetCodes.includes(codeOf(error))) return 'not_yet';
    const message = error instanceof Error ? error.message : String(error);
    throw new Outage('embedded_server_refused', `the embedded PostgreSQL refused: ${message}`, {
      hint: 'look into its log, postgres/log in the data folder; is the machine overloaded, or the server stopped by hand?',
      cause: error,
    });
  }
}

function watch(client: QuietClient): Connected {
  let state: 'open' | 'closed' | 'lost' = 'open';
  let act = (): void => undefined;
  client.on('error', () => undefined); // 'end' follows
  client.on('end', () => {
    if (state !== 'open') return;
    state = 'lost';
    act();
  });
  return {
    client,
    whenLost(callback) {
      act = callback;
      if (state === 'lost') act();
    },
    async close() {
      state = 'closed';
      client.ref();
      await client.end().catch(() => undefined);
    },
  };
}

async function refuseStranger(ask: {
  client: pg.Client;
  place: ServerPlace;
  server: RunningServer;
}): Promise<void> {
  const { client, place, server } = ask;
  const { rows } = await client.query("select current_setting('data_directory') as folder");
  if (rows[0]?.folder === clusterFolderOf(place)) return;
  throw new Outage(
    'another_server',
    `what listens on port ${server.port} is not the server of ${place.dataFolder}`,
    { hint: 'look at everything that it needs', actions: [{ action: 'examine' }] },
  );
}

async function makeDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
  if (rowCount === 0) await client.query(`create database ${database}`);
}

/**
 * The connection of a killed process takes a moment to close. A connection that names a dead process is
 * waited for. It counts as present if it stays, because the process may be one that we cannot see.
 */
async function othersPresent(client: QuietClient): Promise<readonly number[]> {
  let pids: readonly number[] = [];
  client.ref();
  try {
    await waitUntil(
      async () => {
        const { rows } = await client.query(
          `select application_name from pg_stat_activity
            where application_name like $1 and pid <> pg_backend_pid()`,
          [`${presenceName} %`],
        );
        pids = rows.map((row) => Number(String(row.application_name).slice(presenceName.length)));
        return pids.every((pid) => isLive(pid));
      },
      { seconds: 2 },
    );
  } finally {
    client.unref();
  }
  return pids;
}
