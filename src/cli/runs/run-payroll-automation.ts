/**
 * `paybeat run_payroll_automation` (short: `run`): runs the due pay periods, or the ones that are
 * named.
 *
 * The name and the flags are those of the origin. `--force` skips the rule, but a completed period
 * still cannot run again. `--late` only ignores that a period was missed.
 *
 * Several periods run in the order of their pay dates. Each has its own result, and a refusal stops
 * only that period.
 */

import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { type ComingPeriod, comingSeen } from '#answers/periods.ts';
import { resultShape } from '#answers/results.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { person } from '#cli/person.ts';
import { followRuns } from '#cli/run-progress.ts';
import { sentJson, sentSentences } from '#cli/sent-task.ts';
import { areWhole, showComing, showResults } from '#cli/views/run-results.ts';
import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import type { PeriodResult } from '#operations/runs/auto-run-payroll.ts';
import {
  autoRunPayroll,
  runPayrollForPeriod,
  runPayrollForPeriods,
} from '#operations/runs/auto-run-payroll.ts';
import { forcedBy } from '#operations/runs/forced-by.ts';
import { type SentTask, sendTask } from '#operations/tasks/send-task.ts';
import type { World } from '#operations/world.ts';

interface Options {
  readonly periodId?: readonly number[];
  readonly force?: boolean;
  readonly late?: boolean;
  readonly reason?: string;
  readonly async?: boolean;
}

const pauseMilliseconds = 200;

export function registerRunPayrollAutomation(program: Command, cli: CliContext): void {
  const command = program
    .command('run_payroll_automation')
    .alias('run')
    .description('run every pay period that is due, or only the ones you name')
    .option('--period-id <number...>', 'only this pay period, or these: 7 or 7,8', periodNumbers)
    .option('--force', 'run it before it is due; a period is never paid twice')
    .option('--late', 'run a period that missed its due time; needs --reason')
    .option('--reason <text>', 'why it is forced or late; recorded on the run', someText)
    .option('--async', 'send it to a worker as a task and print the task id')
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
    "paybeat run --period-id 7 8 --late --reason 'the server was away'",
    'paybeat run_payroll_automation --async',
  ]);
}

async function sendInstead(cli: CliContext, options: Options): Promise<VerbAnswer> {
  const { periodId: periodIds } = options;
  return cli.withWorld(async (world) => {
    const asked =
      periodIds === undefined
        ? [{ task: 'auto_run_payroll' }]
        : periodIds.map((periodId) => ({
            task: 'run_payroll_for_period',
            args: { periodId, ...reasonOf(options).asTask },
          }));
    const all: SentTask[] = [];
    for (const ask of asked) {
      const sent = await sendTask(world, { ...ask });
      if (!sent.ok) return sent;
      all.push(sent.value);
    }
    const [only] = all;
    return answer({
      json: all.length === 1 && only ? sentJson(only) : { tasks: all.map(sentJson) },
      text: (page) => {
        for (const sent of all) {
          sentSentences(sent).forEach(page.sentence);
          page.sentence(`To see the result: paybeat tasks result ${sent.taskId} --timeout 60`);
        }
      },
    });
  });
}

/** The reason for forcing, or for running late, in the form that operations and tasks take. */
function reasonOf({ force, late, reason }: Options) {
  if (force === true) {
    const why = reason ?? forcedBy(person());
    return { asAsk: { force: { reason: why } }, asTask: { force, reason: why } };
  }
  if (late === true && reason !== undefined) {
    return { asAsk: { late: { reason } }, asTask: { force: false, late, reason } };
  }
  return { asAsk: {}, asTask: { force: false } };
}

/** Period numbers: `7`, `7,8` or `7 8`. The option may be repeated. */
function periodNumbers(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, ...text.split(',').map((one) => rowNumber(one.trim()))];
}

function conflictOf({ periodId, force, late, reason }: Options): Answer<never> | null {
  const refused = (message: string): Answer<never> =>
    refuse({
      family: 'usage',
      code: 'conflicting_options',
      message,
      hint: "see 'paybeat run_payroll_automation --help'",
    });
  if (force === true && periodId === undefined) {
    return refused('--force needs --period-id: name the period to run');
  }
  if (late === true && periodId === undefined) {
    return refused('--late needs --period-id: name the missed period');
  }
  if (late === true && force === true) {
    return refused('give --force or --late, not both');
  }
  if (late === true && reason === undefined) {
    return refused('--late needs --reason: why it runs late');
  }
  if (reason !== undefined && force !== true && late !== true) {
    return refused('--reason needs --force or --late');
  }
  return null;
}

interface Done {
  readonly results: readonly PeriodResult[];
  readonly coming: readonly ComingPeriod[];
  readonly now: Temporal.Instant;
}

async function run(
  world: World,
  ask: { readonly options: Options; readonly concurrency: number },
): Promise<Answer<Done>> {
  const { periodId: periodIds = [] } = ask.options;
  const drive = { concurrency: ask.concurrency, pause: () => wait(pauseMilliseconds) };
  let results: readonly PeriodResult[];
  const [first] = periodIds;
  const how = { ...reasonOf(ask.options).asAsk };
  if (first === undefined) {
    results = await autoRunPayroll(world, drive);
  } else if (periodIds.length === 1) {
    const one = await runPayrollForPeriod(world, { periodId: first, ...how }, drive);
    if (!one.ok) return one;
    results = [one.value];
  } else {
    results = await runPayrollForPeriods(world, { periodIds, ...how }, drive);
  }
  const rest = await comingSeen(world, { limit: 3 });
  return answer({ results, ...rest });
}

function shown({ results, coming, now }: Done) {
  return {
    json: { results: results.map(resultShape), next: coming },
    text: (page: Page) => {
      showResults(page, results);
      showComing(page, { coming, now });
    },
    exit: areWhole(results) ? ('done' as const) : ('partly' as const),
  };
}
