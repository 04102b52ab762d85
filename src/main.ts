/**
 * Where everything is put together: the one file that knows every room.
 *
 * Elsewhere: the entry file that finds the right Node (bin/paybeat.js), what a world is made of
 * (open-world.ts), what each verb does (cli/<noun>/).
 */
import process from 'node:process';
import { runCli } from '#cli/program.ts';
import { verbs } from '#cli/verbs.ts';
import { systemClock } from '#time/clock.ts';
import { openWorld } from './open-world.ts';
import { version } from './version.ts';

/** The exit code. `args` come without the names of Node and of the script. */
export function main(args: readonly string[]): Promise<number> {
  return runCli(
    {
      args,
      env: process.env,
      folder: process.cwd(),
      stdin: () => process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      clock: systemClock,
      version: version(),
      openWorld,
    },
    verbs,
  );
}
