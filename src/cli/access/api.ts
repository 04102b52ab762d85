/** `paybeat api`: serves the HTTP API until it is stopped. It runs no payroll: `start` and `worker` do. */
import { once } from 'node:events';
import type { Command } from 'commander';
import { someText } from '#cli/arguments.ts';
import type { CliContext, OpenedForVerb, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { port as portNumber } from '#cli/staying.ts';
import { stopSignals } from '#cli/stop-signals.ts';
import { answer, Outage } from '#errors.ts';
import { listApiKeys } from '#operations/access/api-keys.ts';
import type { World } from '#operations/world.ts';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly allowHost: readonly string[];
}

export const apiPort = 5_580;

export function registerApi(program: Command, cli: CliContext): void {
  const command = program
    .command('api')
    .description('serve the HTTP API for programs until stopped')
    .option('--port <port>', 'port (0: any free port)', portNumber, apiPort)
    .option('--host <address>', 'address; 127.0.0.1 is this machine only', someText, '127.0.0.1')
    .option(
      '--allow-host <names>',
      'also answer requests to these host names, as behind a proxy',
      (text: string) => text.split(',').map((name) => name.trim().toLowerCase()),
      [],
    )
    .action(cli.verb((options: Options) => serve(cli, options)));
  withExamples(command, [
    'paybeat api',
    'paybeat api --port 8080 --allow-host payroll.example.com',
  ]);
}

async function serve(cli: CliContext, options: Options): Promise<VerbAnswer> {
  const { port, host, allowHost: hostNames } = options;
  const stop = stopSignals(cli, { isQuiet: true });
  try {
    return await cli.withWorld(
      async (world, opened): Promise<VerbAnswer> => {
        const server = await opened.openApi({ host, port, hostNames });
        cli.out.remark(`The API is at http://${server.address}/. Press Ctrl-C to stop.`);
        await sayKeys(cli, world);
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

/**
 * Serves the API beside a worker, on this machine. Payroll goes on without it: a port that is taken is only told.
 * Null: it is not served.
 */
export async function servedApi(
  cli: CliContext,
  ask: {
    readonly world: World;
    readonly opened: Pick<OpenedForVerb, 'openApi'>;
    readonly port: number;
  },
): Promise<Closing | null> {
  const { world, opened, port } = ask;
  try {
    const server = await opened.openApi({ host: '127.0.0.1', port, hostNames: [] });
    cli.out.remark(`The API is at http://${server.address}/.`);
    await sayKeys(cli, world);
    return server;
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    cli.out.remark(`The API is not served: ${error.message}. Choose a port with --api-port.`);
    return null;
  }
}

interface Closing {
  close(): Promise<void>;
}

/** Says how to make the first key. */
async function sayKeys(cli: CliContext, world: World): Promise<void> {
  const keys = await listApiKeys(world);
  if (!keys.ok || keys.value.some((one) => one.revokedAt === null && !one.isExpired)) return;
  cli.out.remark(
    'No key is valid yet. To make one: paybeat api-keys add NAME --roles viewer --every-company',
  );
}
