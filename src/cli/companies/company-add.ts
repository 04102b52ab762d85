/** `paybeat company add CODE` */

import type { Command } from 'commander';
import { addedCompanyShape } from '#answers/companies.ts';
import { someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { sayRegionalTaxes } from '#cli/views/run-view.ts';
import { answer } from '#errors.ts';
import { addCompany } from '#operations/companies/add-company.ts';

const nothingCovered =
  'You can plan pay dates only: Paybeat has no taxes for this currency, so it cannot pay people in it.';

interface Options {
  readonly name: string;
  readonly currency: string;
  readonly zone: string;
  readonly calendar: string;
  readonly stateTax: string;
  readonly planOnly?: boolean;
}

export function registerCompanyAdd(program: Command, cli: CliContext): void {
  const command = group(program, 'company', 'add, list and configure companies')
    .command('add')
    .description('add a company')
    .argument('<code>', 'a short name for commands: acme')
    .requiredOption('--name <name>', 'full name of the company', someText)
    .requiredOption('--zone <zone>', 'IANA time zone: America/New_York')
    .option('--currency <code>', 'ISO 4217', 'USD')
    .option('--calendar <id>', 'bank calendar: fed, target2, uk-england-and-wales, weekends', 'fed')
    .option(
      '--state-tax <declaration>',
      'taxes of states or provinces; not calculated yet, so leave this out',
      'none_calculated',
    )
    .option('--plan-only', 'plan pay dates only; needed if Paybeat has no taxes for the currency')
    .action(
      cli.verb(async (code: string, options: Options) =>
        cli.withWorld(async (world) => {
          const { zone: timeZone, planOnly: isPlanOnly = false, ...rest } = options;
          const company = { code, timeZone, ...rest, isPlanOnly };
          const added = await addCompany(world, company);
          if (!added.ok) return added;
          return answer({
            json: addedCompanyShape(added.value, company),
            text: (page) => {
              page.sentence(`Added company ${code}, ${options.name}.`);
              const { covered } = added.value;
              if (covered === null) page.sentence(nothingCovered);
              else page.sentence(`Taxes: ${covered}.`);
              if (covered !== null) sayRegionalTaxes(page, options.currency);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    "paybeat company add acme --name 'Acme Ltd' --zone America/New_York",
    "paybeat company add lyon --name 'Acme SARL' --zone Europe/Paris --currency EUR --calendar target2 --plan-only",
  ]);
}
