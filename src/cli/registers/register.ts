/** `paybeat register --from DATE --to DATE`: everybody whom the committed runs of a time paid, and with what. */
import { type Command, Option } from 'commander';
import { dateArgument } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import {
  type RegisterOptions,
  registerForm,
  takesOutput,
  writeRegister,
} from './register-output.ts';

interface Options extends RegisterOptions {
  readonly company?: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly by: 'run' | 'person' | 'department';
}

export function registerRegister(program: Command, cli: CliContext): void {
  const by = new Option(
    '--by <row>',
    'a row for each person and run, each person, or each department',
  )
    .choices(['run', 'person', 'department'])
    .default('run');
  const command = takesOutput(
    program
      .command('register')
      .description('list everyone whom the committed runs of a time paid, with totals by run')
      .requiredOption('--from <date>', 'first pay date', dateArgument)
      .requiredOption('--to <date>', 'last pay date, included', dateArgument)
      .option('--company <code>', 'code of the company; needed if there are several')
      .addOption(by),
  ).action(
    cli.verb(async (options: Options): Promise<VerbAnswer> => {
      const form = registerForm(cli, options);
      if (!form.ok) return form;
      return cli.withWorld(async (world) => {
        const company = await findCompany(world, options.company ?? null);
        if (!company.ok) return company;
        const { from: fromOn, to: toOn } = options;
        const ask = { company: company.value, fromOn, toOn, by: options.by };
        const register = await openRegister(world, ask);
        if (!register.ok) return register;
        return writeRegister(cli, register.value, { form: form.value, options });
      });
    }),
  );
  withExamples(command, [
    'paybeat register --from 2026-10-01 --to 2026-12-31',
    'paybeat register --from 2026-10-01 --to 2026-12-31 --by person --output q4.csv',
    'paybeat register --from 2026-10-01 --to 2026-12-31 --by department',
    'paybeat register --from 2026-11-01 --to 2026-11-30 --company acme --json',
  ]);
}
