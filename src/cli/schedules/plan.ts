/**
 * `paybeat plan [SCHEDULE]`: shows the pay dates of the coming year.
 *
 * With --file it opens no database. People can try a schedule before they save it. Lines of JSON
 * serve to compare the calendars of other systems.
 */

import type { Command } from 'commander';
import { Option } from 'commander';
import { dateArgument, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { answerLines } from '#cli/json-lines.ts';
import { type Format, formatOf, type OutputOptions, shownPlans } from '#cli/plan-output.ts';
import { shownDiff } from '#cli/views/plan-diff-view.ts';
import { shownRecheck } from '#cli/views/recheck-view.ts';
import { type Answer, refuse } from '#errors.ts';
import { planDefinition, planLine } from '#operations/schedules/plan-definition.ts';
import { planChange, planSchedules } from '#operations/schedules/plan-schedules.ts';
import { recheckDueInstants } from '#operations/schedules/recheck-due-instants.ts';

interface PlanOptions extends OutputOptions {
  readonly file?: string;
  readonly diff?: string;
  readonly recheck?: boolean;
  readonly company?: string;
  readonly from?: Temporal.PlainDate;
  readonly to?: Temporal.PlainDate;
  readonly zone?: string;
  readonly calendar?: string;
}

export function registerPlan(program: Command, cli: CliContext): void {
  const onlySaved = ['company', 'diff', 'recheck'];
  const command = program
    .command('plan')
    .description('show a year of pay dates and deadlines, and why a date moved')
    .argument('[schedule]', 'code of a schedule (default: all)')
    .option('--company <code>', "only this company's schedules")
    .option('--from <date>', 'first pay date (default: today)', dateArgument)
    .option('--to <date>', 'last pay date (default: 12 months from the first)', dateArgument)
    .option('--diff <file>', 'show which dates a changed definition would move')
    .option('--recheck', 'list due times that new time zone rules would move')
    .addOption(
      new Option(
        '--file <file>',
        'a schedule file (JSON) that is not saved yet; "-" reads one per line from standard input',
      ).conflicts(onlySaved),
    )
    .option('--zone <name>', 'with --file: time zone, if the file has none', someText)
    .option('--calendar <id>', 'with --file: bank calendar, if the file has none', someText)
    .option('--csv', 'as CSV, for a spreadsheet')
    .option('--ics', 'as a calendar feed')
    .option('--output <file>', 'write to a file')
    .option('--overwrite', 'overwrite an existing file')
    .action(
      cli.verb(async (code: string | undefined, options: PlanOptions): Promise<VerbAnswer> => {
        const format = formatOf(cli, options);
        if (!format.ok) return format;
        const refusal = conflictOf(code, options);
        if (refusal !== null) return refusal;
        if (options.recheck === true) return rechecked(cli);
        if (options.file !== undefined) return planFile(cli, { ...options, file: options.file });
        return planSaved(cli, { code: code ?? null, options, format: format.value });
      }),
    );
  withExamples(command, [
    'paybeat plan office',
    'paybeat plan office --from 2026-01-01 --to 2026-12-31 --ics --output office.ics',
    'paybeat plan office --diff office-new.json',
    'paybeat plan --recheck',
    'paybeat plan --file schedule.json',
    'paybeat plan --file - < schedules.jsonl',
  ]);
}

function rechecked(cli: CliContext): Promise<VerbAnswer> {
  return cli.withWorld(async (world) => shownRecheck(await recheckDueInstants(world)));
}

function spanOf({ from, to }: PlanOptions) {
  return {
    ...(from === undefined ? {} : { fromOn: from }),
    ...(to === undefined ? {} : { toOn: to }),
  };
}

async function planSaved(
  cli: CliContext,
  ask: { readonly code: string | null; readonly options: PlanOptions; readonly format: Format },
): Promise<VerbAnswer> {
  const { code, options, format } = ask;
  const which = { company: options.company ?? null, ...spanOf(options) };
  if (options.diff !== undefined && code !== null) {
    const json = await cli.readJson(options.diff);
    if (!json.ok) return json;
    return cli.withWorld(async (world) => {
      const change = await planChange(world, { ...which, code, definition: json.value });
      return change.ok ? shownDiff(change.value) : change;
    });
  }
  return cli.withWorld(async (world) => {
    const planned = await planSchedules(world, { ...which, code });
    if (!planned.ok) return planned;
    const { plans, now } = planned.value;
    const company = plans[0]?.company ?? null;
    return shownPlans(cli, { plans, isOne: code !== null, company, now, format, options });
  });
}

async function planFile(
  cli: CliContext,
  options: PlanOptions & { readonly file: string },
): Promise<VerbAnswer> {
  const now = cli.clock.now();
  const format = formatOf(cli, options);
  if (!format.ok) return format;
  if (options.file === '-') return answerLines(cli, (json) => planLine(json, now));
  const json = await cli.readJson(options.file);
  if (!json.ok) return json;
  const { zone, calendar } = options;
  const plan = planDefinition({
    definition: json.value,
    now,
    ...spanOf(options),
    defaults: {
      ...(zone === undefined ? {} : { timeZone: zone }),
      ...(calendar === undefined ? {} : { calendar }),
    },
  });
  if (!plan.ok) return plan;
  const plans = [plan.value];
  return shownPlans(cli, { plans, isOne: true, company: null, now, format: format.value, options });
}

function conflictOf(code: string | undefined, options: PlanOptions): Answer<never> | null {
  const { file, diff, zone, calendar } = options;
  if (file === undefined && (zone ?? calendar) !== undefined) {
    return conflict('--zone and --calendar are for a schedule in a --file');
  }
  if (file !== undefined && code !== undefined) {
    return conflict(`the schedule is in ${file}: leave ${code} out`);
  }
  const others = Object.keys(options).filter((option) => option !== 'recheck');
  if (options.recheck === true && (code !== undefined || others.length > 0)) {
    return conflict('--recheck looks at every stored due instant: leave the rest out');
  }
  if (diff !== undefined && code === undefined) {
    return conflict('--diff compares with one saved schedule: name it');
  }
  // Each line contains all options itself.
  const extra = Object.keys(options).find((option) => option !== 'file');
  if (file === '-' && extra !== undefined) {
    return conflict(`lines of JSON carry everything, from and to too: leave --${extra} out`);
  }
  return null;
}

function conflict(message: string): Answer<never> {
  const hint = "see 'paybeat plan --help'";
  return refuse({ family: 'usage', code: 'conflicting_options', message, hint });
}
