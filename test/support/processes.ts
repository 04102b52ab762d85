/**
 * The command with a database and a folder of its own. Verbs that stay are the real command in
 * separate processes. Verbs that end run in this process (run-here.ts), because about half a second
 * of a process is its start.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect } from 'vitest';
import { type Ended, runHere } from './run-here.ts';

interface ProcessEnded extends Ended {
  readonly signal: NodeJS.Signals | null;
}

export interface Staying {
  readonly child: ChildProcess;
  readonly ended: Promise<ProcessEnded>;
  /** What it has printed on standard error so far. */
  said(): string;
}

interface Programs {
  readonly folder: string;
  /** Runs a verb to its end, in this process. */
  paybeat(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Runs a verb that must succeed. Returns its answer as JSON. */
  json(args: readonly string[]): Promise<Record<string, unknown>>;
  /** Starts a verb that stays. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Staying;
}

/**
 * `config` becomes paybeat.config.json. Processes that still run at the end of the file are killed.
 */
export function programs(ask: {
  readonly databaseUrl: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}): Programs {
  const folder = mkdtempSync(join(tmpdir(), 'paybeat-processes-'));
  if (ask.config) writeFileSync(join(folder, 'paybeat.config.json'), JSON.stringify(ask.config));
  const running = new Set<ChildProcess>();
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const envOf = (env: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    DATABASE_URL: ask.databaseUrl,
    PAYBEAT_DATA: join(folder, 'data'),
    ...ask.env,
    ...env,
  });
  const start: Programs['start'] = (args, env) => {
    const child = spawn(process.execPath, ['bin/paybeat.js', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: envOf(env),
    });
    running.add(child);
    let said = '';
    child.stderr.on('data', (part) => {
      said += String(part);
    });
    const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
      child.on('close', (code, signal) => resolve([code, signal])),
    );
    const ended = Promise.all([text(child.stdout), closed]).then(([out, [code, signal]]) => {
      running.delete(child);
      return { code, signal, out, err: said };
    });
    return { child, ended, said: () => said };
  };
  const paybeat: Programs['paybeat'] = (args, env) =>
    runHere({ args, env: envOf(env), folder: process.cwd() });
  const json: Programs['json'] = async (args) => {
    const { code, out, err } = await paybeat([...args, '--json']);
    expect(code, err).toBe(0);
    return JSON.parse(out);
  };
  return { folder, paybeat, json, start };
}
