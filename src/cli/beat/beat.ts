/** `paybeat beat`: sends the tasks of the schedule table when their times come. */

import type { Command } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { StayingOptions } from '#cli/staying.ts';
import { nameOf, stay, withStayingOptions } from '#cli/staying.ts';

export function registerBeat(program: Command, cli: CliContext): void {
  const command = program
    .command('beat')
    .description('start the scheduler, which sends tasks on schedule; you can run several');
  withStayingOptions(command).action(
    cli.verb((options: StayingOptions) => {
      const hello = (): string =>
        `Scheduler ${nameOf(options)} is running. Its entries: paybeat beat list. Press Ctrl-C to stop.`;
      return stay(cli, { options, queues: null, hasBeat: true, hello });
    }),
  );
  withExamples(command, ['paybeat beat', 'paybeat beat list', 'paybeat beat --health-port 9465']);
}
