/**
 * `paybeat events`: follows the events of tasks, one line each. With --json, each line is an
 * object.
 */

import { setTimeout as wait } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { type TaskEventSeen, taskEventShape } from '#answers/tasks.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { stopSignals } from '#cli/stop-signals.ts';
import { toJsonLine } from '#cli/terminal-text.ts';
import { answer } from '#errors.ts';
import { everyTask } from '#operations/tasks/task-kinds.ts';
import { followEvents } from '#operations/workers/follow-events.ts';
import { didYouMean } from '#text/closest-word.ts';

interface Options {
  readonly limit?: number;
  readonly task?: string;
}

export function registerEvents(program: Command, cli: CliContext): void {
  const command = program
    .command('events')
    .description('follow task events until stopped')
    .option('--limit <number>', 'stop after this many', rowNumber)
    .option('--task <name>', 'only tasks with this name', knownTask)
    .action(cli.verb((options: Options) => follow(cli, options)));
  withExamples(command, [
    'paybeat events',
    'paybeat events --json | jq -c .kind',
    'paybeat events --task auto_run_payroll --limit 10',
  ]);
}

function knownTask(name: string): string {
  if (everyTask.includes(name)) return name;
  throw new InvalidArgumentError(
    `Expected one of ${everyTask.join(', ')}.${didYouMean(name, everyTask)}`,
  );
}

async function follow(cli: CliContext, { limit, task }: Options): Promise<VerbAnswer> {
  const stop = stopSignals(cli, { isQuiet: true });
  const enough = new AbortController();
  const signal = AbortSignal.any([stop.warm, enough.signal]);
  let told = 0;
  const tell = (event: TaskEventSeen): void => {
    if (task !== undefined && event.task !== task) return;
    told += 1;
    if (cli.out.isJson) cli.out.write(`${toJsonLine(taskEventShape(event))}\n`);
    else cli.out.page.sentence(lineOf(event));
    if (told === limit || !cli.out.hasReader) enough.abort();
  };
  const pause = async (milliseconds: number, until: AbortSignal): Promise<void> => {
    // An abort ends this pause early and is not an error.
    await wait(milliseconds, undefined, { signal: until }).catch(() => undefined);
  };
  try {
    return await cli.withWorld(async (world) => {
      cli.out.remark('Following tasks. Ctrl-C stops.');
      await followEvents(world, { tell, signal, pause });
      return answer(null);
    });
  } finally {
    stop.forget();
  }
}

function lineOf(event: TaskEventSeen): string {
  const { at, kind, taskId, queue, workerId, facts } = event;
  const time = at.toString({ smallestUnit: 'millisecond' });
  const who = workerId === null ? '' : ` by ${workerId.replace(/^worker:/, '')}`;
  const seconds =
    typeof facts['seconds'] === 'number' ? ` in ${facts['seconds'].toFixed(2)} s` : '';
  const why = typeof facts['message'] === 'string' ? `: ${facts['message']}` : '';
  return `${time} ${kind.replace('_', '-')} ${taskId} (${queue})${who}${seconds}${why}`;
}
