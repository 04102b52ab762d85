/**
 * Processes that use the embedded server of a folder, for tests that kill them.
 *
 * Nothing sleeps: a test waits for a line of the process, for its end, or for a fact of the system.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Action } from '#actions.ts';
import { newDataFolder, removeUnused } from './test-server.ts';

interface Held {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly adopted: boolean;
}

interface HeldOutage {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly actions: readonly Action[];
}

/** A line that hold-server.ts writes. */
interface Line {
  readonly said?: string;
  readonly in?: Held;
  readonly outage?: HeldOutage;
  readonly out?: true;
}

export interface Holder {
  readonly pid: number;
  /** Everything that it wrote, unchanged. */
  readonly output: readonly string[];
  /** Rejects if it got an outage instead. */
  held(): Promise<Held>;
  /** Rejects if it got the server instead. */
  outage(): Promise<HeldOutage>;
  /** Waits until it has said this to a person. */
  saying(part: string): Promise<void>;
  /** Leaves the server cleanly and ends. */
  leave(): Promise<void>;
  kill(): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

const program = fileURLToPath(new URL('./hold-server.ts', import.meta.url));
const folders = new Set<string>();
const running = new Set<ChildProcess>();

/** Creates a data folder that is removed after the test. */
export async function dataFolderWithServers(modeAbove?: number): Promise<string> {
  const folder = await newDataFolder(modeAbove);
  folders.add(folder);
  return folder;
}

/** After each test: ends the processes that still run, and removes the folders. */
export async function removeDataFolders(): Promise<void> {
  for (const child of running) {
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const folder of folders) {
    await removeUnused(folder);
    folders.delete(folder);
  }
}

export function holdServer(
  folder: string,
  as: { readonly user?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Holder {
  const args = ['--conditions=paybeat-source', program, folder];
  const child = spawn(process.execPath, as.user === undefined ? args : [...args, as.user], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...as.env },
  });
  running.add(child);
  const ended = once(child, 'exit').then(() => running.delete(child));
  const { output, find } = linesOf(child);
  const entered = () => find((line) => line.in !== undefined || line.outage !== undefined);
  return {
    pid: child.pid ?? 0,
    output,
    async held() {
      const line = await entered();
      if (line.in === undefined) throw new Error(`not in: ${line.outage?.message}`);
      return line.in;
    },
    async outage() {
      const line = await entered();
      if (line.outage === undefined) throw new Error('no outage: it got in');
      return line.outage;
    },
    async saying(part) {
      await find((line) => line.said?.includes(part) ?? false);
    },
    async leave() {
      child.stdin?.end();
      await find((line) => line.out === true);
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    signal(name) {
      child.kill(name);
    },
  };
}

function linesOf(child: ChildProcess) {
  const output: string[] = [];
  const waiting = new Set<{ look: () => void; fail: () => void }>();
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  reader.on('line', (text) => {
    output.push(text);
    for (const { look } of waiting) look();
  });
  reader.on('close', () => {
    for (const { fail } of waiting) fail();
  });
  const find = (isIt: (line: Line) => boolean): Promise<Line> =>
    new Promise((done, reject) => {
      const found = () => output.map((text): Line => JSON.parse(text)).find(isIt);
      const look = () => {
        const line = found();
        if (line === undefined) return;
        waiting.delete(entry);
        done(line);
      };
      const fail = () => reject(new Error(`it ended after: ${output.join(' ')}`));
      const entry = { look, fail };
      waiting.add(entry);
      look();
      if (waiting.has(entry) && child.exitCode !== null) fail();
    });
  return { output, find };
}

/** Opens one connection for the duration of `work`. */
export async function onDatabase<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Writes rows that must survive every kill. */
export async function writeWages(url: string): Promise<void> {
  await onDatabase(url, (client) =>
    client.query('create table wage (cents bigint); insert into wage values (241603)'),
  );
}

export async function readWages(url: string): Promise<unknown> {
  const result = await onDatabase(url, (client) => client.query('select cents from wage'));
  return result.rows;
}
