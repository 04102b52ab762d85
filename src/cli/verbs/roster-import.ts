/** `paybeat roster import FILE` */

import type { Command } from 'commander';
import { countInWords } from '#cli/amounts.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { person } from '#cli/person.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/find-company.ts';
import { importRoster } from '#operations/import-roster.ts';

interface Options {
  readonly company?: string;
  readonly schedule?: string;
  readonly dryRun?: boolean;
}

export function registerRosterImport(program: Command, cli: CliContext): void {
  const command = group(program, 'roster', 'the employees of a company')
    .command('import')
    .description('take employees in from a CSV file: all of it, or nothing with a report')
    .argument('<file>', 'CSV; its columns are in examples/roster-2000.csv')
    .option('--company <code>', 'needed when there are several')
    .option('--schedule <code>', 'pay schedule of those whose row names none')
    .option('--dry-run', 'check the file and say what it would change, and change nothing')
    .action(
      cli.verb(async (file: string, options: Options) => {
        const bytes = await cli.readFile(file);
        if (!bytes.ok) return bytes;
        return cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const imported = await importRoster(world, {
            company: company.value,
            bytes: bytes.value,
            scheduleCode: options.schedule ?? null,
            dryRun: options.dryRun === true,
            by: person(),
          });
          if (!imported.ok) return imported;
          const { rows, added, changed, unchanged, notes, written } = imported.value;
          return answer({
            json: { company: company.value.code, ...imported.value },
            text: (page) => {
              const counts = `${countInWords(added)} added, ${countInWords(changed)} changed, ${countInWords(unchanged)} unchanged`;
              page.sentence(
                written
                  ? `Imported ${countInWords(rows)} employees into ${company.value.code}: ${counts}.`
                  : `The file is right: ${countInWords(rows)} employees, ${countInWords(added)} of them new. Nothing was written.`,
              );
              for (const note of notes) page.sentence(`Note: ${note.message}`);
            },
          });
        });
      }),
    );
  withExamples(command, [
    'paybeat roster import examples/harbour-bakery/roster.csv --dry-run',
    'paybeat roster import roster.csv --company acme --schedule office',
  ]);
}
