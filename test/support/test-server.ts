/**
 * One PostgreSQL server for all tests of a run, started before them and gone after them.
 *
 * It is the embedded server, in a temporary folder, without what makes a commit survive a power
 * cut: nobody's pay is in it. Each project that names this file in vitest.config.ts enters it, and
 * the last to leave stops it. A run that was killed leaves its folder behind; the next one removes
 * it.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { embeddedServer, stopServer } from '#store/embedded/embedded-server.ts';
import { isLive, processMark } from '#store/embedded/process-facts.ts';
import { findPlace } from '#store/embedded/server-place.ts';

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
const prefix = 'paybeat-test-';

export default async function startTestServer(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftOvers();
  const dataFolder = join(tmpdir(), folderOf(process.pid));
  await mkdir(dataFolder, { recursive: true });
  const server = await embeddedServer({ dataFolder, settings });
  project.provide('serverUrl', server.url);
  return async () => {
    await server.release();
    await removeUnused(dataFolder);
  };
}

/** Of one process and no other that has the same number later. */
function folderOf(pid: number): string {
  const mark = createHash('sha256').update(processMark(pid)).digest('hex').slice(0, 8);
  return `${prefix}${pid}-${mark}`;
}

async function removeLeftOvers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    const isInUse = isLive(pid) && name === folderOf(pid);
    if (!isInUse) await removeUnused(join(tmpdir(), name));
  }
}

/** Removes the data with everything that belongs to them, unless a server still runs on them. */
export async function removeUnused(dataFolder: string): Promise<void> {
  const stopped = await stopServer({ dataFolder });
  if (stopped.kind === 'in_use') return;
  const { otherFolder } = await findPlace(dataFolder);
  if (otherFolder !== null) await rm(otherFolder, { recursive: true, force: true });
  await rm(dataFolder, { recursive: true, force: true });
}
