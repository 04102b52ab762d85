/**
 * Copies of a laid database, so that every round of a bench begins from the same rows without laying them again.
 *
 * The server copies the files. Nothing may be connected to the original meanwhile.
 */
import { ask } from './worker-processes.ts';

let copies = 0;

/** Makes a copy, lets `use` work on it, and drops it. */
export async function onCopy<T>(url: string, use: (copyUrl: string) => Promise<T>): Promise<T> {
  copies += 1;
  const name = `bench_copy_${copies}`;
  const maintenance = atDatabase(url, 'postgres');
  const original = new URL(url).pathname.slice(1);
  await ask(maintenance, `create database ${name} template ${original} strategy file_copy`);
  try {
    return await use(atDatabase(url, name));
  } finally {
    await ask(maintenance, `drop database ${name} with (force)`);
  }
}

function atDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
