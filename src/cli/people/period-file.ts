/** The common part of `hours import` and `inputs import`: they import a file for one pay period. */

import type { Command } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { type FormOptions, formOf, takesFileForm } from '#cli/file-form.ts';
import { allThere, type Imported, importFile } from '#cli/import-file.ts';
import { changesInWords } from '#cli/views/change-lines.ts';
import type { Answer } from '#errors.ts';
import type { FileForm } from '#files/file-form.ts';
import { nothingChanged, type WhatChanged } from '#operations/people/input-changes.ts';
import type { World } from '#operations/world.ts';

interface Options extends FormOptions {
  readonly periodId: number;
  readonly replace?: boolean;
  readonly replaceAll?: boolean;
  readonly dryRun?: boolean;
}

type PeriodFile = Omit<Options, 'dryRun' | 'dates' | 'decimal'> & {
  readonly form: FileForm;
  readonly bytes: Uint8Array;
  readonly dryRun: boolean;
};

export function takesPeriodFile<T extends Imported & WhatChanged>(
  command: Command,
  cli: CliContext,
  ask: {
    readonly take: (world: World, file: PeriodFile) => Promise<Answer<T>>;
    /** The content of the file, such as "12 entries for 4 employees". */
    readonly given: (imported: T) => string;
  },
): void {
  const entries = (imported: T) => `${ask.given(imported)}: ${changesInWords(imported)}`;
  takesFileForm(command)
    .requiredOption('--period-id <number>', 'number of the pay period', rowNumber)
    .option('--replace', 'overwrite existing rows that differ, and list the changes')
    .option('--replace-all', 'delete all other inputs that these employees have in the period')
    .option('--dry-run', 'check the file and show what would change, without saving')
    .action(
      cli.verb((file: string, { dryRun, dates, decimal, ...options }: Options) =>
        importFile<T>(cli, {
          file,
          take: (world, bytes) =>
            ask.take(world, {
              ...{ ...options, bytes, dryRun: dryRun === true },
              form: formOf({ dates, decimal }),
            }),
          done: (imported) => `Period ${options.periodId}: imported ${entries(imported)}`,
          checked: entries,
          same: (one) => (nothingChanged(one) ? allThere(one.unchanged, 'entry') : null),
        }),
      ),
    );
}
