/** A process that is killed with SIGKILL after a number of events, each of them a line of JSON. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

interface Told {
  readonly kind: string;
  readonly move?: string;
}

/** Starts a program of test/support with these arguments. */
export function started(program: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(program, import.meta.url));
  return spawn(process.execPath, ['--conditions=paybeat-source', path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Kills the process after the given number of events. Returns everything that it printed. */
export async function killedAfter(child: ChildProcess, events: number): Promise<readonly Told[]> {
  const told: Told[] = [];
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    told.push(JSON.parse(line));
    if (told.length === events) child.kill('SIGKILL');
  });
  await Promise.all([ended, once(lines, 'close')]);
  return told;
}
