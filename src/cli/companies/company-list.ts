/** `paybeat company list` */

import type { Command } from 'commander';
import { companiesListed } from '#answers/companies.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { countInWords } from '#cli/views/amounts.ts';
import { answer } from '#errors.ts';

export function registerCompanyList(program: Command, cli: CliContext): void {
  const command = group(program, 'company', 'add, list and configure companies')
    .command('list')
    .description('list the companies')
    .action(
      cli.verb(async () =>
        cli.withWorld(async (world) => {
          const all = await companiesListed(world);
          return answer({
            json: { companies: all },
            text: (page) =>
              page.table({
                columns: [
                  { title: 'code' },
                  { title: 'name', isLong: true },
                  { title: 'employees', align: 'right' },
                  { title: 'currency' },
                  { title: 'time zone', isSpare: true },
                  { title: 'calendar' },
                  { title: 'regional taxes', isSpare: true },
                ],
                rows: all.map((company) => [
                  company.code,
                  company.name,
                  countInWords(company.employees),
                  company.currency,
                  company.timeZone,
                  company.calendar,
                  company.stateTax === 'none_calculated' ? 'not calculated' : company.stateTax,
                ]),
                whenEmpty: 'There is no company yet: add one with paybeat company add.',
              }),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat company list', 'paybeat company list --json']);
}
