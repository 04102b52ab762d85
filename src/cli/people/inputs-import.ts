/** `paybeat inputs import FILE --period-id N` */

import type { Command } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { counted } from '#text/counted.ts';
import { takesPeriodFile } from './period-file.ts';

export function registerInputsImport(program: Command, cli: CliContext): void {
  const command = group(program, 'inputs', 'hours and amounts by pay code, job and day')
    .command('import')
    .description(
      'import hours and amounts by job and day; if any row is wrong, nothing is imported',
    )
    .argument(
      '<file>',
      'CSV: employee_id, code, hours, pieces, rate, amount, percent, job, worked_on',
    );
  takesPeriodFile(command, cli, {
    take: importInputs,
    given: ({ rows, employees }) => `${counted(rows, 'entry')} for ${counted(employees, 'person')}`,
  });
  withExamples(command, [
    'paybeat inputs import inputs.csv --period-id 7 --dry-run',
    'paybeat inputs import inputs.csv --period-id 7',
  ]);
}
