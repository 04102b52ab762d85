/** `paybeat periods list` */

import type { Command } from 'commander';
import { Option } from 'commander';
import { type ListedPeriod, periodsListed } from '#answers/periods.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { periodCells, periodColumns } from '#cli/views/period-view.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';

interface Options {
  readonly company?: string;
  readonly status?: ListedPeriod['status'];
  readonly limit: number;
  readonly after?: number;
}

export function registerPeriodsList(program: Command, cli: CliContext): void {
  const command = group(program, 'periods', 'pay periods: first day, last day, pay date')
    .command('list')
    .description('list pay periods, oldest first')
    .option('--company <code>', 'only this company')
    .addOption(
      new Option('--status <status>', 'only this state').choices([
        'draft',
        'active',
        'completed',
        'skipped',
      ]),
    )
    .option('--limit <number>', 'maximum number', rowNumber, 100)
    .option('--after <period>', 'go on after this period, the last of the page before', rowNumber)
    .action(
      cli.verb(async ({ company: code, status, limit, after }: Options) =>
        cli.withWorld(async (world) => {
          const company = code === undefined ? null : await findCompany(world, code);
          if (company !== null && !company.ok) return company;
          const of = company === null ? {} : { companyId: company.value.companyId };
          const ask = {
            ...{ ...of, limit, ...(status === undefined ? {} : { status }) },
            ...(after === undefined ? {} : { after }),
          };
          const listed = await periodsListed(world, ask);
          const { periods, next, now } = listed;
          return answer({
            json: listed,
            text: (page) => {
              page.table({
                columns: periodColumns,
                rows: periods.map((period) => periodCells(period, now)),
                whenEmpty: 'No pay period matches.',
              });
              if (next !== null) page.sentence(`There are more: --after ${next} shows them.`);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat periods list --status active',
    'paybeat periods list --company acme --json',
  ]);
}
