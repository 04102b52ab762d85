/** `paybeat tasks call|list|show|result|revoke|purge`: sends and follows tasks. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { verbatim } from '#answers/json-form.ts';
import { type ListedTask, taskShape, tasksListed } from '#answers/tasks.ts';
import { countArgument, jsonLike, rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { sentJson, sentSentences } from '#cli/sent-task.ts';
import { answer } from '#errors.ts';
import { awaitTask, purgeTasks, revokeTask, showTask } from '#operations/tasks/await-task.ts';
import { sendTask } from '#operations/tasks/send-task.ts';
import { taskKinds } from '#operations/tasks/task-kinds.ts';
import { actorNamed } from '#operations/who-was-first.ts';

const listMax = 20;
const states = [
  ...(['pending', 'started', 'running', 'retry'] as const),
  ...(['success', 'failure', 'expired', 'revoked'] as const),
];
const kinds = Object.entries(taskKinds).map(([name, kind]) => `  ${name}: ${kind.description}`);

export function registerTasks(program: Command, cli: CliContext): void {
  const parent = group(program, 'tasks', 'background tasks and their results');
  registerCall(parent, cli);
  registerList(parent, cli);
  registerShow(parent, cli);
  registerResult(parent, cli);
  registerRevoke(parent, cli);
  registerPurge(parent, cli);
}

interface CallOptions {
  readonly args?: Readonly<Record<string, unknown>>;
  readonly countdown?: number;
  readonly eta?: Temporal.Instant;
  readonly expires?: number;
  readonly queue?: string;
  readonly priority?: number;
  readonly taskId?: string;
}

function registerCall(parent: Command, cli: CliContext): void {
  const command = parent
    .command('call')
    .description('send a task; prints its id')
    .argument('<task>', Object.keys(taskKinds).join(' or '))
    .option(
      '--args <json>',
      'arguments of the task, such as {"period_id": 7}',
      jsonLike('{"period_id": 7}'),
    )
    .option(
      '--countdown <seconds>',
      'wait at least this many seconds before starting',
      countArgument,
    )
    .option('--eta <moment>', 'do not start before this time: 2026-01-05T08:00:00Z', moment)
    .option(
      '--expires <seconds>',
      'drop the task if it has not started after this many seconds',
      countArgument,
    )
    .option('--queue <name>', 'queue (default: the one that taskRoutes gives the task)')
    .option('--priority <0-9>', '0 first, 9 last, default 5', countArgument)
    .option('--task-id <id>', 'your own id; the same id is sent only once')
    .addHelpText('after', `\nTasks:\n${kinds.join('\n')}`)
    .action(
      cli.verb(async (task: string, options: CallOptions) =>
        cli.withWorld(async (world): Promise<VerbAnswer> => {
          const sent = await sendTask(world, { task, ...options });
          if (!sent.ok) return sent;
          return answer({
            json: sentJson(sent.value),
            text: (page) => sentSentences(sent.value).forEach(page.sentence),
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat tasks call auto_run_payroll',
    `paybeat tasks call run_payroll_for_period --args '{"period_id": 7, "force": true}'`,
    'paybeat tasks call auto_run_payroll --countdown 600 --expires 3600',
  ]);
}

function registerList(parent: Command, cli: CliContext): void {
  const command = parent
    .command('list')
    .description('list the newest tasks')
    .addOption(
      new Option('--task <name>', 'only tasks with this name').choices(Object.keys(taskKinds)),
    )
    .addOption(new Option('--state <state>', 'only tasks in this state').choices(states))
    .option('--limit <number>', `maximum number (default: ${listMax})`, rowNumber)
    .action(
      cli.verb(async (ask: { task?: string; state?: (typeof states)[number]; limit?: number }) =>
        cli.withWorld(async (world) => {
          const { limit = listMax } = ask;
          const found = await tasksListed(world, { ...ask, limit });
          return answer({
            json: { tasks: found },
            text: (page) =>
              page.table({
                columns: [
                  { title: 'task id' },
                  { title: 'state' },
                  { title: 'queue', isSpare: true },
                  { title: 'attempts', align: 'right', isSpare: true },
                  { title: 'sent by' },
                  { title: 'arguments or error', isLong: true },
                ],
                rows: found.map(taskCells),
                whenEmpty: 'No task was sent in the last day.',
              }),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat tasks list', 'paybeat tasks list --state failure --json']);
}

function taskCells(task: ListedTask): readonly string[] {
  const { taskId, state, queue, attempts, sentBy, args, failure } = task;
  const told = failure === null ? JSON.stringify(args) : `${failure.code}: ${failure.message}`;
  return [taskId, state, queue, String(attempts), sentBy, told];
}

function registerShow(parent: Command, cli: CliContext): void {
  const command = parent
    .command('show')
    .description('show a task: state, times and worker')
    .argument('<task-id>', 'id printed when the task was sent')
    .action(
      cli.verb(async (taskId: string) =>
        cli.withWorld(async (world) => {
          const shown = await showTask(world, { taskId });
          if (!shown.ok) return shown;
          return answer({
            json: { task: taskShape(shown.value) },
            text: (page) => page.facts(taskFacts(shown.value)),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat tasks show beat.auto_run_payroll.1767232800']);
}

function taskFacts(task: ListedTask): readonly (readonly [string, string])[] {
  const { failure, result, notBefore, notAfter, retryAt, startedAt, finishedAt, worker } = task;
  const { waitsFor } = task;
  const facts: readonly (readonly [string, string | null])[] = [
    ['task', `${task.task} ${JSON.stringify(task.args)}`],
    ['state', task.state],
    ['queue', `${task.queue}, priority ${task.priority}`],
    ['sent', `${task.sentAt.toString()} by ${actorNamed(task.sentBy)}`],
    ['not before', notBefore?.toString() ?? null],
    ['not after', notAfter?.toString() ?? null],
    ['attempts', `${task.attempts} of ${task.retries + 1}`],
    ['next attempt', retryAt?.toString() ?? null],
    ['worker', worker],
    ['waits for', waitsFor.length === 0 ? null : `run ${waitsFor.join(', ')}`],
    ['started', startedAt?.toString() ?? null],
    ['finished', finishedAt?.toString() ?? null],
    ['result', result === null ? null : JSON.stringify(result)],
    ['failure', failure === null ? null : `${failure.code}: ${failure.message}`],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

function registerResult(parent: Command, cli: CliContext): void {
  const command = parent
    .command('result')
    .description("show a task's result; --timeout waits for it")
    .argument('<task-id>', 'id printed when the task was sent')
    .option('--timeout <seconds>', 'seconds to wait (default: look once)', countArgument)
    .action(
      cli.verb(async (taskId: string, { timeout = 0 }: { readonly timeout?: number }) =>
        cli.withWorld(async (world) => {
          const timeoutMs = timeout * 1_000;
          const pause = (milliseconds: number): Promise<void> => wait(milliseconds);
          const result = await awaitTask(world, { taskId, timeoutMs, pause });
          if (!result.ok) return result;
          return answer({
            json: { taskId, state: 'success', result: verbatim(result.value) },
            text: (page) => page.sentence(JSON.stringify(result.value, null, 2)),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat tasks result beat.auto_run_payroll.1767232800 --timeout 10']);
}

function registerRevoke(parent: Command, cli: CliContext): void {
  const command = parent
    .command('revoke')
    .description('cancel a task that has not started')
    .argument('<task-id>', 'id printed when the task was sent')
    .action(
      cli.verb(async (taskId: string) =>
        cli.withWorld(async (world) => {
          const revoked = await revokeTask(world, { taskId });
          if (!revoked.ok) return revoked;
          return answer({
            json: { task: taskShape(revoked.value) },
            text: (page) => page.sentence(`Revoked ${taskId}.`),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat tasks revoke beat.auto_run_payroll.1767232800']);
}

function registerPurge(parent: Command, cli: CliContext): void {
  const command = parent
    .command('purge')
    .description('cancel every task that has not started; due periods stay due')
    .option('--queue <name>', 'only this queue')
    .action(
      cli.verb(async ({ queue }: { readonly queue?: string }) =>
        cli.withWorld(async (world) => {
          const purged = await purgeTasks(world, { queue: queue ?? null });
          return answer({
            json: { purged },
            text: (page) =>
              page.sentence(purged === 1 ? 'Revoked one task.' : `Revoked ${purged} tasks.`),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat tasks purge', 'paybeat tasks purge --queue default']);
}

function moment(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw new InvalidArgumentError(
      'Expected a date and time with its UTC offset, such as 2026-01-05T08:00:00Z.',
    );
  }
}
