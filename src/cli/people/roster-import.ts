/** `paybeat roster import FILE` */

import type { Command } from 'commander';
import { takenInto } from '#answers/taken-in.ts';
import type { CliContext } from '#cli/context.ts';
import { type FormOptions, formOf, takesFileForm } from '#cli/file-form.ts';
import { group, withExamples } from '#cli/group.ts';
import { allThere, importFile } from '#cli/import-file.ts';
import { countInWords } from '#cli/views/amounts.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { ImportedRoster } from '#operations/people/import-roster.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { counted } from '#text/counted.ts';

interface Options extends FormOptions {
  readonly company?: string;
  readonly schedule?: string;
  readonly allowCaseTwins?: boolean;
  readonly allowNearTwins?: boolean;
  readonly allowDoubles?: boolean;
  readonly allowSharedAccounts?: boolean;
  readonly csv?: boolean;
  readonly dryRun?: boolean;
}

export function registerRosterImport(program: Command, cli: CliContext): void {
  const command = group(program, 'roster', 'import the employees of a company')
    .command('import')
    .description('import employees; if any row is wrong, nothing is imported')
    .argument(
      '<file>',
      'CSV; required columns: employee_id, name, pay_type, filing_status, hire_date, and annual_salary or hourly_rate',
    )
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--schedule <code>', 'schedule for rows without one')
    .option(
      '--allow-case-twins',
      'treat numbers that differ only in capital letters as different people',
    )
    .option(
      '--allow-near-twins',
      'treat numbers that differ only in leading zeros, blanks or capital letters as different people',
    )
    .option(
      '--allow-doubles',
      'add people with the name, first day and pay of somebody on the roster',
    )
    .option('--allow-shared-accounts', 'accept people with the bank account of another row')
    .option('--csv', 'print the changes as CSV')
    .option('--dry-run', 'check the file and show what would change, without saving')
    .action(
      cli.verb((file: string, options: Options) =>
        importFile<ImportedRoster & { readonly company: string }>(cli, {
          file,
          isCsv: options.csv === true,
          take: async (world, read) => {
            const form = await formOf(cli, options);
            if (!form.ok) return form;
            const company = await findCompany(world, options.company ?? null);
            if (!company.ok) return company;
            const imported = await importRoster(world, {
              company: company.value,
              ...read,
              scheduleCode: options.schedule ?? null,
              allowCaseTwins: options.allowCaseTwins,
              allowNearTwins: options.allowNearTwins,
              allowDoubles: options.allowDoubles,
              allowSharedAccounts: options.allowSharedAccounts,
              form: form.value,
              refuseUnusual: options.refuseUnusual,
              dryRun: options.dryRun === true,
            });
            return takenInto(company.value, imported);
          },
          done: ({ company, rows, ...counts }) =>
            `Imported ${counted(rows, 'employee')} into ${company}: ${changes(counts)}`,
          same: ({ added, changed, unchanged }) =>
            added + changed > 0 ? null : allThere(unchanged, 'employee'),
          checked: ({ rows, ...counts }) => `${counted(rows, 'employee')}, ${changes(counts)}`,
        }),
      ),
    );
  takesFileForm(command);
  withExamples(command, [
    'paybeat roster import examples/harbour-bakery/roster.csv --dry-run',
    'paybeat roster import roster.csv --company acme --schedule office',
  ]);
}

function changes(counts: {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}): string {
  const { added, changed, unchanged } = counts;
  return `${countInWords(added)} added, ${countInWords(changed)} changed, ${countInWords(unchanged)} unchanged`;
}
