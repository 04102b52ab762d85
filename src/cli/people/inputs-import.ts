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
  const command = group(program, 'inputs', 'hours and amounts by pay code, job and day')
    .command('import')
    .description(
      'import hours and amounts by job and day; if any row is wrong, nothing is imported',
    )
    .argument(
      '<file>',
      'CSV: employee_id, code, hours, pieces, rate, amount, percent, job, worked_on',
    )
    .requiredOption('--period-id <number>', 'number of the pay period', rowNumber)
    .option('--replace', 'overwrite existing rows that differ, and list the changes')
    .option('--replace-all', 'delete all other inputs that these employees have in the period')
    .option('--dry-run', 'check the file and show what would change, without saving')
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
