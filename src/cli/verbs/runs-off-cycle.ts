/** `paybeat runs pay-held RUN` and `paybeat runs off-cycle`: paying people outside the schedule. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { plainDate, rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { person } from '#cli/person.ts';
import { followRuns } from '#cli/run-progress.ts';
import { amountInWords, countInWords, plainAmount } from '#cli/views/amounts.ts';
import { areWhole, resultJson, showResults } from '#cli/views/run-results.ts';
import type { Answer } from '#errors.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { DriveOptions } from '#operations/runs/drive-run.ts';
import {
  type OffCycleResult,
  payHeld,
  type Rehearsed,
  runOffCycle,
} from '#operations/runs/run-off-cycle.ts';
import type { World } from '#operations/world.ts';

interface HeldOptions {
  readonly payDate?: Temporal.PlainDate;
  readonly dryRun?: boolean;
}

interface OffCycleOptions extends HeldOptions {
  readonly company?: string;
  readonly payDate: Temporal.PlainDate;
  readonly inputs: string;
  readonly start?: Temporal.PlainDate;
  readonly end?: Temporal.PlainDate;
  readonly type?: string;
}

const noun = 'pay runs: one calculation and payment of a period';
const pauseMilliseconds = 200;

export function registerRunsOffCycle(program: Command, cli: CliContext): void {
  const held = group(program, 'runs', noun)
    .command('pay-held')
    .description('pay the people whom a committed run held, once their data are right')
    .argument('<run>', 'number of the run that held them', rowNumber)
    .option(
      '--pay-date <date>',
      "when the money arrives (the period's pay date, or today)",
      plainDate,
    )
    .option('--dry-run', 'calculate it, and write nothing')
    .action(
      cli.verb((runId: number, options: HeldOptions) =>
        carryOut(cli, (world, drive) =>
          payHeld(
            world,
            {
              runId,
              payOn: options.payDate ?? null,
              dryRun: options.dryRun === true,
              by: person(),
            },
            drive,
          ),
        ),
      ),
    );
  withExamples(held, ['paybeat runs pay-held 2 --dry-run', 'paybeat runs pay-held 2']);
  const offCycle = group(program, 'runs', noun)
    .command('off-cycle')
    .description('pay what a file says on a date of its own: bonuses, corrections')
    .requiredOption('--pay-date <date>', 'when the money arrives', plainDate)
    .requiredOption('--inputs <file>', 'CSV with the columns of inputs import')
    .option('--company <code>', 'needed when there are several')
    .option('--start <date>', 'first day that the pay is for', plainDate)
    .option('--end <date>', 'last day that the pay is for (the pay date)', plainDate)
    .option('--type <frequency>', 'how often these people are paid, where that is not plain')
    .option('--dry-run', 'calculate it, and write nothing')
    .action(cli.verb((options: OffCycleOptions) => offCycleRun(cli, options)));
  withExamples(offCycle, [
    'paybeat runs off-cycle --pay-date 2026-12-18 --inputs bonus.csv --dry-run',
    'paybeat runs off-cycle --company acme --pay-date 2026-12-18 --inputs bonus.csv',
  ]);
}

async function offCycleRun(cli: CliContext, options: OffCycleOptions): Promise<VerbAnswer> {
  const bytes = await cli.readFile(options.inputs);
  if (!bytes.ok) return bytes;
  return carryOut(cli, async (world, drive) => {
    const company = await findCompany(world, options.company ?? null);
    if (!company.ok) return company;
    const ask = {
      company: company.value,
      payOn: options.payDate,
      bytes: bytes.value,
      startOn: options.start ?? null,
      endOn: options.end ?? null,
      frequency: options.type ?? null,
      dryRun: options.dryRun === true,
      by: person(),
    };
    return runOffCycle(world, ask, drive);
  });
}

async function carryOut(
  cli: CliContext,
  act: (world: World, drive: DriveOptions) => Promise<Answer<OffCycleResult>>,
): Promise<VerbAnswer> {
  const config = cli.config();
  if (!config.ok) return config;
  const progress = followRuns(cli);
  const drive = {
    concurrency: config.value.workerConcurrency,
    pause: () => wait(pauseMilliseconds),
  };
  const done = await cli.withWorld((world) => act(world, drive).finally(progress.end), {
    listen: progress.listen,
  });
  if (!done.ok) return done;
  const result = done.value;
  if (result.kind === 'rehearsed') return rehearsal(result);
  return answer({
    json: { results: [resultJson(result)] },
    text: (page) => showResults(page, [result]),
    exit: areWhole([result]) ? 'done' : 'partly',
  });
}

function rehearsal(result: Rehearsed): VerbAnswer {
  const { currency, payOn, roster, paid, held } = result;
  const amount = (minor: bigint) => plainAmount(minor, currency);
  return answer({
    json: {
      ...{ payOn, currency, roster, paid, held },
      gross: amount(result.grossMinor),
      taxes: amount(result.taxesMinor),
      net: amount(result.netMinor),
      written: false,
    },
    text: (page) => {
      page.sentence(
        `${countInWords(roster)} people, paid ${payOn}: ${countInWords(paid)} would be paid, ${countInWords(held.length)} held. Nothing was written.`,
      );
      page.facts([
        ['gross', amountInWords(result.grossMinor, currency)],
        ['taxes', amountInWords(result.taxesMinor, currency)],
        ['net', amountInWords(result.netMinor, currency)],
      ]);
      for (const one of held) page.sentence(`${one.number} is held: ${one.detail} (${one.hint})`);
    },
  });
}
