/** `paybeat balances import FILE` */

import type { Command } from 'commander';
import { countInWords } from '#cli/amounts.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { person } from '#cli/person.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/find-company.ts';
import { importBalances } from '#operations/import-balances.ts';

interface Options {
  readonly company?: string;
  readonly dryRun?: boolean;
}

export function registerBalancesImport(program: Command, cli: CliContext): void {
  const command = group(program, 'balances', 'year-to-date brought along from another payroll')
    .command('import')
    .description('take opening year-to-date in, per employee and tax: all of it, or nothing')
    .argument('<file>', 'CSV with the columns employee_id, year, tax, taxable_wages, withheld')
    .option('--company <code>', 'needed when there are several')
    .option('--dry-run', 'check the file, and change nothing')
    .action(
      cli.verb(async (file: string, options: Options) => {
        const bytes = await cli.readFile(file);
        if (!bytes.ok) return bytes;
        return cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const imported = await importBalances(world, {
            company: company.value,
            bytes: bytes.value,
            dryRun: options.dryRun === true,
            by: person(),
          });
          if (!imported.ok) return imported;
          const { rows, employees, notes, written } = imported.value;
          return answer({
            json: { company: company.value.code, ...imported.value },
            text: (page) => {
              const what = `${countInWords(rows)} opening balances of ${countInWords(employees)} employees`;
              page.sentence(
                written
                  ? `Imported ${what} into ${company.value.code}.`
                  : `The file is right: ${what}. Nothing was written.`,
              );
              for (const note of notes) page.sentence(`Note: ${note.message}`);
            },
          });
        });
      }),
    );
  withExamples(command, ['paybeat balances import balances.csv --company acme --dry-run']);
}
