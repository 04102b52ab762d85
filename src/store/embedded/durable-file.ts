/**
 * Writes files completely to disk before anything relies on them.
 */
import { open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, folderOutage } from './failures.ts';

/** Writes a temporary file and renames it, so that a reader sees either the old text or the new one. */
export async function writeDurably(
  path: string,
  content: { readonly text: string; readonly mode: number },
): Promise<void> {
  try {
    const file = await open(`${path}.new`, 'w', content.mode);
    try {
      await file.writeFile(content.text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    await syncFolder(dirname(path));
  } catch (error) {
    throw folderOutage({ error, folder: dirname(path) });
  }
}

/** Makes names that were created in or renamed into the folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return false;
    throw folderOutage({ error, folder: dirname(path) });
  }
}
