/** `paybeat inputs import FILE --period-id N` */

import type { Command } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { allThere, importFile } from '#cli/import-file.ts';
import { changesInWords } from '#cli/views/change-lines.ts';
import { type ImportedInputs, importInputs } from '#operations/people/import-inputs.ts';
import { nothingChanged } from '#operations/people/input-changes.ts';
import { counted } from '#text/counted.ts';

interface Options {
  readonly periodId: number;
  readonly replace?: boolean;
  readonly replaceAll?: boolean;
  readonly dryRun?: boolean;
}

export function registerInputsImport(program: Command, cli: CliContext): void {
  const command = group(program, 'inputs', 'what belongs to one pay period, a row for a pay code')
    .command('import')
    .description('take hours by job and day, pieces, amounts in from a CSV file: all, or nothing')
    .argument(
      '<file>',
      'CSV: employee_id, code, hours, pieces, rate, amount, percent, job, worked_on',
    )
    .requiredOption('--period-id <number>', 'the pay period they belong to', rowNumber)
    .option('--replace', 'rows of the file may take the place of different ones, which are told')
    .option(
      '--replace-all',
      'people in the file keep no other inputs of the period than those in it',
    )
    .option('--dry-run', 'check the file, say what it would change, and change nothing')
    .action(
      cli.verb((file: string, { periodId, replace, replaceAll, dryRun }: Options) =>
        importFile<ImportedInputs>(cli, {
          file,
          take: (world, bytes) =>
            importInputs(world, {
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
    'paybeat inputs import inputs.csv --period-id 7 --dry-run',
    'paybeat inputs import inputs.csv --period-id 7',
  ]);
}

function entries({ rows, employees, ...counts }: ImportedInputs): string {
  const given = `${counted(rows, 'entry')} for ${counted(employees, 'person')}`;
  return `${given}: ${changesInWords(counts)}`;
}
