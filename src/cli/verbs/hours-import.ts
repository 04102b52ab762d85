/** `paybeat hours import FILE --period-id N` */

import type { Command } from 'commander';
import { countInWords } from '#cli/amounts.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { person } from '#cli/person.ts';
import { answer } from '#errors.ts';
import { importHours } from '#operations/import-hours.ts';

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
      cli.verb(async (file: string, options: Options) => {
        const bytes = await cli.readFile(file);
        if (!bytes.ok) return bytes;
        return cli.withWorld(async (world) => {
          const imported = await importHours(world, {
            periodId: options.periodId,
            bytes: bytes.value,
            dryRun: options.dryRun === true,
            by: person(),
          });
          if (!imported.ok) return imported;
          const { rows, items, notes, written } = imported.value;
          return answer({
            json: { ...imported.value },
            text: (page) => {
              const what = `${countInWords(items)} entries for ${countInWords(rows)} employees`;
              page.sentence(
                written
                  ? `Imported ${what} into period ${options.periodId}.`
                  : `The file is right: ${what}. Nothing was written.`,
              );
              for (const note of notes) page.sentence(`Note: ${note.message}`);
            },
          });
        });
      }),
    );
  withExamples(command, [
    'paybeat periods list',
    'paybeat hours import examples/harbour-bakery/hours.csv --period-id 1',
  ]);
}
