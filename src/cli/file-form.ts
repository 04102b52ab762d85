/** The options with which a person says how a file writes dates and numbers. */

import { type Command, Option } from 'commander';
import type { FileForm } from '#files/file-form.ts';

export interface FormOptions {
  readonly dates?: FileForm['dates'];
  readonly decimal?: FileForm['decimal'];
}

export function takesFileForm(command: Command): Command {
  const dates = new Option(
    '--dates <order>',
    'read dates such as 3/1/2021: month or day first',
  ).choices(['mdy', 'dmy']);
  const decimal = new Option(
    '--decimal <sign>',
    'sign before the decimals: a point (58,500.00) or a comma (58.500,00)',
  ).choices(['point', 'comma']);
  return command.addOption(dates).addOption(decimal);
}

export function formOf({ dates, decimal }: FormOptions): FileForm {
  return { dates, decimal };
}
