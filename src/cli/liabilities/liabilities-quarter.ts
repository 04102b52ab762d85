/** `paybeat liabilities quarter QUARTER`: the amounts that the returns of a quarter state, line by line. */
import { type Command, InvalidArgumentError } from 'commander';
import { quarterLiabilitiesShape } from '#answers/liabilities.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { type RegisterOptions, takesOutput } from '#cli/registers/register-output.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { quarterCsv } from '#operations/liabilities/quarter-csv.ts';
import { quarterLiabilities } from '#operations/liabilities/quarter-liabilities.ts';
import type { Quarter } from '#time/quarter.ts';
import { liabilitiesNoun } from './liabilities-list.ts';
import { showQuarter } from './quarter-view.ts';
import { writeReport } from './write-report.ts';

interface Options extends RegisterOptions {
  readonly company?: string;
}

export function registerLiabilitiesQuarter(program: Command, cli: CliContext): void {
  const command = takesOutput(
    group(program, 'liabilities', liabilitiesNoun)
      .command('quarter')
      .description('show the lines of the returns of a quarter')
      .argument('<quarter>', 'such as 2026-Q4', quarterArgument)
      .option('--company <code>', 'code of the company; needed if there are several'),
    'as CSV, for a spreadsheet',
  ).action(
    cli.verb((quarter: Quarter, options: Options) =>
      cli.withWorld((world) =>
        writeReport(cli, options, async () => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const made = await quarterLiabilities(world, { company: company.value, quarter });
          if (!made.ok) return made;
          return answer({
            json: quarterLiabilitiesShape(made.value),
            csv: () => quarterCsv(made.value),
            text: (page) => showQuarter(page, made.value),
          });
        }),
      ),
    ),
  );
  withExamples(command, [
    'paybeat liabilities quarter 2026-Q4',
    'paybeat liabilities quarter 2026-Q4 --output q4.csv',
  ]);
}

function quarterArgument(text: string): Quarter {
  const [, year, quarter] = /^(\d{4})-?[Qq]([1-4])$/.exec(text) ?? [];
  if (year !== undefined) return { year: Number(year), quarter: Number(quarter) };
  throw new InvalidArgumentError('Write the quarter as 2026-Q4.');
}
