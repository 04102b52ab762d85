/**
 * Assembles the program: the one file that knows every room.
 *
 * Elsewhere: the entry file that finds the right Node (bin/paybeat.js), the parts of a world
 * (open-world.ts), and the verbs of the command line (cli/<noun>/).
 */
import process from 'node:process';
import { runCli } from '#cli/program.ts';
import { verbs } from '#cli/verbs.ts';
import { systemClock } from '#time/clock.ts';
import { openWorld } from './open-world.ts';
import { version } from './version.ts';

/** Returns the exit code. `args` do not include the names of Node and of the script. */
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
