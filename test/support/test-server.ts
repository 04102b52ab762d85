/**
 * One PostgreSQL server for all tests of a run, started before them and removed after them.
 *
 * It is the embedded server in a temporary folder, with settings that give up durability for speed.
 * The folder is in memory where there is room: most of the work of the kernel for these tests was
 * making and removing the files of their databases. Each project of vitest.config.ts that names this file registers with it, and the last to finish
 * stops it.
 *
 * A run that was killed leaves folders behind. The next run stops the servers in them, and removes
 * the folders.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { isLive, processMark } from '#store/embedded/process-facts.ts';
import { findPlace } from '#store/embedded/server-place.ts';
import { stopServer } from './stop-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the superuser. Tests call `testDatabase()` for a database of their own. */
    serverUrl: string;
  }
}

const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '300',
  // No test needs a standby, and the data may be in memory.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
};
const prefix = 'paybeat-tests-';
/** Where Linux keeps files in memory. */
const inMemory = '/dev/shm';
/** In bytes, of the file system and of the machine. The tests need less than a third. */
const roomNeeded = 6 * 1024 ** 3;

export default async function startTestServer(project: TestProject): Promise<() => Promise<void>> {
  const { url, close } = await openTestServer();
  project.provide('serverUrl', url);
  return close;
}

/** Also for programs that are not tests. */
export async function openTestServer(): Promise<{
  readonly url: string;
  close(): Promise<void>;
}> {
  await removeLeftOvers();
  const dataFolder = join(await roomyFolder(), folderOf(process.pid), 'data');
  await mkdir(dataFolder, { recursive: true });
  const server = await embeddedServer({ dataFolder, settings });
  const close = async () => {
    await server.release();
    await removeUnused(dataFolder);
  };
  return { url: server.url, close };
}

async function roomyFolder(): Promise<string> {
  const free = await statfs(inMemory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return Math.min(free, process.availableMemory()) < roomNeeded ? tmpdir() : inMemory;
}

/**
 * Creates a data folder for the server of a test or a bench. The folder above it has the given
 * mode. Its name contains this process's id.
 */
export async function newDataFolder(modeAbove = 0o755): Promise<string> {
  const above = await mkdtemp(join(tmpdir(), `${folderOf(process.pid)}-`));
  await mkdir(join(above, 'data'), { mode: 0o755 });
  await chmod(above, modeAbove);
  return join(above, 'data');
}

/** The folder of one process. A later process with the same id has another folder. */
function folderOf(pid: number): string {
  const mark = createHash('sha256').update(processMark(pid)).digest('hex').slice(0, 8);
  return `${prefix}${pid}-${mark}`;
}

/** Removes the folders of processes that no longer exist. */
export async function removeLeftOvers(): Promise<void> {
  for (const parent of [tmpdir(), inMemory]) {
    for (const name of await readdir(parent).catch(() => [])) {
      if (!name.startsWith(prefix)) continue;
      const pid = Number(name.slice(prefix.length).split('-')[0]);
      const isInUse = isLive(pid) && name.startsWith(folderOf(pid));
      if (!isInUse) await removeUnused(join(parent, name, 'data'));
    }
  }
}

/** Removes the data and everything that belongs to them, unless their server is in use. */
export async function removeUnused(dataFolder: string): Promise<void> {
  const stopped = await stopServer({ dataFolder });
  if (stopped.kind === 'in_use') return;
  const { otherFolder } = await findPlace(dataFolder);
  if (otherFolder !== null) await rm(otherFolder, { recursive: true, force: true });
  await rm(dirname(dataFolder), { recursive: true, force: true });
}
