/**
 * One PostgreSQL server for all tests of a run, started before them and gone after them.
 *
 * It is the embedded server, in a temporary folder, without what makes a commit survive a power
 * cut: nobody's pay is in it. Each project that names this file in vitest.config.ts enters it, and
 * the last to leave stops it. A run that was killed leaves its folders behind; the next one removes
 * them, with the servers that are still running in them.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { isLive, processMark } from '#store/embedded/process-facts.ts';
import { findPlace } from '#store/embedded/server-place.ts';
import { stopServer } from './stop-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the superuser. Tests ask `testDatabase()` for a database of their own. */
    serverUrl: string;
  }
}

const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '300',
};
const prefix = 'paybeat-tests-';

export default async function startTestServer(project: TestProject): Promise<() => Promise<void>> {
  const { url, close } = await openTestServer();
  project.provide('serverUrl', url);
  return close;
}

/** Also for programs that are no tests. */
export async function openTestServer(): Promise<{
  readonly url: string;
  close(): Promise<void>;
}> {
  await removeLeftOvers();
  const dataFolder = join(tmpdir(), folderOf(process.pid), 'data');
  await mkdir(dataFolder, { recursive: true });
  const server = await embeddedServer({ dataFolder, settings });
  const close = async () => {
    await server.release();
    await removeUnused(dataFolder);
  };
  return { url: server.url, close };
}

/**
 * A data folder for a server of a test's or a bench's own, below a folder with this mode. Like the one above, it
 * is named after this process.
 */
export async function newDataFolder(modeAbove = 0o755): Promise<string> {
  const above = await mkdtemp(join(tmpdir(), `${folderOf(process.pid)}-`));
  await mkdir(join(above, 'data'), { mode: 0o755 });
  await chmod(above, modeAbove);
  return join(above, 'data');
}

/** Of one process and no other that has the same number later. */
function folderOf(pid: number): string {
  const mark = createHash('sha256').update(processMark(pid)).digest('hex').slice(0, 8);
  return `${prefix}${pid}-${mark}`;
}

/** Of processes that are no more. */
export async function removeLeftOvers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    const isInUse = isLive(pid) && name.startsWith(folderOf(pid));
    if (!isInUse) await removeUnused(join(tmpdir(), name, 'data'));
  }
}

/** Removes the data with everything that belongs to them, unless somebody uses their server. */
export async function removeUnused(dataFolder: string): Promise<void> {
  const stopped = await stopServer({ dataFolder });
  if (stopped.kind === 'in_use') return;
  const { otherFolder } = await findPlace(dataFolder);
  if (otherFolder !== null) await rm(otherFolder, { recursive: true, force: true });
  await rm(dirname(dataFolder), { recursive: true, force: true });
}
