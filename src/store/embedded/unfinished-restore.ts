/**
 * A file in the data folder while a restore is not so far that the database itself says so. Programs then open nothing
 * there: they would make a new, empty database, and fill it with the demo.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, writeDurably } from './durable-file.ts';
import { makeFolder } from './server-place.ts';

const nameOfMark = 'restore-unfinished';

export function isRestoreUnfinishedIn(dataFolder: string): Promise<boolean> {
  return exists(join(dataFolder, nameOfMark));
}

/** What is returned removes the file. A process that is killed leaves it. */
export async function markUnfinishedIn(dataFolder: string): Promise<() => Promise<void>> {
  const path = join(dataFolder, nameOfMark);
  await makeFolder(dataFolder);
  await writeDurably(path, {
    text: 'Restore the backup again.\n',
    mode: 0o644,
  });
  return () => rm(path, { force: true });
}
