/**
 * Verbs that stay: a worker, a beat, or both, until they are told to stop.
 *
 * Elsewhere: the work of these processes (processes/run-together.ts).
 */

import { hostname } from 'node:os';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { answer } from '#errors.ts';
import { findRuns } from '#operations/look-up.ts';
import { runIs } from '#operations/runs/run-in-words.ts';
import { remarksOnStart, waitsForRestore } from '#operations/workers/remarks-on-start.ts';
import { placesMax } from '#operations/workers/worker-pool.ts';
import type { WorkingWorld } from '#operations/world.ts';
import type { ConfigFlags, LogLevel } from '#settings/config.ts';
import { logLevels } from '#settings/config.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import type { CliContext, VerbAnswer } from './context.ts';
import { gathered } from './gathered.ts';
import { followRuns } from './run-progress.ts';
import type { StopSignals } from './stop-signals.ts';
import { stopSignals } from './stop-signals.ts';
import { amountInWords, countInWords } from './views/amounts.ts';
import { lookFirst, restoreInWords } from './views/review-words.ts';

export interface StayingOptions {
  readonly name?: string;
  readonly loglevel?: LogLevel;
  readonly healthPort?: number;
  readonly concurrency?: number;
  readonly timeLimit?: number;
  readonly softTimeLimit?: number;
}

/** Options of every verb that stays. */
export function withStayingOptions(command: Command): Command {
  return command
    .option(
      '-n, --name <name>',
      "its name in the output of 'inspect' and 'control'; %h stands for the host name",
      workerName,
    )
    .option('-l, --loglevel <level>', `${logLevels.join(', ')} (default: warn)`, logLevel)
    .option('--health-port <port>', 'serve /live, /ready and /metrics on this port', port);
}

/** Options of the verbs that work on tasks. They have Celery's names. */
export function withWorkerOptions(command: Command): Command {
  return command
    .option('-c, --concurrency <number>', 'tasks at the same time (default: 2)', places)
    .option('--soft-time-limit <seconds>', 'ask a task to stop after this many seconds', seconds)
    .option('--time-limit <seconds>', 'abandon a task after this many seconds', seconds);
}

export function flagsOf(options: StayingOptions): ConfigFlags {
  const { loglevel, healthPort, concurrency, timeLimit, softTimeLimit } = options;
  return {
    ...(loglevel === undefined ? {} : { logLevel: loglevel }),
    ...(healthPort === undefined ? {} : { healthPort }),
    ...(concurrency === undefined ? {} : { workerConcurrency: concurrency }),
    ...(timeLimit === undefined ? {} : { taskHardLimitSeconds: timeLimit }),
    ...(softTimeLimit === undefined ? {} : { taskSoftLimitSeconds: softTimeLimit }),
  };
}

export function nameOf(options: StayingOptions): string {
  return (options.name ?? '%h').replaceAll('%h', hostname());
}

/** Opens the world, runs the processes in it, and reports each run that ends. */
export async function stay(
  cli: CliContext,
  ask: {
    readonly options: StayingOptions;
    readonly queues: readonly string[] | null;
    readonly hasBeat: boolean;
    readonly migrate?: boolean;
    readonly hello: (places: number) => string;
  },
): Promise<VerbAnswer> {
  const { options, queues } = ask;
  const flags = flagsOf(options);
  const config = cli.config(flags);
  if (!config.ok) return config;
  const concurrency = config.value.workerConcurrency;
  const name = nameOf(options);
  const stop = stopSignals(cli);
  let listen = (_event: PaybeatEvent): void => undefined;
  try {
    return await cli.withWorld(
      async (world, opened): Promise<VerbAnswer> => {
        for (const remark of await remarksOnStart(world, { name, queues })) cli.out.remark(remark);
        await sayRestored(cli, world);
        if (queues !== null) listen = tellRunsOf(cli, world);
        const worker = queues === null ? null : { queues, concurrency };
        const { warm, cold } = stop;
        const ran = await opened.run({
          ...{ worker, hasBeat: ask.hasBeat, name, warm, cold },
          onStart: () => cli.out.remark(ask.hello(concurrency)),
        });
        return ran.ok ? stopped(cli, stop) : ran;
      },
      {
        flags,
        name,
        isForPeople: false,
        migrate: ask.migrate === true,
        say: (line) => cli.out.remark(line),
        listen: (event) => listen(event),
      },
    );
  } finally {
    stop.forget();
  }
}

/** In a restored database, runs stop before their commit. A person who starts a process must know. */
export async function sayRestored(cli: CliContext, world: WorkingWorld): Promise<void> {
  if (!(await waitsForRestore(world))) return;
  const stops = 'This database was restored from a backup, so no run is approved or committed yet.';
  cli.out.remark(`${stops} ${lookFirst}`);
}

/** The exit code after a stop. A cold stop abandoned work, so it is not a plain success. */
export function stopped(cli: CliContext, stop: StopSignals): VerbAnswer {
  cli.out.remark('Stopped.');
  if (!stop.cold.aborted) return answer(null);
  return answer({ json: { stopped: 'cold' }, text: () => undefined, exit: 'partly' });
}

/** Reports every run that ends while the process stays. */
export function tellRunsOf(cli: CliContext, world: WorkingWorld): (event: PaybeatEvent) => void {
  const progress = followRuns(cli, { isPlain: true });
  // The log reports an outage. Lost lines need no second report.
  const tell = gathered<number>(async (runIds) => {
    for (const run of await findRuns(world, runIds)) {
      if (run.state !== 'review') tellRun(cli, run);
      const restore = restoreInWords(run);
      if (restore !== null) cli.out.page.sentence(restore);
    }
  });
  return (event) => {
    progress.listen(event);
    if (event.kind !== 'run_state_changed') return;
    const { move, needsPerson } = event;
    // A run in review is told only in a restored database, where it waits.
    if (move === 'commit' || move === 'fail' || (move === 'review' && needsPerson)) {
      tell(event.runId);
    }
  };
}

function tellRun(cli: CliContext, run: Awaited<ReturnType<typeof findRuns>>[number]): void {
  const { runId, periodId, companyCode, state, currency } = run;
  const why = run.closedWhy === null ? '' : `: ${run.closedWhy}`;
  const totals = `${countInWords(run.paidCount)} paid, ${countInWords(run.heldCount)} held, net ${amountInWords(run.netMinor, currency)} ${currency}`;
  cli.out.page.sentence(
    `Run ${runId} of period ${periodId} (${companyCode}, ${run.startOn} to ${run.endOn}) ${runIs(state)}${why}${state === 'committed' ? `: ${totals}` : ''}.`,
  );
}

export function queueList(text: string): readonly string[] {
  const queues = text.split(',').map((one) => one.trim());
  if (queues.every((queue) => /^[a-z][a-z0-9_.-]{0,59}$/.test(queue))) return [...new Set(queues)];
  throw new InvalidArgumentError('Expected names of queues, such as payroll,default.');
}

function workerName(text: string): string {
  if (/^[A-Za-z0-9%][A-Za-z0-9%@._-]{0,59}$/.test(text)) return text;
  throw new InvalidArgumentError(
    'Expected letters, digits, "@", ".", "_", "-" and %h, at most 60.',
  );
}

function logLevel(text: string): LogLevel {
  const lower = text.toLowerCase() === 'warning' ? 'warn' : text.toLowerCase();
  const found = logLevels.find((level) => level === lower);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Expected one of ${logLevels.join(', ')}.`);
}

export const port = bounded({ from: 0, to: 65_535 });
export const places = bounded({ from: 1, to: placesMax });
const seconds = bounded({ from: 1, to: 604_800 });

function bounded(range: { readonly from: number; readonly to: number }): (text: string) => number {
  return (text) => {
    const number = /^[0-9]{1,6}$/.test(text) ? Number(text) : -1;
    if (number >= range.from && number <= range.to) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${range.from} to ${range.to}.`);
  };
}
