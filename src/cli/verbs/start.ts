/**
 * `paybeat start`: everything in one process. Database, schema, the demo where there is no
 * company yet, what is due; then it stays and runs what falls due, until told to stop.
 *
 * The first Ctrl-C (or SIGTERM) lets what is in hand end and gives leases back; the second one
 * ends the process as it is, which loses nothing either.
 */

import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { amountInWords, countInWords } from '#cli/amounts.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { followRuns } from '#cli/run-progress.ts';
import { areWhole, comingJson, resultJson, showComing, showResults } from '#cli/run-results.ts';
import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import type { PeriodResult } from '#operations/auto-run-payroll.ts';
import { autoRunPayroll } from '#operations/auto-run-payroll.ts';
import type { DemoFiles, LoadedDemo } from '#operations/load-demo.ts';
import { loadDemo } from '#operations/load-demo.ts';
import type { World } from '#operations/world.ts';
import type { ComingRow } from '#store/reads/due.ts';
import { comingDueInstants, databaseNow } from '#store/reads/due.ts';
import { runById } from '#store/reads/runs.ts';
import type { PaybeatEvent } from '#telemetry.ts';

interface Options {
  readonly once?: boolean;
  readonly demo: boolean;
}

interface FirstRound {
  readonly demo: LoadedDemo | null;
  readonly results: readonly PeriodResult[];
  readonly coming: readonly ComingRow[];
  readonly now: Temporal.Instant;
}

const pauseMilliseconds = 200;
const examples = new URL('../../../examples/', import.meta.url);

export function registerStart(program: Command, cli: CliContext): void {
  const command = program
    .command('start')
    .description('start everything: database, a demo where there is no company, what is due')
    .option('--once', 'run what is due, then end')
    .option('--no-demo', 'do not load the demo into a database without a company')
    .action(cli.verb((options: Options) => start(cli, options)));
  withExamples(command, [
    'paybeat start',
    'paybeat start --once',
    'DATABASE_URL=postgres://paybeat@db/paybeat paybeat start --no-demo',
  ]);
}

async function start(cli: CliContext, options: Options): Promise<VerbAnswer> {
  const config = cli.config();
  if (!config.ok) return config;
  const concurrency = config.value.workerConcurrency;
  const progress = followRuns(cli);
  let listen = (event: PaybeatEvent): void => progress.listen(event);
  const stop = untilStopped(cli);
  try {
    return await cli.withWorld(
      async (world, opened): Promise<VerbAnswer> => {
        const first = await firstRound(world, { withDemo: options.demo, concurrency }).finally(
          progress.end,
        );
        if (!first.ok) return first;
        const shown = shownFirst(first.value);
        if (options.once === true) return answer(shown);
        cli.out.show(shown);
        cli.out.remark('Staying, to run what falls due. Ctrl-C stops.');
        listen = listenerWhileStaying(cli, world);
        await opened.serve(stop.signal);
        cli.out.remark('Stopped.');
        return answer(null);
      },
      { migrate: true, say: (line) => cli.out.remark(line), listen: (event) => listen(event) },
    );
  } finally {
    stop.forget();
  }
}

async function firstRound(
  world: World,
  ask: { readonly withDemo: boolean; readonly concurrency: number },
): Promise<Answer<FirstRound>> {
  const demo = ask.withDemo ? await loadDemo(world, await demoFiles()) : answer(null);
  if (!demo.ok) return demo;
  const results = await autoRunPayroll(world, {
    concurrency: ask.concurrency,
    pause: () => wait(pauseMilliseconds),
  });
  const rest = await world.store.read('every company', async (at) => ({
    coming: await comingDueInstants(at, { limit: 3 }),
    now: await databaseNow(at),
  }));
  return answer({ demo: demo.value, results, ...rest });
}

async function demoFiles(): Promise<{ readonly bakery: DemoFiles; readonly city: DemoFiles }> {
  const file = (name: string): Promise<Uint8Array> => readFile(new URL(name, examples));
  return {
    bakery: {
      roster: await file('harbour-bakery/roster.csv'),
      hours: await file('harbour-bakery/hours.csv'),
    },
    city: { roster: await file('roster-2000.csv'), hours: await file('roster-2000-hours.csv') },
  };
}

function shownFirst({ demo, results, coming, now }: FirstRound) {
  return {
    json: { demo, results: results.map(resultJson), next: coming.map(comingJson) },
    text: (page: Page) => {
      if (demo !== null) showDemo(page, demo);
      showResults(page, results);
      page.blank();
      showComing(page, { coming, now });
    },
    exit: areWhole(results) ? ('done' as const) : ('partly' as const),
  };
}

function showDemo(page: Page, demo: LoadedDemo): void {
  const who = demo.companies.map(
    ({ name, employees }) => `${name} (${countInWords(employees)} employees)`,
  );
  page.sentence(`There was no company, so the demo was loaded: ${who.join(' and ')}.`);
  if (demo.note !== null) page.sentence(`Note: ${demo.note}.`);
  page.blank();
}

function listenerWhileStaying(cli: CliContext, world: World): (event: PaybeatEvent) => void {
  const progress = followRuns(cli, { isPlain: true });
  return (event) => {
    progress.listen(event);
    if (event.kind !== 'run_moved' || (event.move !== 'commit' && event.move !== 'fail')) return;
    // The log tells an outage; a line that could not be read is not worth a second one.
    tellRun(cli, { world, runId: event.runId }).catch(() => undefined);
  };
}

async function tellRun(
  cli: CliContext,
  ask: { readonly world: World; readonly runId: number },
): Promise<void> {
  const run = await ask.world.store.read('every company', (at) => runById(at, ask.runId));
  if (!run) return;
  const { runId, periodId, companyCode, state, currency } = run;
  const why = run.closedWhy === null ? '' : `: ${run.closedWhy}`;
  const totals = `${countInWords(run.paidCount)} paid, ${countInWords(run.heldCount)} held, net ${amountInWords(run.netMinor, currency)} ${currency}`;
  cli.out.page.sentence(
    `Run ${runId} of period ${periodId} (${companyCode}, ${run.startOn} to ${run.endOn}) is ${state}${why}${state === 'committed' ? `: ${totals}` : ''}.`,
  );
}

function untilStopped(cli: CliContext): { readonly signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const forget = (): void => {
    for (const name of signals) process.off(name, stop);
  };
  const stop = (): void => {
    // From here on a second signal does what it always does.
    forget();
    cli.out.remark('Stopping when what is in hand is done; once more to stop at once.');
    controller.abort();
  };
  for (const name of signals) process.on(name, stop);
  return { signal: controller.signal, forget };
}
