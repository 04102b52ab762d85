/**
 * `postmaster.pid`: what a running PostgreSQL says about itself in its data folder.
 *
 * Line 1 process id, 2 data folder, 3 start time, 4 port, 5 socket folder, 6 listen address,
 * 7 shared memory key and id, 8 status (`starting`, `stopping`, `ready`, `standby`). Lines 4 to 8
 * are written during the start, so a file may be shorter for a moment.
 * Source: PostgreSQL 18, src/include/utils/pidfile.h.
 *
 * The file of a live server is never removed. PostgreSQL itself overlooks the file of a process
 * that is gone; two cases it cannot tell from a live server, and this file can: the process is a
 * zombie, or its number has passed on to another program of the same user.
 */
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, folderOutage } from './failures.ts';
import { hasPid, isLive, worksIn } from './process-facts.ts';

type PostmasterStatus = 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown';

interface PostmasterPid {
  readonly pid: number;
  /** null until the server has written it. */
  readonly port: number | null;
  readonly status: PostmasterStatus;
}

const statuses: readonly PostmasterStatus[] = ['starting', 'stopping', 'ready', 'standby'];

/** null when it is not (yet) such a file. */
export function parsePostmasterPid(text: string): PostmasterPid | null {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = positive(lines[0]);
  if (pid === null) return null;
  const status = statuses.find((word) => word === lines[7]) ?? 'unknown';
  return { pid, port: positive(lines[3]), status };
}

/** `absent`, `unreadable` (empty: being written, or cut short by a full disk), or what it says. */
export async function readPostmasterPid(
  clusterFolder: string,
): Promise<PostmasterPid | 'absent' | 'unreadable'> {
  const path = pathIn(clusterFolder);
  try {
    return parsePostmasterPid(await readFile(path, 'utf8')) ?? 'unreadable';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'absent';
    throw folderOutage({ error, folder: clusterFolder });
  }
}

/**
 * Is this the server of the folder, alive? `clusterFolder` is given without symbolic links. Where
 * the system does not tell what a live process works on, it counts as the server.
 */
export function isServerOf(clusterFolder: string, pid: number): boolean {
  return isLive(pid) && worksIn(pid, clusterFolder) !== false;
}

/**
 * Removes the file if it would stop PostgreSQL from starting and its server does not run.
 * To be called under the start lock. PostgreSQL's own guard against a second server, its shared
 * memory, does not depend on this file.
 */
export async function removeStalePid(clusterFolder: string): Promise<boolean> {
  const record = await readPostmasterPid(clusterFolder);
  if (record === 'absent' || record === 'unreadable') return false;
  if (!hasPid(record.pid) || isServerOf(clusterFolder, record.pid)) return false;
  await unlink(pathIn(clusterFolder));
  return true;
}

/** An empty file that nobody completes: the disk was full when it was written. Under the start lock. */
export async function removeEmptyPid(clusterFolder: string): Promise<void> {
  if ((await readPostmasterPid(clusterFolder)) === 'unreadable')
    await unlink(pathIn(clusterFolder));
}

function pathIn(clusterFolder: string): string {
  return join(clusterFolder, 'postmaster.pid');
}

function positive(text: string | undefined): number | null {
  // A server in single-user mode writes its pid as a negative number.
  const value = Math.abs(Number.parseInt(text ?? '', 10));
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}
