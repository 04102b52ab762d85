/**
 * Runs a verb of the command in this process, because a process for each of a thousand commands
 * would be most of the gate. Without input, standard input is empty.
 */
import { Readable } from 'node:stream';
import { runCli } from '#cli/program.ts';
import { verbs } from '#cli/verbs.ts';
import { systemClock } from '#time/clock.ts';
import { openWorld } from '../../src/open-world.ts';
import { version } from '../../src/version.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export async function runHere(ask: {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The current folder. */
  readonly folder: string;
  readonly input?: string | Uint8Array;
}): Promise<Ended> {
  const streams = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    write: (part: string) => {
      streams[name] += part;
    },
    on: () => undefined,
  });
  const { args, env, folder, input = '' } = ask;
  const code = await runCli(
    {
      ...{ args, env, folder, clock: systemClock, version: version(), openWorld },
      stdin: () => Readable.from([Buffer.from(input)]),
      stdout: stream('out'),
      stderr: stream('err'),
    },
    verbs,
  );
  return { code, ...streams };
}
