/** `paybeat runs register RUN`: everybody whom a run pays, and with what. */
import type { Command } from 'commander';
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

export function registerRunsRegister(program: Command, cli: CliContext): void {
  const command = takesOutput(
    group(program, 'runs', 'list, review, approve and correct pay runs')
      .command('register')
      .description('list everyone in a pay run: pay codes, taxes, net pay and year to date')
      .argument('<run>', 'number of the run', rowNumber),
  ).action(
    cli.verb(async (runId: number, options: RegisterOptions): Promise<VerbAnswer> => {
      const form = registerForm(cli, options);
      if (!form.ok) return form;
      return cli.withWorld(async (world) => {
        const register = await openRegister(world, { runId });
        if (!register.ok) return register;
        return writeRegister(cli, register.value, { form: form.value, options });
      });
    }),
  );
  withExamples(command, [
    'paybeat runs register 3',
    'paybeat runs register 3 --csv > register.csv',
    'paybeat runs register 3 --output register-3.json',
  ]);
}
