/** `paybeat schedule list` */

import type { Command } from 'commander';
import { schedulesListed } from '#answers/schedules.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { countInWords } from '#cli/views/amounts.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';

export function registerScheduleList(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', 'pay schedules: frequency, pay dates, automation')
    .command('list')
    .description('list the pay schedules')
    .option('--company <code>', 'only this company')
    .action(
      cli.verb(async ({ company: code }: { readonly company?: string }) =>
        cli.withWorld(async (world) => {
          const company = code === undefined ? null : await findCompany(world, code);
          if (company !== null && !company.ok) return company;
          const all = await schedulesListed(world, company === null ? {} : company.value);
          return answer({
            json: { schedules: all },
            text: (page) =>
              page.table({
                columns: [
                  { title: 'company' },
                  { title: 'code' },
                  { title: 'frequency' },
                  { title: 'employees', align: 'right' },
                  { title: 'time zone', isSpare: true },
                  { title: 'rule', isLong: true },
                  { title: 'periods until', isSpare: true },
                ],
                rows: all.map((one) => [
                  one.company,
                  one.code,
                  one.frequency,
                  countInWords(one.employees),
                  one.timeZone,
                  JSON.stringify(
                    one.definition['rule'] ?? one.definition['stages'] ?? 'by hand only',
                  ),
                  one.generatedTo?.toString() ?? '-',
                ]),
                whenEmpty: 'There is no pay schedule yet: add one with paybeat schedule add.',
              }),
          });
        }),
      ),
    );
  withExamples(command, ['paybeat schedule list', 'paybeat schedule list --company acme --json']);
}
