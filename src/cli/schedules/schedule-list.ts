/** `paybeat schedule list` */

import type { Command } from 'commander';
import { verbatim } from '#answers/json-form.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { countInWords } from '#cli/views/amounts.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { companies, schedules } from '#store/reads/companies.ts';

export function registerScheduleList(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', 'how often, anchored where, paid when')
    .command('list')
    .description('list the pay schedules')
    .option('--company <code>', 'only those of one company')
    .action(
      cli.verb(async ({ company: code }: { readonly company?: string }) =>
        cli.withWorld(async (world) => {
          const company = code === undefined ? null : await findCompany(world, code);
          if (company !== null && !company.ok) return company;
          const scope = company === null ? 'every company' : company.value;
          const { found, codes } = await world.store.read(scope, async (at) => ({
            found: await schedules(at),
            codes: new Map((await companies(at)).map((one) => [one.companyId, one.code])),
          }));
          const all = found.map((one) => ({ ...one, company: codes.get(one.companyId) ?? '' }));
          return answer({
            json: {
              schedules: all.map((one) => ({
                company: one.company,
                code: one.code,
                frequency: one.frequency,
                timeZone: one.timeZone,
                automation: one.automationEnabled,
                employees: one.employees,
                generatedTo: one.generatedTo,
                definition: verbatim(one.definition),
              })),
            },
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
                  JSON.stringify(one.definition['rule'] ?? 'by hand only'),
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
