/** `paybeat hours import FILE --period-id N` */

import type { Command } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { allThere, importFile } from '#cli/import-file.ts';
import { changesInWords } from '#cli/views/change-lines.ts';
import type { ImportedHours } from '#operations/people/import-hours.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { nothingChanged } from '#operations/people/input-changes.ts';
import { counted } from '#text/counted.ts';

interface Options {
  readonly periodId: number;
  readonly replace?: boolean;
  readonly replaceAll?: boolean;
  readonly dryRun?: boolean;
}

export function registerHoursImport(program: Command, cli: CliContext): void {
  const command = group(program, 'hours', 'hours and one-off amounts of a pay period')
    .command('import')
    .description('take hours and one-off amounts in from a CSV file: all of it, or nothing')
    .argument('<file>', 'CSV; its columns are in examples/harbour-bakery/hours.csv')
    .requiredOption('--period-id <number>', 'the pay period they belong to', rowNumber)
    .option('--replace', 'rows of the file may take the place of different ones, which are told')
    .option(
      '--replace-all',
      'people in the file keep no other inputs of the period than those in it',
    )
    .option('--dry-run', 'check the file, say what it would change, and change nothing')
    .action(
      cli.verb((file: string, { periodId, dryRun, replace, replaceAll }: Options) =>
        importFile<ImportedHours>(cli, {
          file,
          take: (world, bytes) =>
            importHours(world, {
              ...{ periodId, bytes, replace, replaceAll },
              ...{ dryRun: dryRun === true },
            }),
          done: (imported) => `Period ${periodId}: imported ${entries(imported)}`,
          checked: entries,
          same: (one) => (nothingChanged(one) ? allThere(one.unchanged, 'entry') : null),
        }),
      ),
    );
  withExamples(command, [
    'paybeat periods list',
    'paybeat hours import examples/harbour-bakery/hours.csv --period-id 1',
  ]);
}

function entries({ rows, items, ...counts }: ImportedHours): string {
  const given = `${counted(items, 'entry')} for ${counted(rows, 'employee')}`;
  return `${given}: ${changesInWords(counts)}`;
}
