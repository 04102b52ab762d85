/** The common part of `hours import` and `inputs import`: they import a file for one pay period. */

import { type Command, Option } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { type FormOptions, formOf, takesFileForm } from '#cli/file-form.ts';
import { allThere, type Imported, importFile } from '#cli/import-file.ts';
import { changesInWords } from '#cli/views/change-lines.ts';
import type { Answer } from '#errors.ts';
import { type ChangedSum, sumInWords } from '#operations/people/changed-sums.ts';
import type { GivenForm } from '#operations/people/file-forms.ts';
import { type MayAdd, nothingChanged, type WhatChanged } from '#operations/people/input-changes.ts';
import type { World } from '#operations/world.ts';

interface Options extends MayAdd, FormOptions {
  readonly periodId: number;
  readonly csv?: boolean;
  readonly dryRun?: boolean;
}

type PeriodFile = Omit<Options, 'csv' | 'dryRun' | keyof FormOptions> & {
  readonly form: GivenForm;
  readonly bytes: Uint8Array;
  readonly fileName: string;
  readonly dryRun: boolean;
};

type PeriodImported = Imported & WhatChanged & { readonly sums: readonly ChangedSum[] };

export function takesPeriodFile<T extends PeriodImported>(
  command: Command,
  cli: CliContext,
  ask: {
    readonly take: (world: World, file: PeriodFile) => Promise<Answer<T>>;
    /** The content of the file, such as "12 entries for 4 employees". */
    readonly given: (imported: T) => string;
  },
): void {
  takesFileForm(command)
    .requiredOption('--period-id <number>', 'number of the pay period', rowNumber)
    .option('--replace', 'overwrite existing rows that differ, and list the changes')
    .option('--replace-all', 'delete all other inputs that these employees have in the period')
    .addOption(
      new Option('--add', 'add to existing hours and amounts, and list the sums').conflicts([
        'replace',
        'replaceAll',
      ]),
    )
    .option('--again', 'with --add: add a file although the period has one with the same rows')
    .option('--late', 'accept people who are paid already; the next run pays the difference')
    .option('--csv', 'print the changes as CSV')
    .option('--dry-run', 'check the file and show what would change, without saving')
    .action(
      cli.verb((file: string, { csv, dryRun, dates, decimal, columns, ...options }: Options) => {
        const replaced = options.add === true ? 'added to' : 'replaced';
        const entries = (one: T) => `${ask.given(one)}: ${changesInWords(one, replaced)}`;
        return importFile<T>(cli, {
          file,
          isCsv: csv === true,
          take: async (world, read) => {
            const form = await formOf(cli, { dates, decimal, columns });
            if (!form.ok) return form;
            return ask.take(world, {
              ...{ ...options, ...read, form: form.value, dryRun: dryRun === true },
            });
          },
          done: (imported) => `Period ${options.periodId}: imported ${entries(imported)}`,
          checked: entries,
          same: (one) => (nothingChanged(one) ? allThere(one.unchanged, 'entry') : null),
          sums: (one) => one.sums.map((sum) => `  ${sumInWords(sum)}`),
        });
      }),
    );
}
