/** `paybeat periods list` */

import type { Command } from 'commander';
import { Option } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { periodCells, periodColumns, periodJson } from '#cli/views/period-view.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import { periods } from '#store/reads/periods.ts';
import { databaseNow } from '#store/reads/server.ts';

interface Options {
  readonly company?: string;
  readonly status?: PeriodRow['status'];
  readonly limit: number;
}

export function registerPeriodsList(program: Command, cli: CliContext): void {
  const command = group(program, 'periods', 'pay periods: first day, last day, pay date')
    .command('list')
    .description('list the pay periods, the oldest first')
    .option('--company <code>', 'only those of one company')
    .addOption(
      new Option('--status <status>', 'only those in one state').choices([
        'draft',
        'active',
        'completed',
        'skipped',
      ]),
    )
    .option('--limit <number>', 'at most so many', rowNumber, 100)
    .action(
      cli.verb(async ({ company: code, status, limit }: Options) =>
        cli.withWorld(async (world) => {
          const company = code === undefined ? null : await findCompany(world, code);
          if (company !== null && !company.ok) return company;
          const scope = company === null ? 'every company' : company.value;
          // One more than asked for tells whether there are more.
          const ask = { limit: limit + 1, ...(status === undefined ? {} : { status }) };
          const { found, now } = await world.store.read(scope, async (at) => ({
            found: await periods(at, ask),
            now: await databaseNow(at),
          }));
          const shown = found.slice(0, limit);
          const hasMore = found.length > limit;
          return answer({
            json: { periods: shown.map(periodJson), hasMore },
            text: (page) => {
              page.table({
                columns: periodColumns,
                rows: shown.map((period) => periodCells(period, now)),
                whenEmpty: 'There is no such pay period.',
              });
              if (hasMore) page.sentence(`There are more: --limit ${limit * 10} shows them.`);
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
