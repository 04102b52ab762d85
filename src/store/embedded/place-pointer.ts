/**
 * `server-place.json`: names the folder outside the data folder that contains the data, the programs or both.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Outage } from '#errors.ts';
import { writeDurably } from './durable-file.ts';
import { codeOf, folderOutage } from './failures.ts';

interface Pointer {
  readonly folder: string;
  readonly holdsData: boolean;
  /** False until the data exist. After that, missing data are never created again. */
  readonly isComplete: boolean;
}

export function pointerFile(dataFolder: string): string {
  return join(dataFolder, 'server-place.json');
}

/** Null when everything is in the data folder. */
export async function readPointer(dataFolder: string): Promise<Pointer | null> {
  const path = pointerFile(dataFolder);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null;
    throw folderOutage({ error, folder: dataFolder });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isPointer(value)) return value;
  } catch {
    // reported below
  }
  throw new Outage('cluster_broken', `${path} does not say where the data are`, {
    hint: 'restore the file: without it the data cannot be found',
  });
}

function isPointer(value: unknown): value is Pointer {
  if (typeof value !== 'object' || value === null) return false;
  if (!('folder' in value && 'holdsData' in value && 'isComplete' in value)) return false;
  const { folder, holdsData, isComplete } = value;
  return (
    typeof folder === 'string' && typeof holdsData === 'boolean' && typeof isComplete === 'boolean'
  );
}

export async function writePointer(dataFolder: string, pointer: Pointer): Promise<void> {
  const text = `${JSON.stringify(pointer, null, 2)}\n`;
  await writeDurably(pointerFile(dataFolder), { text, mode: 0o644 });
}
