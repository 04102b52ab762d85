/**
 * Lets one process at a time start, enter or leave the server of a data folder.
 *
 * The lock is a symbolic link whose target names its owner. It is created together with its content in one
 * step, on every file system that PostgreSQL runs on. It is stale when its owner no longer runs.
 *
 * Breaking a stale lock has a trap. Two processes find it stale. The first removes it and takes it; the
 * second then removes the first one's lock. So a process that breaks a lock first takes a second lock, named
 * after the dead owner, and looks again before it removes anything. If this process dies too, its lock is
 * broken in the same way.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readlink, symlink, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Outage } from '#errors.ts';
import { codeOf, folderOutage } from './failures.ts';
import { isLive, processMark } from './process-facts.ts';
import { waitUntil } from './wait-until.ts';

/** Seconds. This is enough for a first start on a slow disk; a longer start is reported. */
const waitSeconds = 60;

interface Owner {
  readonly pid: number;
  readonly mark: string;
  readonly nonce: string;
}

export async function withStartLock<T>(
  ask: { readonly dataFolder: string; readonly say: (line: string) => void },
  work: () => Promise<T>,
): Promise<T> {
  const release = await take(join(ask.dataFolder, 'server.lock'), ask.say);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function take(path: string, say: (line: string) => void): Promise<() => Promise<void>> {
  const mine = JSON.stringify({
    pid: process.pid,
    mark: processMark(process.pid),
    nonce: randomUUID(),
  });
  const startedAt = performance.now();
  let hasSaid = false;
  const isTaken = await waitUntil(
    async () => {
      if (await create(path, mine)) return true;
      const holder = await read(path);
      if (holder !== null && isStale(holder)) await breakLock({ path, holder, say });
      if (!hasSaid && performance.now() - startedAt > 3000) {
        hasSaid = true;
        say(`Waiting for process ${ownerOf(holder)?.pid ?? '?'}, which is starting PostgreSQL.`);
      }
      return false;
    },
    { seconds: waitSeconds },
  );
  if (!isTaken) {
    const pid = ownerOf(await read(path))?.pid ?? '?';
    throw new Outage('server_start_busy', `process ${pid} is still starting PostgreSQL`, {
      hint: `try again later; if process ${pid} hangs, end it`,
    });
  }
  return async () => {
    if ((await read(path)) === mine) await unlink(path);
  };
}

async function breakLock(ask: {
  path: string;
  holder: string;
  say: (line: string) => void;
}): Promise<void> {
  const name = createHash('sha256').update(ask.holder).digest('hex').slice(0, 12);
  const release = await take(`${ask.path}.${name}`, ask.say);
  try {
    if ((await read(ask.path)) === ask.holder) await unlink(ask.path);
  } finally {
    await release();
  }
}

async function create(path: string, target: string): Promise<boolean> {
  try {
    await symlink(target, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw folderOutage({ error, folder: dirname(path) });
  }
}

async function read(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw folderOutage({ error, folder: dirname(path) });
  }
}

function isStale(holder: string): boolean {
  const owner = ownerOf(holder);
  if (owner === null || !isLive(owner.pid)) return true;
  return owner.mark !== '' && processMark(owner.pid) !== owner.mark;
}

function ownerOf(target: string | null): Owner | null {
  try {
    const value: unknown = JSON.parse(target ?? '');
    return isOwner(value) ? value : null;
  } catch {
    return null;
  }
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  return 'pid' in value && typeof value.pid === 'number' && 'mark' in value;
}
