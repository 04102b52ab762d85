/**
 * What the operating system says about another process.
 *
 * A pid alone proves nothing: the process may have ended and not been collected by its parent
 * (a zombie still answers signal 0), or the number may have passed on to another program. So
 * there is a mark, which differs between two processes that had one pid, and the folder that a
 * process works in. Linux answers from /proc (slim images have no `ps`), other systems from `ps`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

const isLinux = process.platform === 'linux';

/** Does it run? A zombie does not: it holds no file, no port and no memory. */
export function isLive(pid: number): boolean {
  if (!hasPid(pid)) return false;
  const state = isLinux ? linuxStat(pid)?.[0] : ps({ pid, column: 'stat' })[0];
  return state !== 'Z' && state !== 'X';
}

/** Is the number taken, if only by a zombie? */
export function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Two processes that had the same pid, one after the other, differ in this. Empty when unknown. */
export function processMark(pid: number): string {
  if (!isLinux) return ps({ pid, column: 'lstart' });
  const startedAtTick = linuxStat(pid)?.[19];
  return startedAtTick === undefined ? '' : `${bootId()}:${startedAtTick}`;
}

/**
 * Does the process work in this folder, as a PostgreSQL server does in its data folder?
 * null when the system does not tell. The folder is given without symbolic links.
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

/** Fields of /proc/PID/stat from the state (field 3) on: the name before it may hold anything. */
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
