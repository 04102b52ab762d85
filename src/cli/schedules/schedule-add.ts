/** `paybeat schedule add [CODE]`: adds a schedule from a few options, or from a file. */

import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { addedScheduleShape } from '#answers/schedules.ts';
import { dateArgument, jsonObject, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { showPlan } from '#cli/views/plan-view.ts';
import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import {
  type AddSchedule,
  addSchedule,
  rehearseSchedule,
} from '#operations/schedules/add-schedule.ts';
import type { World } from '#operations/world.ts';

type Json = Readonly<Record<string, unknown>>;

interface Options {
  readonly company?: string;
  readonly file?: string;
  readonly from?: Temporal.PlainDate;
  readonly frequency?: string;
  readonly anchor?: string;
  readonly payDaysAfterEnd?: number;
  readonly periodEnds?: readonly number[];
  readonly payDate?: Json;
  readonly inputCutoff?: Json;
  readonly approvalDeadline?: Json;
  readonly convention?: string;
  readonly title?: string;
  readonly rule?: Json;
  readonly dryRun?: boolean;
}

export function registerScheduleAdd(program: Command, cli: CliContext): void {
  const adding = group(program, 'schedule', 'pay schedules: frequency, pay dates, automation')
    .command('add')
    .description('add a pay schedule and its next pay periods')
    .argument('[code]', 'a short name: office')
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--from <date>', 'skip periods that end before this day (default: today)', dateArgument)
    .addOption(
      new Option('--file <file>', 'the whole schedule as JSON').conflicts([
        'frequency',
        'anchor',
        'payDaysAfterEnd',
        'periodEnds',
        'payDate',
        'inputCutoff',
        'approvalDeadline',
        'convention',
        'title',
        'rule',
      ]),
    );
  const command = withDates(adding)
    .option('--title <text>', 'display name', someText)
    .option('--rule <json>', 'when a period runs automatically', jsonObject)
    .option('--dry-run', 'show the resulting year, without saving')
    .action(
      cli.verb(async (code: string | undefined, options: Options) => {
        const definition = await definitionOf(cli, { code, options });
        if (!definition.ok) return definition;
        return cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const ask: AddSchedule = {
            companyId: company.value.companyId,
            definition: definition.value,
            ...(options.from === undefined ? {} : { fromOn: options.from }),
          };
          const { code: name } = company.value;
          return options.dryRun === true ? rehearsed(world, ask) : added(world, ask, name);
        });
      }),
    );
  withExamples(command, [
    `paybeat schedule add office --frequency biweekly --anchor 2026-01-02 --convention preceding --rule '{"days_before_pay_date": 4, "business_days": true}'`,
    `paybeat schedule add monthly --frequency monthly --rule '{"days_before_end": 3}'`,
    'paybeat schedule add half-month --frequency semimonthly --period-ends 15,31',
    `paybeat schedule add shop --frequency weekly --anchor 2026-01-02 --pay-days-after-end 5 --input-cutoff '{"weekday": "monday", "before": "pay_date", "at": "12:00"}'`,
    'paybeat schedule add --file schedule.json --company acme',
  ]);
}

/** The options for the dates: of the periods, the pay dates and the deadlines. */
function withDates(command: Command): Command {
  return command
    .option('--frequency <frequency>', 'daily, weekly, biweekly, semimonthly, monthly, …')
    .option(
      '--anchor <date>',
      'for weekly, biweekly and fourweekly: one pay date; the others are counted from it',
    )
    .option(
      '--period-ends <days>',
      'for semimonthly and monthly: the days on which periods end, such as 15,31; 31 is the last day',
      daysOfMonth,
    )
    .addOption(
      new Option('--pay-days-after-end <days>', "days from the period's end to the pay date")
        .argParser(days)
        .conflicts('payDate'),
    )
    .option(
      '--pay-date <json>',
      'another way to give the pay dates, such as {"days": [{"weekday": "friday", "nth": "last"}]}',
      jsonObject,
    )
    .option(
      '--input-cutoff <json>',
      'until when inputs are accepted, such as {"weekday": "tuesday", "after": "period_end"}',
      jsonObject,
    )
    .option(
      '--approval-deadline <json>',
      'until when an approval meets the pay date (default: 2 banking days before, at 17:00)',
      jsonObject,
    )
    .option(
      '--convention <name>',
      'how a pay date on a bank holiday moves (default: preceding); none: it stays',
    );
}

async function added(world: World, ask: AddSchedule, company: string): Promise<VerbAnswer> {
  const saved = await addSchedule(world, ask);
  if (!saved.ok) return saved;
  const { code, periods, warnings } = saved.value;
  return answer({
    json: addedScheduleShape({ code: company }, saved.value),
    text: (page) => {
      page.sentence(`Added pay schedule ${code} to ${company} with ${periods} coming pay periods.`);
      for (const warning of warnings) page.sentence(`Warning: ${warning}`);
      page.sentence(`See the year ahead with: paybeat plan ${code}`);
    },
  });
}

async function rehearsed(world: World, ask: AddSchedule): Promise<VerbAnswer> {
  const found = await rehearseSchedule(world, ask);
  if (!found.ok) return found;
  const { company, plan, warnings } = found.value;
  return answer({
    json: { ...plan, company, warnings, saved: false },
    text: (page) => {
      showPlan(page, { ...plan, company, issues: [], warnings });
      page.sentence(nothingWasSaved);
    },
  });
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
    return cli.readJson(options.file);
  }
  if (code === undefined || options.frequency === undefined) {
    return usage('a schedule needs a code and --frequency, or --file');
  }
  const { payDaysAfterEnd, payDate } = options;
  const given = {
    code,
    title: options.title,
    frequency: options.frequency,
    anchor: options.anchor,
    period_ends: options.periodEnds,
    pay_date: payDaysAfterEnd === undefined ? payDate : { days_after_end: payDaysAfterEnd },
    convention: options.convention,
    input_cutoff: options.inputCutoff,
    approval_deadline: options.approvalDeadline,
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

/** `15,31`. The schedule's own check says which days are possible. */
function daysOfMonth(text: string): readonly number[] {
  if (/^[0-9]{1,2}(,[0-9]{1,2})?$/.test(text)) return text.split(',').map(Number);
  throw new InvalidArgumentError('Expected one or two days of the month, such as 15,31.');
}

function usage(message: string): Answer<never> {
  const hint = "see 'paybeat schedule add --help'";
  return refuse({ family: 'usage', code: 'missing_option', message, hint });
}
