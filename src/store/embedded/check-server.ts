/**
 * What `doctor` shows about the embedded server. It only looks: it starts, changes and locks nothing.
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
  /** `none`: no data exist yet. `not_ready`: starting, recovering or stopping. */
  readonly state: 'none' | 'stopped' | 'not_ready' | 'running';
  /**
   * The folder of data, password and log. It is outside the data folder when the server's user cannot enter
   * that.
   */
  readonly serverFolder: string;
  readonly logFolder: string;
  /** The owner of the data, by name if the system knows one. */
  readonly owner: string | null;
  /** Free space for the data, in bytes; null when the folder does not exist. */
  readonly freeBytes: number | null;
  /** The full version while it runs (`18.4`), otherwise the major version of the data. */
  readonly version: string | null;
  /** Facts that only a running server can give. */
  readonly running: RunningCheck | null;
}

interface RunningCheck extends RunningServer {
  /** Without these, a commit can be lost (fsync, full page writes) or damage can go unnoticed. */
  readonly isFsyncOn: boolean;
  readonly areFullPageWritesOn: boolean;
  readonly areChecksumsOn: boolean;
  /** Must be 127.0.0.1 and nothing else. */
  readonly listensOn: string;
  /** How many processes use it. */
  readonly users: number;
}

/** Throws the same Outage as a start when the folder cannot be read. */
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
