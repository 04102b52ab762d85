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
  const command = group(program, 'hours', 'hours and one-time amounts for a pay period')
    .command('import')
    .description('import hours and one-time amounts; if any row is wrong, nothing is imported')
    .argument('<file>', 'CSV; its columns are in examples/harbour-bakery/hours.csv')
    .requiredOption('--period-id <number>', 'number of the pay period', rowNumber)
    .option('--replace', 'overwrite existing rows that differ, and list the changes')
    .option('--replace-all', 'delete all other inputs that these employees have in the period')
    .option('--dry-run', 'check the file and show what would change, without saving')
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
