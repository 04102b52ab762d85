/** `paybeat liabilities depositor YEAR [STATUS]`: how often a company deposits its taxes in a year. */
import { Argument, type Command } from 'commander';
import { depositorShape } from '#answers/liabilities.ts';
import { countArgument, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { answer, refuse } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { chooseDepositor } from '#operations/liabilities/set-depositor.ts';
import type { DepositorStatus } from '#payslip/taxes/tax-returns.ts';
import { liabilitiesNoun } from './liabilities-list.ts';
import { depositorInWords } from './liabilities-view.ts';

interface Options {
  readonly company?: string;
  readonly why?: string;
  readonly replace?: boolean;
}

export function registerLiabilitiesDepositor(program: Command, cli: CliContext): void {
  const command = group(program, 'liabilities', liabilitiesNoun)
    .command('depositor')
    .description('show or set how often a company deposits its taxes in a year')
    .argument('<year>', 'calendar year', countArgument)
    .addArgument(new Argument('[status]', 'sets it').choices(['monthly', 'semiweekly']))
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--why <reason>', 'the reason; needed to set it', someText)
    .option('--replace', 'set another status than the one that is set')
    .action(
      cli.verb((year: number, status: DepositorStatus | undefined, options: Options) =>
        cli.withWorld(async (world) => {
          const { why, replace = false } = options;
          if (status !== undefined && why === undefined) return whyMissing();
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const set = status === undefined || why === undefined ? null : { status, why };
          const ask = { company: company.value, year, set, replace };
          const chosen = await chooseDepositor(world, ask);
          if (!chosen.ok) return chosen;
          return answer({
            json: depositorShape(chosen.value),
            text: (page) => {
              page.sentence(depositorInWords(chosen.value, company.value));
              if (chosen.value.why !== null) page.sentence(`Reason: ${chosen.value.why}`);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat liabilities depositor 2026',
    "paybeat liabilities depositor 2026 monthly --why 'new employer'",
    "paybeat liabilities depositor 2027 semiweekly --why 'letter of 3 December' --replace",
  ]);
}

function whyMissing() {
  return refuse({
    family: 'usage',
    code: 'why_missing',
    message: 'a status needs a reason',
    hint: 'add --why, such as the taxes of the lookback period',
  });
}
