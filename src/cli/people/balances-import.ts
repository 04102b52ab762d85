/** `paybeat balances import FILE` */

import type { Command } from 'commander';
import { takenInto } from '#answers/taken-in.ts';
import type { CliContext } from '#cli/context.ts';
import { type FormOptions, formOf, takesFileForm } from '#cli/file-form.ts';
import { group, withExamples } from '#cli/group.ts';
import { allThere, importFile } from '#cli/import-file.ts';
import { changesInWords } from '#cli/views/change-lines.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { ImportedBalances } from '#operations/people/import-balances.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { nothingChanged } from '#operations/people/input-changes.ts';
import { counted } from '#text/counted.ts';

interface Options extends FormOptions {
  readonly company?: string;
  readonly csv?: boolean;
  readonly dryRun?: boolean;
}

export function registerBalancesImport(program: Command, cli: CliContext): void {
  const command = group(
    program,
    'balances',
    'opening year-to-date balances from another payroll system',
  )
    .command('import')
    .description(
      'import opening balances by employee and tax; if any row is wrong, nothing is imported',
    )
    .argument(
      '<file>',
      'CSV: employee_id, year, and either tax, taxable_wages and withheld, or code and amount',
    )
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--csv', 'print the changes as CSV')
    .option('--dry-run', 'check the file without saving')
    .action(
      cli.verb((file: string, options: Options) =>
        importFile<ImportedBalances & { readonly company: string }>(cli, {
          file,
          isCsv: options.csv === true,
          take: async (world, read) => {
            const form = await formOf(cli, options);
            if (!form.ok) return form;
            const company = await findCompany(world, options.company ?? null);
            if (!company.ok) return company;
            const dryRun = options.dryRun === true;
            const { refuseUnusual } = options;
            const ask = {
              company: company.value,
              ...read,
              form: form.value,
              refuseUnusual,
              dryRun,
            };
            const imported = await importBalances(world, ask);
            return takenInto(company.value, imported);
          },
          done: (imported) => `Imported into ${imported.company}: ${balances(imported)}`,
          checked: balances,
          same: (one) => (nothingChanged(one) ? allThere(one.unchanged, 'balance') : null),
        }),
      ),
    );
  takesFileForm(command);
  withExamples(command, ['paybeat balances import balances.csv --company acme --dry-run']);
}

function balances({ rows, employees, ...counts }: ImportedBalances): string {
  const given = `${counted(rows, 'row')} for ${counted(employees, 'employee')}`;
  return `${given}; amounts: ${changesInWords(counts)}`;
}
