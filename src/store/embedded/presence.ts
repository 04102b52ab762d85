/**
 * "I am using this server": one idle connection that every using process holds.
 *
 * The server counts its users by these connections, so a process that is killed counts no longer
 * from the moment the system closes its sockets; no file has to be tidied. The connection also
 * proves that what listens on the port is this server and no other.
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
/** Every server has it, and nobody drops or restores it: a presence there is in nobody's way. */
const maintenanceDatabase = 'postgres';
const presenceName = 'paybeat presence';
const answerMilliseconds = 10_000;
/** Starting, recovering or stopping; or between two of these. */
const notYetCodes = ['57P03', 'ECONNREFUSED', 'ECONNRESET'];

export interface Presence {
  /** Of the database `paybeat`, as its owner. Holds the password: never to be shown. */
  readonly url: string;
  /** Process ids of other presences. */
  others(): Promise<readonly number[]>;
  /** Calls back once when the connection breaks, unless it was closed. */
  whenLost(act: () => void): void;
  close(): Promise<void>;
}

/**
 * Connects, waiting for a server that is recovering, makes sure that it is the server of this
 * place, and that the database is there. null when the server has gone meanwhile.
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
    // Both, or `pg` takes them from PGSSLMODE and PGOPTIONS, which are about other servers.
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

/** `pg` has both, its types do not: an idle presence keeps no process from ending. */
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
 * A killed process's connection takes a moment to vanish: what names a dead process is waited for,
 * and counted as present if it stays (the process may be one that we cannot see).
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
