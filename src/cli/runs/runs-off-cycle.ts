/** `paybeat runs pay-held RUN` and `paybeat runs off-cycle`: pay people outside the schedule. */

import type { Command } from 'commander';
import { dateArgument, rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { type FormOptions, formOf, takesFileForm } from '#cli/file-form.ts';
import { group, withExamples } from '#cli/group.ts';
import { carryOutOffCycle, howOffCycle } from '#cli/off-cycle.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { payHeld, runOffCycle } from '#operations/runs/run-off-cycle.ts';

interface HeldOptions {
  readonly payDate?: Temporal.PlainDate;
  readonly dryRun?: boolean;
}

interface OffCycleOptions extends HeldOptions, FormOptions {
  readonly company?: string;
  readonly payDate: Temporal.PlainDate;
  readonly inputs: string;
  readonly key?: string;
  readonly start?: Temporal.PlainDate;
  readonly end?: Temporal.PlainDate;
  readonly type?: string;
}

const noun = 'list, review, approve and correct pay runs';

export function registerRunsOffCycle(program: Command, cli: CliContext): void {
  const held = group(program, 'runs', noun)
    .command('pay-held')
    .description('pay the people that a committed run held, once their data is complete')
    .argument('<run>', 'number of the run that held them', rowNumber)
    .option(
      '--pay-date <date>',
      "pay date (default: the period's pay date, or the next banking day)",
      dateArgument,
    )
    .option('--dry-run', 'calculate it without saving')
    .action(
      cli.verb((runId: number, options: HeldOptions) =>
        carryOutOffCycle(cli, (world, drive) =>
          payHeld(
            world,
            {
              runId,
              payOn: options.payDate ?? null,
              ...howOffCycle(cli, options),
            },
            drive,
          ),
        ),
      ),
    );
  withExamples(held, ['paybeat runs pay-held 2 --dry-run', 'paybeat runs pay-held 2']);
  const offCycle = group(program, 'runs', noun)
    .command('off-cycle')
    .description('make an off-cycle payment from a file: bonuses, corrections')
    .requiredOption('--pay-date <date>', 'pay date', dateArgument)
    .requiredOption(
      '--inputs <file>',
      "CSV file with the same columns as for 'paybeat inputs import'",
    )
    .option('--company <code>', 'code of the company; needed if there are several')
    .option(
      '--key <text>',
      'unique name that prevents a second payment (default: from date and content)',
    )
    .option('--start <date>', 'first day the pay is for', dateArgument)
    .option('--end <date>', 'last day the pay is for (default: the pay date)', dateArgument)
    .option('--type <frequency>', 'pay frequency, if the employees have no schedule')
    .option('--dry-run', 'calculate it without saving')
    .action(cli.verb((options: OffCycleOptions) => offCycleRun(cli, options)));
  takesFileForm(offCycle);
  withExamples(offCycle, [
    'paybeat runs off-cycle --pay-date 2026-12-18 --inputs bonus.csv --dry-run',
    'paybeat runs off-cycle --company acme --pay-date 2026-12-18 --inputs bonus.csv',
    "paybeat runs off-cycle --key 'bonus 2026' --pay-date 2026-12-18 --inputs bonus.csv",
  ]);
}

async function offCycleRun(cli: CliContext, options: OffCycleOptions): Promise<VerbAnswer> {
  const bytes = await cli.readFile(options.inputs);
  if (!bytes.ok) return bytes;
  const form = await formOf(cli, options);
  if (!form.ok) return form;
  return carryOutOffCycle(cli, async (world, drive) => {
    const company = await findCompany(world, options.company ?? null);
    if (!company.ok) return company;
    const ask = {
      company: company.value,
      payOn: options.payDate,
      bytes: bytes.value,
      form: form.value,
      key: options.key ?? null,
      startOn: options.start ?? null,
      endOn: options.end ?? null,
      frequency: options.type ?? null,
      refuseUnusual: options.refuseUnusual === true,
      ...howOffCycle(cli, options),
    };
    return runOffCycle(world, ask, drive);
  });
}
