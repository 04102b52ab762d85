/**
 * What `doctor` shows about the embedded server. Looks only: starts, changes and locks nothing.
 */
import { readFile, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { exists } from './durable-file.ts';
import { type RunningServer, sightServer } from './find-server.ts';
import { connectionTo, readPassword } from './presence.ts';
import { clusterFolderOf, findPlace, logFolderOf, type ServerPlace } from './server-place.ts';
import { ownerOf, userNamed } from './server-user.ts';

export interface ServerCheck {
  /** `none`: there are no data yet. `not_ready`: starting, recovering or stopping. */
  readonly state: 'none' | 'stopped' | 'not_ready' | 'running';
  /** Where data, password and log are; not in the data folder when the server's user cannot enter it. */
  readonly serverFolder: string;
  readonly logFolder: string;
  /** Whose the data are, by name if the system knows one. */
  readonly owner: string | null;
  /** Free for the data, in bytes; null when the folder is not there. */
  readonly freeBytes: number | null;
  /** Full when it runs (`18.4`), else the major version of the data. */
  readonly version: string | null;
  /** What only a running server tells. */
  readonly running: RunningCheck | null;
}

interface RunningCheck extends RunningServer {
  /** Without these a commit can be lost (fsync, full page writes) or a damage stay unseen. */
  readonly isFsyncOn: boolean;
  readonly areFullPageWritesOn: boolean;
  readonly areChecksumsOn: boolean;
  /** 127.0.0.1 and nothing else. */
  readonly listensOn: string;
  /** Processes that use it. */
  readonly users: number;
}

/** Outage as for a start where the folder cannot be looked into. */
export async function checkServer(ask: { readonly dataFolder: string }): Promise<ServerCheck> {
  const place = await findPlace(resolve(ask.dataFolder));
  const clusterFolder = clusterFolderOf(place);
  const hasData = await exists(join(clusterFolder, 'PG_VERSION'));
  const seen = hasData ? await sightServer(place) : { kind: 'none' as const };
  const running = seen.kind === 'ready' ? await askServer(place, seen) : null;
  const version = hasData
    ? (await readFile(join(clusterFolder, 'PG_VERSION'), 'utf8')).trim()
    : null;
  const states = {
    none: hasData ? 'stopped' : 'none',
    not_ready: 'not_ready',
    ready: 'running',
  } as const;
  return {
    state: states[seen.kind],
    serverFolder: place.serverFolder,
    logFolder: logFolderOf(place),
    owner: await ownerName(clusterFolder),
    freeBytes: await freeBytes(dirname(place.serverFolder)),
    version: running?.version ?? version,
    running: running?.check ?? null,
  };
}

async function askServer(
  place: ServerPlace,
  server: RunningServer,
): Promise<{ version: string; check: RunningCheck }> {
  const client = new pg.Client(connectionTo(server, await readPassword(place)));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query(`
      select current_setting('server_version') as version, current_setting('fsync') as fsync,
             current_setting('full_page_writes') as pages, current_setting('data_checksums') as sums,
             current_setting('listen_addresses') as listens,
             (select count(*)::int from pg_stat_activity
               where application_name like 'paybeat presence %') as users`);
    const [row] = rows;
    const check = {
      pid: server.pid,
      port: server.port,
      isFsyncOn: row.fsync === 'on',
      areFullPageWritesOn: row.pages === 'on',
      areChecksumsOn: row.sums === 'on',
      listensOn: String(row.listens),
      users: Number(row.users),
    };
    return { version: String(row.version), check };
  } finally {
    await client.end();
  }
}

async function ownerName(folder: string): Promise<string | null> {
  const uid = await ownerOf(folder);
  return uid === null ? null : ((await userNamed(String(uid)))?.name ?? String(uid));
}

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
