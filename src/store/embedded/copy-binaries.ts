/**
 * A copy of the PostgreSQL programs for a user who cannot enter node_modules.
 */
import { chmod, cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Outage } from '#errors.ts';
import type { Binaries } from './locate-binaries.ts';
import { canRun, type ServerUser } from './server-user.ts';

const folderMode = 0o755;

/** Makes a complete copy that everybody may read and run, and deletes copies of other versions. */
export async function copyBinaries(ask: {
  readonly own: Binaries;
  readonly folder: string;
  readonly user: ServerUser;
  readonly say: (line: string) => void;
}): Promise<Binaries> {
  const { own, folder, user, say } = ask;
  const name = `programs-${own.version}`;
  const copy = { folder: join(folder, name), version: own.version };
  if (await canRun(user, copy)) return copy;
  say(
    `User ${user.name} cannot enter ${own.folder}: PostgreSQL's programs are copied to ${folder}.`,
  );
  await mkdir(folder, { recursive: true, mode: folderMode });
  for (const old of await readdir(folder)) {
    if (old.startsWith('programs-')) await rm(join(folder, old), { recursive: true, force: true });
  }
  const unfinished = join(folder, `${name}.new`);
  await cp(own.folder, unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a'),
  });
  await openToEverybody(unfinished);
  await rename(unfinished, copy.folder);
  if (await canRun(user, copy)) return copy;
  throw new Outage(
    'no_embedded_server',
    `user ${user.name} cannot run the programs in ${copy.folder}`,
    {
      hint: 'the folder may be mounted noexec: set DATABASE_URL to a PostgreSQL server',
    },
  );
}

async function openToEverybody(folder: string): Promise<void> {
  await chmod(folder, folderMode);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToEverybody(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
