/**
 * The options with which a person says how a file writes dates and numbers, what its columns mean, and whether it may
 * have unusual values.
 */

import { type Command, Option } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { type Answer, answer } from '#errors.ts';
import type { GivenForm } from '#operations/people/file-forms.ts';

export interface FormOptions {
  readonly dates?: GivenForm['dates'];
  readonly decimal?: GivenForm['decimal'];
  readonly columns?: string | undefined;
  readonly refuseUnusual?: boolean;
}

export function takesFileForm(
  command: Command,
  { isUnusual = true }: { readonly isUnusual?: boolean } = {},
): Command {
  const dates = new Option(
    '--dates <order>',
    'read dates such as 3/1/2021: month (mdy) or day (dmy) first',
  ).choices(['mdy', 'dmy']);
  const decimal = new Option(
    '--decimal <sign>',
    'sign before the decimals: a point (58,500.00) or a comma (58.500,00)',
  ).choices(['point', 'comma']);
  command
    .addOption(dates)
    .addOption(decimal)
    .option(
      '--columns <file>',
      'JSON file that says what the columns of an export mean; none: not even the saved one',
    );
  if (!isUnusual) return command;
  return command.option('--refuse-unusual', 'import nothing if a value or a change is unusual');
}

export async function formOf(cli: CliContext, options: FormOptions): Promise<Answer<GivenForm>> {
  const { dates, decimal } = options;
  if (options.columns === undefined) return answer({ dates, decimal });
  if (options.columns === 'none') return answer({ dates, decimal, columns: 'none' });
  const columns = await cli.readJson(options.columns);
  return columns.ok ? answer({ dates, decimal, columns: columns.value }) : columns;
}
