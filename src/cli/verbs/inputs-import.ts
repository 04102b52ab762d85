/** `paybeat inputs import FILE --period-id N` */

import type { Command } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { importFile } from '#cli/import-file.ts';
import { person } from '#cli/person.ts';
import { countInWords } from '#cli/views/amounts.ts';
import { type ImportedInputs, importInputs } from '#operations/people/import-inputs.ts';

interface Options {
  readonly periodId: number;
  readonly replace?: boolean;
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
    .option('--replace', 'people in the file keep no other inputs of the period than those in it')
    .option('--dry-run', 'check the file, and change nothing')
    .action(
      cli.verb((file: string, { periodId, replace, dryRun }: Options) =>
        importFile<ImportedInputs>(cli, {
          file,
          take: (world, bytes) =>
            importInputs(world, {
              periodId,
              bytes,
              replaceAll: replace === true,
              dryRun: dryRun === true,
              by: person(),
            }),
          done: (imported) => `Imported ${entries(imported)} into period ${periodId}`,
          checked: entries,
        }),
      ),
    );
  withExamples(command, [
    'paybeat inputs import inputs.csv --period-id 7 --dry-run',
    'paybeat inputs import inputs.csv --period-id 7',
  ]);
}

function entries({
  rows,
  employees,
}: {
  readonly rows: number;
  readonly employees: number;
}): string {
  const given = rows === 1 ? '1 entry' : `${countInWords(rows)} entries`;
  return `${given} for ${employees === 1 ? '1 person' : `${countInWords(employees)} people`}`;
}
