/**
 * Finds the programs that run from a folder, so that their files are not deleted.
 *
 * On Linux, /proc gives exact answers (slim images have no `ps`). On other systems `ps` shows
 * command lines, so a program started by a bare name is not found.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * @typedef {{ pid: number, parentPid: number, program: string, command: string }} Program
 * `program` is the path of the executable, `command` the title it shows.
 */

/** @returns {Program[]} what this user may see */
export function runningPrograms() {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** @param {Program[]} programs @param {string} folder */
export function programsIn(programs, folder) {
  return programs.filter(({ program }) => program.startsWith(folder + sep));
}

/**
 * This process and its ancestors.
 * @param {Program[]} programs
 */
export function ownLine(programs) {
  const byPid = new Map(programs.map((program) => [program.pid, program]));
  const line = new Set();
  for (let pid = process.pid; pid > 0 && !line.has(pid); pid = byPid.get(pid)?.parentPid ?? 0) {
    line.add(pid);
  }
  return line;
}

/**
 * True if the database server has clients: a server process shows its client's address in its
 * title.
 * @param {Program[]} programs
 */
export function hasClients(programs, serverPid) {
  return programs.some(
    ({ parentPid, command }) =>
      parentPid === serverPid && /^postgres: .* [\d.:a-f]+\(\d+\) /.test(command),
  );
}

export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return (
      process.platform !== 'linux' || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    );
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function fromProc() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(join('/proc', name, 'stat'), 'utf8');
        const parentPid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const command = readFileSync(join('/proc', name, 'cmdline'), 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), parentPid, program: executable(name), command }];
      } catch {
        return []; // the process ended in the meantime
      }
    });
}

/** Only root can see the executable of another user's process. */
function executable(name) {
  try {
    return readlinkSync(join('/proc', name, 'exe')).replace(/ \(deleted\)$/, '');
  } catch {
    return '';
  }
}

function fromPs() {
  try {
    const table = execFileSync('ps', ['-axo', 'pid=,ppid=,command='], { encoding: 'utf8' });
    return table.split('\n').flatMap((row) => {
      const [, pid, parentPid, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
      if (command === undefined) return [];
      return [{ pid: Number(pid), parentPid: Number(parentPid), program: command, command }];
    });
  } catch {
    return []; // without `ps`, nothing is known
  }
}
