/** `paybeat schedule add [CODE]`: from a few options, or from a file with everything. */

import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { jsonObject, plainDate, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { person } from '#cli/person.ts';
import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import { parseJsonText } from '#json-text.ts';
import { addSchedule } from '#operations/add-schedule.ts';
import { findCompany } from '#operations/find-company.ts';

interface Options {
  readonly company?: string;
  readonly file?: string;
  readonly from?: Temporal.PlainDate;
  readonly frequency?: string;
  readonly anchor?: string;
  readonly payDaysAfterEnd?: number;
  readonly convention?: string;
  readonly title?: string;
  readonly rule?: Readonly<Record<string, unknown>>;
}

export function registerScheduleAdd(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', 'how often, anchored where, paid when')
    .command('add')
    .description('add a pay schedule and its coming pay periods')
    .argument('[code]', 'a short name: office')
    .option('--company <code>', 'needed when there are several')
    .option('--from <date>', 'leave out periods that end before this day (today)', plainDate)
    .addOption(
      new Option('--file <file>', 'the whole schedule as JSON').conflicts([
        'frequency',
        'anchor',
        'payDaysAfterEnd',
        'convention',
        'title',
        'rule',
      ]),
    )
    .option('--frequency <frequency>', 'weekly, biweekly, semimonthly, monthly, …')
    .option('--anchor <date>', 'weekly, biweekly, fourweekly: any real pay date')
    .option('--pay-days-after-end <days>', 'pay date, counted from the last day', days)
    .option('--convention <name>', 'where a pay date goes that is no banking day: preceding, …')
    .option('--title <text>', 'its name for people', someText)
    .option('--rule <json>', 'when a period runs by itself', jsonObject)
    .action(
      cli.verb(async (code: string | undefined, options: Options) => {
        const definition = await definitionOf(cli, { code, options });
        if (!definition.ok) return definition;
        return cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const added = await addSchedule(world, {
            companyId: company.value.companyId,
            definition: definition.value,
            ...(options.from === undefined ? {} : { fromOn: options.from }),
            by: person(),
          });
          if (!added.ok) return added;
          const { periods } = added.value;
          return answer({
            json: { company: company.value.code, code: added.value.code, periods },
            text: (page) => {
              page.sentence(
                `Added pay schedule ${added.value.code} to ${company.value.code} with ${periods} coming pay periods.`,
              );
              page.sentence('See them with: paybeat periods list');
            },
          });
        });
      }),
    );
  withExamples(command, [
    `paybeat schedule add office --frequency biweekly --anchor 2026-01-02 --convention preceding --rule '{"days_before_pay_date": 4, "business_days": true}'`,
    `paybeat schedule add monthly --frequency monthly --rule '{"days_before_end": 3}'`,
    'paybeat schedule add --file schedule.json --company acme',
  ]);
}

async function definitionOf(
  cli: CliContext,
  ask: { readonly code: string | undefined; readonly options: Options },
): Promise<Answer<unknown>> {
  const { code, options } = ask;
  if (options.file !== undefined) {
    if (code !== undefined) {
      return usage(`${options.file} holds the code of the schedule: leave ${code} out`);
    }
    const bytes = await cli.readFile(options.file);
    return bytes.ok ? parseJsonText(new TextDecoder().decode(bytes.value)) : bytes;
  }
  if (code === undefined || options.frequency === undefined) {
    return usage('a schedule needs a code and --frequency, or --file');
  }
  const { payDaysAfterEnd } = options;
  const given = {
    code,
    title: options.title,
    frequency: options.frequency,
    anchor: options.anchor,
    pay_date: payDaysAfterEnd === undefined ? undefined : { days_after_end: payDaysAfterEnd },
    convention: options.convention,
    rule: options.rule,
  };
  return answer(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
}

function days(text: string): number {
  if (/^[0-9]{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number of days from 0 to 62.');
}

function usage(message: string): Answer<never> {
  const hint = "see 'paybeat schedule add --help'";
  return refuse({ family: 'usage', code: 'missing_option', message, hint });
}
