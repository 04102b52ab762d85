/**
 * What the server writes while it starts: first to its standard error, then to its log.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './failures.ts';
import { waitUntil } from './wait-until.ts';

/** Standard error of the last start. The real log is postgres-Mon.log and so on. */
const firstWordsName = 'start.log';
const isLastWord = /\b(FATAL|PANIC):/;
/** A failed start writes little, so the rest of a log that has grown need not be read. */
const mostBytes = 64 * 1024;

/** The length of each log file, in bytes. */
type LogMark = ReadonlyMap<string, number>;

export function firstWordsFile(logFolder: string): string {
  return join(logFolder, firstWordsName);
}

export async function markLog(logFolder: string): Promise<LogMark> {
  const mark = new Map<string, number>();
  for (const name of await readdir(logFolder)) {
    if (name !== firstWordsName) mark.set(name, await sizeOf(join(logFolder, name)));
  }
  return mark;
}

/** What a server that has ended wrote since the mark. Waits a moment for the process that writes the log. */
export async function saidSince(logFolder: string, mark: LogMark): Promise<string> {
  let said = '';
  await waitUntil(
    async () => {
      said = await readSince(logFolder, mark);
      return isLastWord.test(said);
    },
    { seconds: 1 },
  );
  return said;
}

async function readSince(logFolder: string, mark: LogMark): Promise<string> {
  const parts: string[] = [];
  for (const name of (await readdir(logFolder)).sort()) {
    const path = join(logFolder, name);
    const from = name === firstWordsName ? 0 : (mark.get(name) ?? 0);
    parts.push(await readFrom(path, from));
  }
  return parts.join('');
}

async function readFrom(path: string, from: number): Promise<string> {
  const length = Math.min((await sizeOf(path)) - from, mostBytes);
  if (length <= 0) return '';
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}
