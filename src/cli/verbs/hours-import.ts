/** `paybeat hours import FILE --period-id N` */

import type { Command } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { importFile } from '#cli/import-file.ts';
import { person } from '#cli/person.ts';
import { countInWords } from '#cli/views/amounts.ts';
import type { ImportedHours } from '#operations/people/import-hours.ts';
import { importHours } from '#operations/people/import-hours.ts';

interface Options {
  readonly periodId: number;
  readonly dryRun?: boolean;
}

export function registerHoursImport(program: Command, cli: CliContext): void {
  const command = group(program, 'hours', 'hours and one-off amounts of a pay period')
    .command('import')
    .description('take hours and one-off amounts in from a CSV file: all of it, or nothing')
    .argument('<file>', 'CSV; its columns are in examples/harbour-bakery/hours.csv')
    .requiredOption('--period-id <number>', 'the pay period they belong to', rowNumber)
    .option('--dry-run', 'check the file, and change nothing')
    .action(
      cli.verb((file: string, { periodId, dryRun }: Options) =>
        importFile<ImportedHours>(cli, {
          file,
          take: (world, bytes) =>
            importHours(world, { periodId, bytes, dryRun: dryRun === true, by: person() }),
          done: (imported) => `Imported ${entries(imported)} into period ${periodId}`,
          checked: entries,
        }),
      ),
    );
  withExamples(command, [
    'paybeat periods list',
    'paybeat hours import examples/harbour-bakery/hours.csv --period-id 1',
  ]);
}

function entries({ rows, items }: { readonly rows: number; readonly items: number }): string {
  return `${countInWords(items)} entries for ${countInWords(rows)} employees`;
}
