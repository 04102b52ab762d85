/** `paybeat liabilities list`: what is owed to whom by when, because of the pay of a time. */
import type { Command } from 'commander';
import { liabilitiesShape } from '#answers/liabilities.ts';
import { dateArgument } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { type RegisterOptions, takesOutput } from '#cli/registers/register-output.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { liabilitiesCsv } from '#operations/liabilities/liabilities-csv.ts';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { showLiabilities } from './liabilities-view.ts';
import { writeReport } from './write-report.ts';

interface Options extends RegisterOptions {
  readonly company?: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

export const liabilitiesNoun = 'what is owed because of pay: taxes with due dates, and deductions';

export function registerLiabilitiesList(program: Command, cli: CliContext): void {
  const command = takesOutput(
    group(program, 'liabilities', liabilitiesNoun)
      .command('list')
      .description('list what is owed to whom by when, by pay date')
      .requiredOption('--from <date>', 'first pay date', dateArgument)
      .requiredOption('--to <date>', 'last pay date, included', dateArgument)
      .option('--company <code>', 'code of the company; needed if there are several'),
    'as CSV, for a spreadsheet',
  ).action(
    cli.verb((options: Options) =>
      cli.withWorld((world) =>
        writeReport(cli, options, async () => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const ask = { company: company.value, fromOn: options.from, toOn: options.to };
          const list = await listLiabilities(world, ask);
          if (!list.ok) return list;
          return answer({
            json: liabilitiesShape(list.value),
            csv: () => liabilitiesCsv(list.value),
            text: (page) => showLiabilities(page, list.value),
          });
        }),
      ),
    ),
  );
  withExamples(command, [
    'paybeat liabilities list --from 2026-10-01 --to 2026-12-31',
    'paybeat liabilities list --from 2026-11-01 --to 2026-11-30 --output november.csv',
  ]);
}
