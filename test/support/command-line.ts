/** The command with its own database and folder: in its own process, or in this one (run-here.ts). */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { type Ended, runHere } from './run-here.ts';

type Env = Readonly<Record<string, string>>;

interface CommandLine {
  /** The same as `paybeat`, in this process. */
  here(args: readonly string[], env?: Env): Promise<Ended>;
  /** Runs `paybeat …` to its end. */
  paybeat(args: readonly string[], env?: Env): Promise<Ended>;
  /** Runs another program to its end. */
  ended(command: string, args: readonly string[], env?: Env): Promise<Ended>;
  /** Starts `paybeat …`. `end` resolves when it has ended. */
  started(args: readonly string[]): { readonly child: ChildProcess; readonly end: Promise<Ended> };
}

export function commandLine(ask: {
  readonly databaseUrl: string;
  readonly folder: string;
}): CommandLine {
  const envOf = (env: Env = {}): Env => ({
    PATH: process.env['PATH'] ?? '',
    HOME: ask.folder,
    DATABASE_URL: ask.databaseUrl,
    PAYBEAT_DATA: join(ask.folder, 'data'),
    ...env,
  });
  const launch = (command: string, args: readonly string[], env?: Env) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: envOf(env) });
    const code = new Promise<number | null>((resolve) => child.on('close', resolve));
    const read = Promise.all([code, text(child.stdout), text(child.stderr)]);
    return { child, end: read.then(([exit, out, err]): Ended => ({ code: exit, out, err })) };
  };
  const paybeatArgs = (args: readonly string[]) => ['bin/paybeat.js', ...args];
  return {
    here: (args, env) => runHere({ args, env: envOf(env), folder: process.cwd() }),
    paybeat: (args, env) => launch(process.execPath, paybeatArgs(args), env).end,
    ended: (command, args, env) => launch(command, args, env).end,
    started: (args) => launch(process.execPath, paybeatArgs(args)),
  };
}

/** The single object of an answer with --json. */
export function jsonOf(answer: Ended): Record<string, unknown> {
  expect(answer.out.split('\n').length, answer.out + answer.err).toBe(2);
  return JSON.parse(answer.out);
}
