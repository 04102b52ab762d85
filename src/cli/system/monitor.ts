/** `paybeat monitor`: serves a page about workers, queues, runs and the beat. */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Command } from 'commander';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { port as portNumber } from '#cli/staying.ts';
import { stopSignals } from '#cli/stop-signals.ts';
import { answer } from '#errors.ts';

interface Options {
  readonly port?: number;
  readonly host?: string;
}

/** The port of Celery's Flower. */
const defaultPort = 5_555;

export function registerMonitor(program: Command, cli: CliContext): void {
  const command = program
    .command('monitor')
    .description('show workers, queues, runs and the scheduler in a browser until stopped')
    .option('--port <port>', `port (default: ${defaultPort}; 0: any free port)`, portNumber)
    .option('--host <address>', 'address (default: 127.0.0.1, this machine only)')
    .action(cli.verb((options: Options) => monitor(cli, options)));
  withExamples(command, [
    'paybeat monitor',
    'PAYBEAT_MONITOR_TOKEN=a-long-secret-of-yours paybeat monitor --port 8555',
  ]);
}

const notAlone =
  'Other machines can open this address, and the traffic is not encrypted. It is safer to keep 127.0.0.1 and use a tunnel: ssh -L 5555:127.0.0.1:5555 HOST';

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

async function monitor(cli: CliContext, options: Options): Promise<VerbAnswer> {
  const { port = defaultPort, host = '127.0.0.1' } = options;
  const config = cli.config();
  if (!config.ok) return config;
  const token = config.value.monitorToken ?? randomBytes(24).toString('base64url');
  const stop = stopSignals(cli, { isQuiet: true });
  try {
    return await cli.withWorld(
      async (_world, opened): Promise<VerbAnswer> => {
        const server = await opened.openMonitor({ host, port, token });
        const query = config.value.monitorToken === null ? `?token=${token}` : '?token=…';
        cli.out.remark(`The monitor is at http://${server.address}/${query} Press Ctrl-C to stop.`);
        if (!isLoopback(host)) cli.out.remark(notAlone);
        if (!stop.warm.aborted) await once(stop.warm, 'abort');
        await server.close();
        return answer(null);
      },
      { isForPeople: false },
    );
  } finally {
    stop.forget();
  }
}
