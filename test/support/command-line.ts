/** The command in its own process, with its own database and folder. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Env = Readonly<Record<string, string>>;

interface CommandLine {
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
  const launch = (command: string, args: readonly string[], env: Env = {}) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: ask.folder,
        DATABASE_URL: ask.databaseUrl,
        PAYBEAT_DATA: join(ask.folder, 'data'),
        ...env,
      },
    });
    const code = new Promise<number | null>((resolve) => child.on('close', resolve));
    const read = Promise.all([code, text(child.stdout), text(child.stderr)]);
    return { child, end: read.then(([exit, out, err]): Ended => ({ code: exit, out, err })) };
  };
  const paybeatArgs = (args: readonly string[]) => ['bin/paybeat.js', ...args];
  return {
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
