/** `paybeat worker`: works on tasks of some queues until it is told to stop. */

import type { Command } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { StayingOptions } from '#cli/staying.ts';
import { nameOf, queueList, stay, withStayingOptions, withWorkerOptions } from '#cli/staying.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';

interface Options extends StayingOptions {
  readonly queues?: readonly string[];
}

export function registerWorker(program: Command, cli: CliContext): void {
  const command = program
    .command('worker')
    .description('run payroll tasks until stopped')
    .option(
      '-Q, --queues <names>',
      `queues to serve (default: ${everyDefaultQueue.join(',')})`,
      queueList,
    );
  withWorkerOptions(withStayingOptions(command)).action(
    cli.verb((options: Options) => {
      const queues = options.queues ?? everyDefaultQueue;
      const what = `Worker ${nameOf(options)} serves ${queues.join(' and ')}`;
      const hello = (places: number): string => `${what}, ${places} at a time. Ctrl-C stops.`;
      return stay(cli, { options, queues, hasBeat: false, hello });
    }),
  );
  withExamples(command, [
    'paybeat worker',
    'paybeat worker --queues payroll --concurrency 4 --name payroll@%h',
    'paybeat worker --queues default -l info --health-port 9464',
  ]);
}
