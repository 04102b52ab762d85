/**
 * `paybeat control shutdown|pause|resume|pool-grow|pool-shrink`: commands to one worker or to all.
 */

import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { places } from '#cli/staying.ts';
import { answer } from '#errors.ts';
import { type ControlWorkers, controlWorkers } from '#operations/workers/control-workers.ts';

interface Options {
  readonly destination?: string;
  readonly timeout?: number;
}

interface Control {
  readonly verb: string;
  readonly command: ControlWorkers['command'];
  readonly description: string;
}

const controls: readonly Control[] = [
  { verb: 'shutdown', command: 'shutdown', description: 'stop after finishing current tasks' },
  {
    verb: 'pause',
    command: 'pause',
    description:
      'take no new tasks until resumed: all workers, those that start later, and after a restart',
  },
  { verb: 'resume', command: 'resume', description: 'take tasks again' },
];

const pools: readonly Control[] = [
  { verb: 'pool-grow', command: 'pool_grow', description: 'run more tasks at the same time' },
  {
    verb: 'pool-shrink',
    command: 'pool_shrink',
    description: 'run fewer tasks at the same time (at least one)',
  },
];

export function registerControl(program: Command, cli: CliContext): void {
  const parent = group(program, 'control', 'pause, resume, resize or stop workers');
  const withOptions = (command: Command): Command =>
    command
      .option('-d, --destination <worker>', 'only this worker, by the name that inspect shows')
      .option(
        '-t, --timeout <seconds>',
        'seconds to wait for answers (default: 10)',
        countArgument,
      );
  for (const { verb, command: name, description } of controls) {
    const command = withOptions(parent.command(verb).description(description)).action(
      cli.verb((options: Options) => control(cli, { command: name, options })),
    );
    withExamples(command, [
      `paybeat control ${verb}`,
      `paybeat control ${verb} --destination payroll@host1`,
    ]);
  }
  for (const { verb, command: name, description } of pools) {
    const command = withOptions(
      parent
        .command(verb)
        .description(description)
        .argument('[number]', 'slots (default: 1)', places),
    ).action(
      cli.verb((byHowMany: number | undefined, options: Options) =>
        control(cli, { command: name, byHowMany: byHowMany ?? 1, options }),
      ),
    );
    withExamples(command, [`paybeat control ${verb} 2 --destination payroll@host1`]);
  }
}

async function control(
  cli: CliContext,
  ask: Pick<ControlWorkers, 'command' | 'byHowMany'> & { readonly options: Options },
): Promise<VerbAnswer> {
  const { options, ...what } = ask;
  const { destination = null, timeout = 10 } = options;
  return cli.withWorld(async (world) => {
    const done = await controlWorkers(world, {
      ...{ ...what, destination, timeoutMs: timeout * 1_000 },
      pause: (milliseconds) => wait(milliseconds),
    });
    if (!done.ok) return done;
    return answer({
      json: { answers: done.value },
      text: (page) => {
        for (const { worker, answer: said } of done.value) page.sentence(`${worker}: ${said}`);
        if (done.value.length > 0) return;
        page.sentence(
          ask.command === 'pause'
            ? "No workers are running. Workers that start now take no tasks until 'paybeat control resume'."
            : 'No workers are running. Workers that start now take tasks.',
        );
      },
    });
  });
}
