/** `paybeat runs register RUN`: everybody whom a run pays, and with what. */
import { type Command, Option } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import {
  type RegisterOptions,
  registerForm,
  takesOutput,
  writeRegister,
} from './register-output.ts';

interface Options extends RegisterOptions {
  readonly by: 'person' | 'department';
}

export function registerRunsRegister(program: Command, cli: CliContext): void {
  const rows = new Option('--by <row>', 'a row for each person, or one for each department')
    .choices(['person', 'department'])
    .default('person');
  const command = takesOutput(
    group(program, 'runs', 'list, review, approve and correct pay runs')
      .command('register')
      .description('list everyone in a pay run: pay codes, taxes, net pay and year to date')
      .argument('<run>', 'number of the run', rowNumber)
      .addOption(rows),
  ).action(
    cli.verb(async (runId: number, options: Options): Promise<VerbAnswer> => {
      const form = registerForm(cli, options);
      if (!form.ok) return form;
      const by = options.by === 'department' ? 'department' : 'run';
      return cli.withWorld(async (world) => {
        const register = await openRegister(world, { runId, by });
        if (!register.ok) return register;
        return writeRegister(cli, register.value, { form: form.value, options });
      });
    }),
  );
  withExamples(command, [
    'paybeat runs register 3',
    'paybeat runs register 3 --csv > register.csv',
    'paybeat runs register 3 --by department',
    'paybeat runs register 3 --output register-3.json',
  ]);
}
