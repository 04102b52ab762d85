/**
 * What the operating system says about another process.
 *
 * A pid alone proves nothing. The process may have ended without being collected by its parent (a zombie
 * still answers signal 0), or another program may have the pid now. So there is a mark, which differs between
 * two processes with the same pid, and the working folder of a process. Linux answers from /proc (slim images
 * have no `ps`), other systems from `ps`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

const isLinux = process.platform === 'linux';

/** Whether the process runs. A zombie does not: it holds no file, no port and no memory. */
export function isLive(pid: number): boolean {
  if (!hasPid(pid)) return false;
  const state = isLinux ? linuxStat(pid)?.[0] : ps({ pid, column: 'stat' })[0];
  return state !== 'Z' && state !== 'X';
}

/** Whether the pid is in use, even by a zombie. */
export function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Differs between two processes that had the same pid one after the other. Empty when unknown. */
export function processMark(pid: number): string {
  if (!isLinux) return ps({ pid, column: 'lstart' });
  const startedAtTick = linuxStat(pid)?.[19];
  return startedAtTick === undefined ? '' : `${bootId()}:${startedAtTick}`;
}

/**
 * Whether the process works in this folder, as a PostgreSQL server does in its data folder. Null when the
 * system does not tell. The folder contains no symbolic links.
 */
export function worksIn(pid: number, folder: string): boolean | null {
  if (!isLinux) {
    const command = ps({ pid, column: 'command' });
    return command === '' ? null : command.includes(folder);
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return null;
  }
}

/** The fields of /proc/PID/stat from the state (field 3) on. The name before it may contain any character. */
function linuxStat(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

function ps(ask: { pid: number; column: string }): string {
  try {
    const args = ['-o', `${ask.column}=`, '-p', String(ask.pid)];
    return execFileSync('ps', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
