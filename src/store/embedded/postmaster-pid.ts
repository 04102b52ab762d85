/**
 * `postmaster.pid`: what a running PostgreSQL says about itself in its data folder.
 *
 * Line 1 process id, 2 data folder, 3 start time, 4 port, 5 socket folder, 6 listen address, 7 shared memory
 * key and id, 8 status (`starting`, `stopping`, `ready`, `standby`). Lines 4 to 8 are written during the
 * start, so a file may be shorter for a moment. Source: PostgreSQL 18, src/include/utils/pidfile.h.
 *
 * The file of a live server is never removed. PostgreSQL itself ignores the file of a process that no longer
 * exists. It cannot tell two other cases from a live server, but this code can: the process is a zombie, or
 * another program of the same user now has its id.
 */
import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, folderOutage } from './failures.ts';
import { hasPid, isLive, worksIn } from './process-facts.ts';

type PostmasterStatus = 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown';

interface PostmasterPid {
  readonly pid: number;
  /** Null until the server has written it. */
  readonly port: number | null;
  readonly status: PostmasterStatus;
}

const statuses: readonly PostmasterStatus[] = ['starting', 'stopping', 'ready', 'standby'];

/** Null when the text is not (yet) a complete file. */
export function parsePostmasterPid(text: string): PostmasterPid | null {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = positive(lines[0]);
  if (pid === null) return null;
  const status = statuses.find((word) => word === lines[7]) ?? 'unknown';
  return { pid, port: positive(lines[3]), status };
}

/**
 * The content of the file. `unreadable` means that it is empty: being written, or cut short by a full disk.
 */
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
 * Whether the process is the live server of the folder. `clusterFolder` contains no symbolic links. When the
 * system does not tell what a live process works on, the process counts as the server.
 */
export function isServerOf(clusterFolder: string, pid: number): boolean {
  return isLive(pid) && worksIn(pid, clusterFolder) !== false;
}

/**
 * Removes the file when it would prevent a start of PostgreSQL and its server does not run. Call it with the
 * start lock held. PostgreSQL's own guard against a second server, its shared memory, does not depend on this
 * file.
 */
export async function removeStalePid(clusterFolder: string): Promise<boolean> {
  const record = await readPostmasterPid(clusterFolder);
  if (record === 'absent' || record === 'unreadable') return false;
  if (!hasPid(record.pid) || isServerOf(clusterFolder, record.pid)) return false;
  await unlink(pathIn(clusterFolder));
  return true;
}

/**
 * Removes an empty file that nobody completes, because the disk was full. Call it with the start lock held.
 */
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
