/**
 * The command as people and scripts use it, with a temporary folder as its home.
 *
 * `run` calls the entry file's code in this process (run-here.ts). `process` starts the real entry
 * file, for what only a process can show.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect } from 'vitest';
import { type Ended, runHere } from './run-here.ts';

export type { Ended } from './run-here.ts';

interface How {
  readonly input?: string | Uint8Array;
}

export interface Command {
  /** The temporary folder, which is also the current folder of `run`. */
  readonly folder: string;
  run(args: readonly string[], how?: How): Promise<Ended>;
  process(args: readonly string[], how?: How): Promise<Ended>;
  /**
   * Runs a command with --json, which must succeed. Returns the single object of standard output.
   */
  json(args: readonly string[]): Promise<Record<string, unknown>>;
  /** Writes a file into the folder and returns its path. */
  file(name: string, content: string | Uint8Array): string;
}

/** For a whole test file: call it at the top level. Its folder is removed after the last test. */
export function command(settings: Readonly<Record<string, string>>): Command {
  const folder = mkdtempSync(join(tmpdir(), 'paybeat-cli-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const env = { HOME: folder, PAYBEAT_DATA: join(folder, 'data'), ...settings };
  const run: Command['run'] = (args, how) => runHere({ args, env, folder, ...how });
  return {
    folder,
    run,
    process: async (args, { input = '' } = {}) => {
      const child = spawn(process.execPath, ['bin/paybeat.js', ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'] ?? '', ...env },
      });
      const code = new Promise<number | null>((resolve) => child.on('close', resolve));
      // A command that does not read its input may end before the input is written.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await code, out, err };
    },
    json: async (args) => {
      const { code, out, err } = await run([...args, '--json']);
      expect(code, out + err).toBe(0);
      expect(out.split('\n').length, out + err).toBe(2);
      return JSON.parse(out);
    },
    file: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}
