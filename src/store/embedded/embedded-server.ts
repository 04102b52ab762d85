/**
 * A real PostgreSQL server inside Paybeat. It is found, started, shared and stopped through its data folder
 * alone.
 *
 * Promises
 *   - one server per data folder, however many processes start at once; the first creates the data;
 *   - the server outlives the process that started it, and its last user stops it. A server whose users were
 *     killed keeps running, and the next start takes it over;
 *   - every acknowledged commit survives any kill (fsync and checksums are on);
 *   - when the server dies, a process that uses it starts it again, on the same port if that is free;
 *   - it listens only on 127.0.0.1, with a password that is never shown.
 *
 * Outages: data_folder_unwritable, data_folder_invalid, data_folder_denied, data_missing, disk_full,
 * cluster_broken, cluster_version, no_embedded_server, no_server_user, no_place_for_server, password_missing,
 * server_start_busy, server_not_ready, embedded_server_failed, embedded_server_refused, another_server,
 * server_memory_limit, server_stop_denied, server_stop_slow.
 *
 * Elsewhere: schema and roles (../migrate.ts), an external server (DATABASE_URL, main.ts).
 */
import { setTimeout } from 'node:timers/promises';
import { Outage } from '#errors.ts';
import { createCluster } from './create-cluster.ts';
import { findServer, type RunningServer, sightServer } from './find-server.ts';
import { enterServer, type Presence } from './presence.ts';
import {
  confirmPlace,
  findPlace,
  hasCluster,
  logFolderOf,
  openDataFolder,
  preparePlace,
  type ServerPlace,
} from './server-place.ts';
import { withStartLock } from './start-lock.ts';
import { startServer } from './start-server.ts';
import { stopProcess } from './stop-server.ts';

interface EmbeddedServer {
  /**
   * For the database `paybeat`, as its owner and superuser. It contains the password and must never be shown.
   */
  readonly url: string;
  readonly port: number;
  /** Process id of the server. `url`, `port` and `pid` may change when the server had to be restarted. */
  readonly pid: number;
  /** The server was already running: another process uses it, or its last user was killed. */
  readonly adopted: boolean;
  /** The last user stops the server and waits until it is down. Safe to call twice. */
  release(): Promise<void>;
}

interface EmbeddedServerAsk {
  /** Created when it does not exist. */
  readonly dataFolder: string;
  /** Messages for a person about slow or unusual steps, one line each, without secrets. */
  readonly say?: (line: string) => void;
  /** PostgreSQL settings that override ours, for tests. `doctor` reports unsafe values. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface Use {
  readonly place: ServerPlace;
  readonly server: RunningServer;
  readonly presence: Presence;
  readonly adopted: boolean;
}

type Lock = Parameters<typeof withStartLock>[0];

export async function embeddedServer(ask: EmbeddedServerAsk): Promise<EmbeddedServer> {
  const dataFolder = await openDataFolder(ask.dataFolder);
  const say = ask.say ?? (() => undefined);
  const lock = { dataFolder, say };
  const enter = () =>
    withStartLock(lock, () => findOrStart({ ...lock, settings: ask.settings ?? {} }));
  const use = keepInUse({ use: await enter(), enter, say });
  const { adopted } = use.now();
  let released: Promise<void> | null = null;
  return {
    get url() {
      return use.now().presence.url;
    },
    get port() {
      return use.now().server.port;
    },
    get pid() {
      return use.now().server.pid;
    },
    adopted,
    release() {
      released ??= use.end().then((last) => withStartLock(lock, () => leave(last)));
      return released;
    },
  };
}

type FindOrStart = Lock & { readonly settings: Readonly<Record<string, string>> };

/** Call it with the start lock held. */
async function findOrStart(ask: FindOrStart): Promise<Use> {
  const { dataFolder, say } = ask;
  const place = await findPlace(dataFolder);
  const server = await findServer(place, say);
  const presence = server === null ? null : await enterServer(place, server);
  if (server === null || presence === null) return start(place, ask);
  if ((await presence.others()).length === 0) {
    say(`PostgreSQL was left running (process ${server.pid}); carrying on with it.`);
  }
  return { place, server, presence, adopted: true };
}

async function start(found: ServerPlace, ask: FindOrStart): Promise<Use> {
  const { dataFolder, settings, say } = ask;
  const ready = await preparePlace({ place: found, say });
  const { place, binaries, user } = ready;
  if (!(await hasCluster(place))) {
    say(`Making a new database in ${place.serverFolder}.`);
    await createCluster({ serverFolder: place.serverFolder, dataFolder, binaries, user });
    await confirmPlace(place);
  }
  const server = await startServer({ ready, settings, say });
  const presence = await enterServer(place, server);
  if (presence !== null) return { place, server, presence, adopted: false };
  throw new Outage('embedded_server_failed', 'PostgreSQL ended as soon as it was ready', {
    hint: `its log is in ${logFolderOf(place)}`,
  });
}

/** Call it with the start lock held. */
async function leave(use: Use): Promise<void> {
  const others = await use.presence.others().catch(() => null);
  await use.presence.close();
  // null: the connection is broken. Any other process that uses the server must notice this, too.
  if (others === null || others.length > 0) return;
  const seen = await sightServer(use.place);
  if (seen.kind !== 'none') await stopProcess(use.place, seen.pid);
}

interface InUse {
  now(): Use;
  /** Stops watching, and returns the use, so that the caller can leave it. */
  end(): Promise<Use>;
}

/** When the connection breaks, enters again and restarts the server if necessary. */
function keepInUse(ask: {
  use: Use;
  enter: () => Promise<Use>;
  say: (line: string) => void;
}): InUse {
  let use = ask.use;
  let hasEnded = false;
  let again: Promise<void> = Promise.resolve();
  const ending = new AbortController();
  const enterAgain = async () => {
    let lastWhy = '';
    for (let pauseSeconds = 0.1; !hasEnded; pauseSeconds = Math.min(pauseSeconds * 2, 5)) {
      try {
        use = await ask.enter();
        ask.say(`PostgreSQL had stopped; Paybeat restarted it (process ${use.server.pid}).`);
        watch();
        return;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (why !== lastWhy) ask.say(`PostgreSQL has stopped; Paybeat tries to restart it: ${why}`);
        lastWhy = why;
        const pause = setTimeout(pauseSeconds * 1000, undefined, {
          ref: false,
          signal: ending.signal,
        });
        await pause.catch(() => undefined);
      }
    }
  };
  const watch = () =>
    use.presence.whenLost(() => {
      again = enterAgain();
    });
  watch();
  return {
    now: () => use,
    async end() {
      hasEnded = true;
      ending.abort();
      await again;
      return use;
    },
  };
}
