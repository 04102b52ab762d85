/**
 * Starts the server so that it outlives the process that starts it. Call it with the start lock held.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  clusterVersion,
  folderOutage,
  type StartFailure,
  serverOutage,
  startFailure,
} from './failures.ts';
import { findServer, notReady, type RunningServer, readySeconds } from './find-server.ts';
import { programOf } from './locate-binaries.ts';
import { readPostmasterPid, removeEmptyPid, removeStalePid } from './postmaster-pid.ts';
import { firstWordsFile, markLog, saidSince } from './server-log.ts';
import { clusterFolderOf, logFolderOf, type ReadyPlace } from './server-place.ts';
import { freePort, keepPort, portToTry } from './server-port.ts';
import { startSettings } from './server-settings.ts';
import { startedAs } from './server-user.ts';
import { waitUntil } from './wait-until.ts';

/** The processes of a killed server take about 2 s to notice, and hold the data until then. */
const startAgainSeconds = 10;
/** A postmaster.pid that stays empty this long is no longer being written. */
const emptySeconds = 2;
/** The major version whose data these programs can read. */
const majorVersion = '18';

interface Start {
  readonly ready: ReadyPlace;
  readonly settings: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

/** The data must exist. Throws an Outage with what to do when the server cannot start. */
export async function startServer(ask: Start): Promise<RunningServer> {
  const { place } = ask.ready;
  const clusterFolder = clusterFolderOf(place);
  await refuseOtherVersion(clusterFolder);
  const since = performance.now();
  const hasPassed = (seconds: number) => performance.now() - since > seconds * 1000;
  let port = await portToTry(place.serverFolder);
  for (;;) {
    if (await removeStalePid(clusterFolder)) {
      ask.say('Removed a postmaster.pid whose process is not this server.');
    }
    const tried = await tryStart({ ...ask, port });
    if (tried.kind === 'started') {
      await keepPort(place.serverFolder, port);
      return tried.server;
    }
    if (tried.kind === 'failed') throw tried.outage;
    if (tried.kind === 'port_taken') port = await freePort();
    if (tried.kind === 'still_held') {
      if (hasPassed(startAgainSeconds)) {
        const logFolder = logFolderOf(place);
        throw serverOutage({ said: tried.said, folder: clusterFolder, logFolder, doing: 'start' });
      }
      if (hasPassed(emptySeconds)) await removeEmptyPid(clusterFolder);
      // A person may have started it by hand.
      const other = await findServer(place, ask.say);
      if (other !== null) return other;
      await waitUntil(() => false, { seconds: 0.1 });
    }
  }
}

async function tryStart(
  ask: Start & { readonly port: number },
): Promise<{ readonly kind: 'started'; readonly server: RunningServer } | StartFailure> {
  const { place } = ask.ready;
  const clusterFolder = clusterFolderOf(place);
  const logFolder = logFolderOf(place);
  const mark = await markLog(logFolder);
  const started = await spawnServer(ask);
  const { child } = started;
  const isSettled = await waitUntil(
    async () => {
      if (hasEnded(started)) return true;
      const record = await readPostmasterPid(clusterFolder);
      return typeof record === 'object' && record.pid === child.pid && record.status === 'ready';
    },
    { seconds: readySeconds, everyMilliseconds: 5 },
  );
  if (!hasEnded(started) && child.pid !== undefined) {
    if (!isSettled) throw notReady(place, child.pid);
    return { kind: 'started', server: { pid: child.pid, port: ask.port } };
  }
  const said = started.error === null ? await saidSince(logFolder, mark) : started.error.message;
  return startFailure({ said, folder: clusterFolder, logFolder });
}

interface Spawned {
  readonly child: ChildProcess;
  /** Set when the program could not be started at all. */
  error: Error | null;
}

function hasEnded({ child, error }: Spawned): boolean {
  return error !== null || child.exitCode !== null || child.signalCode !== null;
}

async function spawnServer(ask: Start & { readonly port: number }): Promise<Spawned> {
  const { place, binaries, user } = ask.ready;
  const logFolder = logFolderOf(place);
  const settings = startSettings({ port: ask.port, logFolder, over: ask.settings });
  const firstWords = await openFirstWords(logFolder);
  try {
    // Runs in its own session, so that Ctrl-C in the starter's terminal does not reach it.
    const child = spawn(
      programOf(binaries, 'postgres'),
      ['-D', clusterFolderOf(place), ...settings],
      { ...startedAs(user), detached: true, stdio: ['ignore', firstWords.fd, firstWords.fd] },
    );
    const spawned: Spawned = { child, error: null };
    child.once('error', (error) => {
      spawned.error = error;
    });
    child.unref();
    return spawned;
  } finally {
    await firstWords.close();
  }
}

async function openFirstWords(logFolder: string) {
  const path = firstWordsFile(logFolder);
  try {
    return await open(path, 'w', 0o600);
  } catch (error) {
    throw folderOutage({ error, folder: logFolder });
  }
}

async function refuseOtherVersion(clusterFolder: string): Promise<void> {
  const version = (await readFile(join(clusterFolder, 'PG_VERSION'), 'utf8')).trim();
  if (version === majorVersion) return;
  throw clusterVersion({ folder: clusterFolder, said: `${version}, not ${majorVersion}` });
}
