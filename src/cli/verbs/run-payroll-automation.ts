/**
 * `paybeat run_payroll_automation` (short: `run`): runs what is due, or one pay period.
 *
 * The origin's command and flags. `--force` skips the rule of one period, never uniqueness or
 * a completed period.
 */

import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { amountInWords, countInWords } from '#cli/amounts.ts';
import { rowNumber, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { forcedBy, person } from '#cli/person.ts';
import { followRuns } from '#cli/run-progress.ts';
import { runJson } from '#cli/run-view.ts';
import { durationInWords, momentInWords } from '#cli/times.ts';
import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import type { PeriodResult } from '#operations/auto-run-payroll.ts';
import { autoRunPayroll, runPayrollForPeriod } from '#operations/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import type { ComingRow } from '#store/reads/due.ts';
import { comingDueInstants, databaseNow } from '#store/reads/due.ts';

interface Options {
  readonly periodId?: number;
  readonly force?: boolean;
  readonly reason?: string;
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
    .action(
      cli.verb(async (options: Options): Promise<VerbAnswer> => {
        const conflict = conflictOf(options);
        if (conflict) return conflict;
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
  ]);
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

function shown(done: Done) {
  const { results, coming, now } = done;
  const isWhole = results.every((one) => one.kind === 'ran' && one.run.state === 'committed');
  return {
    json: { results: results.map(resultJson), next: coming.map(nextJson) },
    text: (page: Page) => {
      showResults(page, results);
      for (const one of coming) {
        const when = momentInWords({ at: one.dueAt, now, zone: one.timeZone });
        page.sentence(`Next: period ${one.periodId} of ${one.companyCode} ${when}.`);
      }
    },
    exit: isWhole ? ('done' as const) : ('partly' as const),
  };
}

function resultJson(result: PeriodResult): Readonly<Record<string, unknown>> {
  const { kind, periodId } = result;
  if (kind === 'ran') return { kind, periodId, seconds: result.seconds, run: runJson(result.run) };
  return kind === 'refused'
    ? { kind, periodId, refusal: result.refusal }
    : { kind, periodId, message: result.message };
}

function nextJson(one: ComingRow): Readonly<Record<string, unknown>> {
  const { periodId, companyCode, dueAt, timeZone, why } = one;
  return { periodId, company: companyCode, at: dueAt, timeZone, why };
}

/** The result table, and a sentence for each period that did not come through. */
export function showResults(page: Page, results: readonly PeriodResult[]): void {
  page.table({
    columns: [
      { title: 'period', align: 'right' },
      { title: 'company' },
      { title: 'dates' },
      { title: 'run', align: 'right' },
      { title: 'state' },
      { title: 'employees', align: 'right' },
      { title: 'gross', align: 'right' },
      { title: 'taxes', align: 'right' },
      { title: 'net', align: 'right' },
      { title: 'held', align: 'right' },
      { title: 'time', align: 'right' },
    ],
    rows: results.filter((one) => one.kind === 'ran').map(resultCells),
    whenEmpty: results.length === 0 ? 'Nothing is due.' : 'Nothing ran.',
  });
  for (const result of results) {
    const { periodId } = result;
    if (result.kind === 'refused') {
      const { code, message, hint } = result.refusal;
      const advice = hint === undefined ? '' : ` (${hint})`;
      page.sentence(`Period ${periodId} did not run: ${code}: ${message}${advice}`);
    } else if (result.kind === 'failed') {
      page.sentence(`Period ${periodId} failed: ${result.message}`);
    } else if (result.run.closedWhy !== null) {
      page.sentence(`Run ${result.run.runId} is ${result.run.state}: ${result.run.closedWhy}`);
    } else {
      for (const { title, description, todo } of result.run.blockers) {
        page.sentence(`Run ${result.run.runId} waits: ${title}. ${description} ${todo}`);
      }
    }
  }
}

function resultCells(result: PeriodResult & { readonly kind: 'ran' }): readonly string[] {
  const { run, seconds } = result;
  return [
    String(run.periodId),
    run.companyCode,
    `${run.startOn} to ${run.endOn}`,
    String(run.runId),
    run.state,
    countInWords(run.rosterCount),
    amountInWords(run.grossMinor, run.currency),
    amountInWords(run.taxesMinor, run.currency),
    amountInWords(run.netMinor, run.currency),
    countInWords(run.heldCount),
    durationInWords(seconds),
  ];
}
