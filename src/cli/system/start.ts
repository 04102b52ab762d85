/**
 * `paybeat start`: everything in one process. It opens the database, updates the schema, and loads
 * the demo if there is no company. Then it runs what is due, and what falls due later, until it is
 * told to stop. Meanwhile it serves the HTTP API to programs on this machine.
 *
 * The first Ctrl-C (or SIGTERM) is a warm stop: current work is finished and its leases are
 * released. The second is a cold stop: current work is abandoned, and nothing is lost.
 */

import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { type ComingPeriod, comingSeen } from '#answers/periods.ts';
import { resultShape } from '#answers/results.ts';
import { apiPort, servedApi } from '#cli/access/api.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { followRuns } from '#cli/run-progress.ts';
import type { StayingOptions } from '#cli/staying.ts';
import {
  flagsOf,
  nameOf,
  port as portNumber,
  sayRestored,
  stopped,
  tellRunsOf,
  withStayingOptions,
  withWorkerOptions,
} from '#cli/staying.ts';
import { stopSignals } from '#cli/stop-signals.ts';
import { areWhole, showComing, showResults } from '#cli/views/run-results.ts';
import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import type { DemoFiles, LoadedDemo } from '#operations/load-demo.ts';
import { loadDemo } from '#operations/load-demo.ts';
import type { PeriodResult } from '#operations/runs/auto-run-payroll.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import type { DriveOptions } from '#operations/runs/drive-run.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import type { World } from '#operations/world.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { counted } from '#text/counted.ts';

interface Options extends StayingOptions {
  readonly once?: boolean;
  readonly demo: boolean;
  /** False: it is not served. */
  readonly api: boolean;
  readonly apiPort: number;
}

interface FirstRound {
  readonly demo: LoadedDemo | null;
  readonly results: readonly PeriodResult[];
  readonly coming: readonly ComingPeriod[];
  readonly now: Temporal.Instant;
}

const pauseMilliseconds = 200;
const examples = new URL('../../../examples/', import.meta.url);

export function registerStart(program: Command, cli: CliContext): void {
  const command = program
    .command('start')
    .description(
      'start the database, a worker and the scheduler; load demo data if there is no company',
    )
    .option('--once', 'run what is due, then stop')
    .option('--no-demo', 'leave an empty database empty: no demo data')
    .option('--no-api', 'do not serve the HTTP API')
    .option('--api-port <port>', 'port of the HTTP API on this machine', portNumber, apiPort);
  withWorkerOptions(withStayingOptions(command)).action(
    cli.verb((options: Options) => start(cli, options)),
  );
  withExamples(command, [
    'paybeat start',
    'paybeat start --once',
    'DATABASE_URL=postgres://paybeat@db/paybeat paybeat start --no-demo',
  ]);
}

async function start(cli: CliContext, options: Options): Promise<VerbAnswer> {
  const flags = flagsOf(options);
  const config = cli.config(flags);
  if (!config.ok) return config;
  const concurrency = config.value.workerConcurrency;
  const progress = followRuns(cli);
  let listen = (event: PaybeatEvent): void => progress.listen(event);
  const name = nameOf(options);
  const stop = stopSignals(cli);
  try {
    return await cli.withWorld(
      async (world, opened): Promise<VerbAnswer> => {
        await sayRestored(cli, world);
        const drive = { concurrency, signal: stop.warm };
        const tell = (demo: LoadedDemo) => tellDemo(cli, demo);
        const first = await firstRound(world, { withDemo: options.demo, drive, tell }).finally(
          progress.end,
        );
        if (!first.ok) return first;
        const shown = shownFirst(first.value);
        if (options.once === true) return answer(shown);
        cli.out.show(shown);
        cli.out.remark('Staying, to run what falls due. Ctrl-C stops.');
        listen = tellRunsOf(cli, world);
        const worker = { queues: everyDefaultQueue, concurrency };
        const { warm, cold } = stop;
        const api = options.api ? servedApi(cli, { world, opened, port: options.apiPort }) : null;
        // A fault of the API is told when the processes have ended.
        api?.catch(() => undefined);
        const ran = await opened.run({ worker, hasBeat: true, name, warm, cold });
        await (await api)?.close();
        return ran.ok ? stopped(cli, stop) : ran;
      },
      {
        ...{ flags, name, migrate: true, isForPeople: options.once === true },
        say: (line) => cli.out.remark(line),
        listen: (event) => listen(event),
      },
    );
  } finally {
    stop.forget();
  }
}

async function firstRound(
  world: World,
  ask: {
    readonly withDemo: boolean;
    readonly drive: Omit<DriveOptions, 'pause'>;
    readonly tell: (demo: LoadedDemo) => void;
  },
): Promise<Answer<FirstRound>> {
  const demo = ask.withDemo ? await loadDemo(world, await demoFiles()) : answer(null);
  if (!demo.ok) return demo;
  if (demo.value !== null) ask.tell(demo.value);
  const results = await autoRunPayroll(world, {
    ...ask.drive,
    pause: () => wait(pauseMilliseconds),
  });
  const rest = await comingSeen(world, { limit: 3 });
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
    json: { demo, results: results.map(resultShape), next: coming },
    text: (page: Page) => {
      showResults(page, results);
      page.blank();
      showComing(page, { coming, now });
    },
    exit: areWhole(results) ? ('done' as const) : ('partly' as const),
  };
}

function tellDemo(cli: CliContext, demo: LoadedDemo): void {
  const who = demo.companies.map(
    ({ name, employees }) => `${name} (${counted(employees, 'employee')})`,
  );
  cli.out.remark(`Loaded the demo, because there was no company: ${who.join(' and ')}.`);
  if (demo.note !== null) cli.out.remark(`Note: ${demo.note}.`);
}
