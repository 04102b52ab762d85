/**
 * `paybeat run_payroll_automation` (short: `run`): runs what is due, or one pay period.
 *
 * The origin's command and flags. `--force` skips the rule of one period, never uniqueness or
 * a completed period.
 */

import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { forcedBy, person } from '#cli/person.ts';
import { followRuns } from '#cli/run-progress.ts';
import { sentJson, sentSentences } from '#cli/sent-task.ts';
import {
  areWhole,
  comingJson,
  resultJson,
  showComing,
  showResults,
} from '#cli/views/run-results.ts';
import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import type { PeriodResult } from '#operations/runs/auto-run-payroll.ts';
import { autoRunPayroll, runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { sendTask } from '#operations/tasks/send-task.ts';
import type { World } from '#operations/world.ts';
import type { ComingRow } from '#store/reads/due.ts';
import { comingDueInstants, databaseNow } from '#store/reads/due.ts';

interface Options {
  readonly periodId?: number;
  readonly force?: boolean;
  readonly reason?: string;
  readonly async?: boolean;
}

const pauseMilliseconds = 200;

export function registerRunPayrollAutomation(program: Command, cli: CliContext): void {
  const command = program
    .command('run_payroll_automation')
    .alias('run')
    .description('run every pay period that is due, or one')
    .option('--period-id <number>', 'only this pay period', rowNumber)
    .option('--force', 'run it although its rule does not say so; never twice')
    .option('--reason <text>', 'why it is forced; recorded on the run', someText)
    .option('--async', 'send it to a worker as a task, and print the task id')
    .action(
      cli.verb(async (options: Options): Promise<VerbAnswer> => {
        const conflict = conflictOf(options);
        if (conflict) return conflict;
        if (options.async === true) return sendInstead(cli, options);
        const config = cli.config();
        if (!config.ok) return config;
        const progress = followRuns(cli);
        const concurrency = config.value.workerConcurrency;
        const done = await cli.withWorld(
          (world) => run(world, { options, concurrency }).finally(progress.end),
          { listen: progress.listen },
        );
        return done.ok ? answer(shown(done.value)) : done;
      }),
    );
  withExamples(command, [
    'paybeat run_payroll_automation',
    'paybeat run_payroll_automation --period-id 7',
    "paybeat run --period-id 7 --force --reason 'bank closes early'",
    'paybeat run_payroll_automation --async',
  ]);
}

async function sendInstead(cli: CliContext, options: Options): Promise<VerbAnswer> {
  const { periodId, force = false, reason } = options;
  return cli.withWorld(async (world) => {
    const ask =
      periodId === undefined
        ? { task: 'auto_run_payroll' }
        : {
            task: 'run_payroll_for_period',
            args: { periodId, force, ...(force ? { reason: reason ?? forcedBy() } : {}) },
          };
    const sent = await sendTask(world, { ...ask, by: person() });
    if (!sent.ok) return sent;
    const { taskId } = sent.value;
    return answer({
      json: sentJson(sent.value),
      text: (page) => {
        sentSentences(sent.value).forEach(page.sentence);
        page.sentence(`How it went: paybeat tasks result ${taskId} --timeout 60`);
      },
    });
  });
}

function conflictOf({ periodId, force, reason }: Options): Answer<never> | null {
  const refused = (message: string): Answer<never> =>
    refuse({
      family: 'usage',
      code: 'conflicting_options',
      message,
      hint: "see 'paybeat run_payroll_automation --help'",
    });
  if (force === true && periodId === undefined) {
    return refused('--force needs --period-id: it skips the rule of one named period');
  }
  if (reason !== undefined && force !== true) {
    return refused('--reason belongs to --force: a run that its rule opens needs no reason');
  }
  return null;
}

interface Done {
  readonly results: readonly PeriodResult[];
  readonly coming: readonly ComingRow[];
  readonly now: Temporal.Instant;
}

async function run(
  world: World,
  ask: { readonly options: Options; readonly concurrency: number },
): Promise<Answer<Done>> {
  const { periodId, force, reason } = ask.options;
  const drive = { concurrency: ask.concurrency, pause: () => wait(pauseMilliseconds) };
  let results: readonly PeriodResult[];
  if (periodId === undefined) {
    results = await autoRunPayroll(world, drive);
  } else {
    const forced = force === true ? { force: { reason: reason ?? forcedBy() } } : {};
    const one = await runPayrollForPeriod(world, { periodId, by: person(), ...forced }, drive);
    if (!one.ok) return one;
    results = [one.value];
  }
  const rest = await world.store.read('every company', async (at) => ({
    coming: await comingDueInstants(at, { limit: 3 }),
    now: await databaseNow(at),
  }));
  return answer({ results, ...rest });
}

function shown({ results, coming, now }: Done) {
  return {
    json: { results: results.map(resultJson), next: coming.map(comingJson) },
    text: (page: Page) => {
      showResults(page, results);
      showComing(page, { coming, now });
    },
    exit: areWhole(results) ? ('done' as const) : ('partly' as const),
  };
}
