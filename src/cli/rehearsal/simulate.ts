/** `paybeat simulate`: the months to come, on a copy of the company. */
import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { simulationShape } from '#answers/rehearsals.ts';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { type Progress, progressOf } from '#cli/progress.ts';
import { showSimulation } from '#cli/views/simulation-view.ts';
import { type Answer, answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { ChangeFile } from '#operations/rehearsal/apply-change.ts';
import { simulate } from '#operations/rehearsal/simulate.ts';

interface Options {
  readonly months: number;
  readonly outages?: number | true;
  readonly change?: readonly string[];
  readonly approvals: 'at-once' | 'none';
  readonly company?: string;
}

const monthsUsual = 24;
const seedMax = 1_000_000;

export function registerSimulate(program: Command, cli: CliContext): void {
  const command = program
    .command('simulate')
    .description('live through the months to come, on a copy of the company')
    .option('--months <count>', 'how many months', countArgument, monthsUsual)
    .option('--outages [seed]', 'plant outages; the same seed plants the same ones', seedArgument)
    .option(
      '--change <files...>',
      'try a change, too: terms, items or a roster as CSV, or a schedule as JSON',
    )
    .addOption(
      new Option('--approvals <how>', 'whether people approve what waits for them')
        .choices(['at-once', 'none'])
        .default('at-once'),
    )
    .option('--company <code>', 'code of the company; needed if there are several')
    .action(cli.verb((options: Options) => run(cli, options)));
  withExamples(command, [
    'paybeat simulate',
    'paybeat simulate --months 12 --outages 7',
    'paybeat simulate --change raises.csv --json',
  ]);
}

function seedArgument(text: string): number {
  const seed = countArgument(text);
  if (seed < seedMax) return seed;
  throw new InvalidArgumentError('Write a whole number below a million.');
}

async function run(cli: CliContext, options: Options): Promise<VerbAnswer> {
  const { months, outages } = options;
  const changes = await readChanges(cli, options.change ?? []);
  if (!changes.ok) return changes;
  const parts = changes.value.length === 0 ? 1 : 2;
  const stop = abortedBySignal();
  const what = parts === 1 ? 'Months' : 'Months, without and with the change';
  // It begins when the company is copied, so that its forecast is one of months.
  const shown: { progress: Progress | null } = { progress: null };
  const reached = (share: number): void => {
    shown.progress ??= progressOf(cli, { what, total: months * parts, hasForecast: true });
    shown.progress.reached(Math.floor(share * months * parts));
  };
  try {
    return await cli.withWorld(async (world, { databaseUrl }) => {
      const company = await findCompany(world, options.company ?? null);
      if (!company.ok) return company;
      const done = await simulate(world, {
        ...{ company: company.value, databaseUrl, months, changes: changes.value },
        approvals: options.approvals === 'none' ? 'none' : 'at_once',
        outageSeed: outages === true ? randomInt(seedMax) : (outages ?? null),
        signal: stop.signal,
        onProgress: reached,
        ...(cli.out.isJson ? {} : { say: (line: string) => cli.stderr.write(`${line}\n`) }),
      });
      shown.progress?.end();
      if (!done.ok) return done;
      return answer({
        json: simulationShape(done.value),
        text: (page) => showSimulation(page, done.value),
      });
    });
  } finally {
    shown.progress?.end();
    stop.forget();
  }
}

async function readChanges(
  cli: CliContext,
  files: readonly string[],
): Promise<Answer<readonly ChangeFile[]>> {
  const changes: ChangeFile[] = [];
  for (const file of files) {
    const bytes = await cli.readFile(file);
    if (!bytes.ok) return bytes;
    changes.push({ fileName: basename(file), bytes: bytes.value });
  }
  return answer(changes);
}

/**
 * The first signal stops the simulation, and its scratch database is removed. The second ends the process; the next
 * simulation removes what it leaves.
 */
function abortedBySignal(): { readonly signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM'] as const;
  const forget = (): void => {
    for (const name of names) process.off(name, stop);
  };
  const stop = (): void => {
    forget();
    controller.abort();
  };
  for (const name of names) process.on(name, stop);
  return { signal: controller.signal, forget };
}
