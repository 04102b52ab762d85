/** `paybeat hours import FILE --period-id N` */

import type { Command } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { counted } from '#text/counted.ts';
import { takesPeriodFile } from './period-file.ts';

export function registerHoursImport(program: Command, cli: CliContext): void {
  const command = group(program, 'hours', 'hours and one-time amounts for a pay period')
    .command('import')
    .description('import hours and one-time amounts; if any row is wrong, nothing is imported')
    .argument(
      '<file>',
      'CSV: employee_id, regular_hours, overtime_hours …; sample: examples/harbour-bakery/hours.csv',
    );
  takesPeriodFile(command, cli, {
    take: importHours,
    given: ({ items, rows }) => `${counted(items, 'entry')} for ${counted(rows, 'employee')}`,
  });
  withExamples(command, [
    'paybeat periods list',
    'paybeat hours import examples/harbour-bakery/hours.csv --period-id 1',
  ]);
}
