/** `paybeat company settings`: shows and changes how a company calculates pay. */

import type { Command } from 'commander';
import { settingsShape } from '#answers/companies.ts';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { secondEyesRemark } from '#cli/views/second-eyes-remark.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { type PaySettingsSet, setPaySettings } from '#operations/companies/set-pay-settings.ts';

interface Options {
  readonly company?: string;
  readonly proration?: string;
  readonly hoursPerYear?: number;
  readonly supplemental?: string;
  readonly employerTax?: string;
  readonly heldLimit?: number;
  readonly overtime?: string;
  readonly workweekStart?: string;
  readonly jobRateOvertime?: string;
  readonly dailyOvertime?: string;
  readonly secondEyes?: string;
}

export function registerCompanySettings(program: Command, cli: CliContext): void {
  const command = group(program, 'company', 'add, list and configure companies')
    .command('settings')
    .description("show or change a company's payroll settings, from the next run on")
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--proration <basis>', 'part of a period: calendar_days, working_days or hours')
    .option('--hours-per-year <number>', 'hours in a year of salary (default: 2080)', countArgument)
    .option('--supplemental <method>', 'withholding on bonuses: flat or aggregate')
    .option(
      '--employer-tax <percent>',
      "your rate of the employer tax shown by 'company settings', in percent; default: the standard rate",
    )
    .option(
      '--held-limit <percent>',
      'hold a run for review if more than this percent of people are held; 100: never',
      countArgument,
    )
    .option(
      '--overtime <rule>',
      'weekly: calculate overtime from daily hours; none: your time system does',
    )
    .option('--workweek-start <day>', 'the first day of the workweek: sunday, monday …')
    .option(
      '--job-rate-overtime <jobs>',
      'overtime on the rate of the job, as people agreed before the work: none, all, or jobs (cook,driver)',
    )
    .option(
      '--daily-overtime <rule>',
      'by_state: calculate the daily overtime of states; none: do not',
    )
    .option(
      '--second-eyes <rule>',
      'required: nobody approves pay that they entered; none: the company has no second person',
    )
    .action(
      cli.verb(async (options: Options) =>
        cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const { proration, hoursPerYear, supplemental, employerTax, heldLimit } = options;
          const { overtime, workweekStart, secondEyes } = options;
          const { jobRateOvertime, dailyOvertime } = options;
          const set = await setPaySettings(world, {
            company: company.value,
            ...(proration === undefined ? {} : { proration }),
            ...(hoursPerYear === undefined ? {} : { hoursPerYear }),
            ...(supplemental === undefined ? {} : { supplementalMethod: supplemental }),
            ...(employerTax === undefined ? {} : { employerTaxPercent: employerTax }),
            ...(heldLimit === undefined ? {} : { heldPercentMax: heldLimit }),
            ...(overtime === undefined ? {} : { overtime }),
            ...(workweekStart === undefined ? {} : { workweekStart }),
            ...(jobRateOvertime === undefined ? {} : { jobRateOvertime }),
            ...(dailyOvertime === undefined ? {} : { dailyOvertime }),
            ...(secondEyes === undefined ? {} : { secondEyes }),
          });
          if (!set.ok) return set;
          return answer({
            json: settingsShape(company.value, set.value),
            text: (page) => page.facts(factsOf(company.value.code, set.value)),
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat company settings',
    'paybeat company settings --second-eyes none',
    'paybeat company settings --company acme --proration working_days --supplemental aggregate',
  ]);
}

function factsOf(company: string, set: PaySettingsSet): readonly (readonly [string, string])[] {
  const { settings } = set;
  return [
    ['company', company],
    ['proration', settings.proration.replaceAll('_', ' ')],
    ['hours per year', String(settings.hoursPerYear)],
    ['supplemental wages', settings.supplementalMethod],
    ...employerTaxFacts(set),
    ['held limit', `${settings.heldPercentMax} %`],
    ['overtime', settings.overtime],
    ['workweek starts', settings.workweekStart],
    ['overtime on the rate of the job', settings.jobRateOvertime],
    ['daily overtime', settings.dailyOvertime.replaceAll('_', ' ')],
    ['second pair of eyes', secondEyesInWords(set)],
  ];
}

function secondEyesInWords({ secondEyes }: PaySettingsSet): string {
  return secondEyesRemark(secondEyes) ?? 'required: nobody approves pay that they entered';
}

function employerTaxFacts({ employerTax, settings }: PaySettingsSet): readonly [string, string][] {
  if (employerTax === null) return [];
  const own = settings.employerTaxPercent;
  return [[employerTax.name, own === null ? employerTax.usual : `${own} %`]];
}
