/**
 * `paybeat plan`: the year ahead, before it happens.
 *
 * With --file no database is opened: people try a schedule before they save it, and other systems'
 * calendars are checked against it, a line of JSON each.
 */

import type { Command } from 'commander';
import { Option } from 'commander';
import { plainDate, someText } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { answerLines } from '#cli/json-lines.ts';
import { formatOf, type OutputOptions, shownPlans } from '#cli/plan-output.ts';
import { type Answer, refuse } from '#errors.ts';
import { parseJsonText } from '#json-text.ts';
import { planDefinition, planLine } from '#operations/plan-definition.ts';

interface PlanOptions extends OutputOptions {
  readonly file: string;
  readonly from?: Temporal.PlainDate;
  readonly to?: Temporal.PlainDate;
  readonly zone?: string;
  readonly calendar?: string;
}

export function registerPlan(program: Command, cli: CliContext): void {
  const command = program
    .command('plan')
    .description('show the year ahead: pay dates and why they moved, deadlines, due instants')
    .addOption(
      new Option(
        '--file <file>',
        'a schedule as JSON, saved or not, without a database; - reads lines of JSON',
      ).makeOptionMandatory(),
    )
    .option('--from <date>', 'first pay date (today)', plainDate)
    .option('--to <date>', 'last pay date (twelve months on)', plainDate)
    .option('--zone <name>', 'with --file: time zone, where the schedule names none', someText)
    .option('--calendar <id>', 'with --file: bank calendar, where it names none', someText)
    .addOption(new Option('--csv', 'as CSV, for a spreadsheet').conflicts(['ics', 'json']))
    .addOption(new Option('--ics', 'as a calendar feed').conflicts(['csv', 'json']))
    .option('--output <file>', 'write it to a file')
    .option('--overwrite', 'replace that file where it exists')
    .action(cli.verb((options: PlanOptions) => planFile(cli, options)));
  withExamples(command, [
    'paybeat plan --file schedule.json --from 2026-01-01 --to 2026-12-31',
    'paybeat plan --file schedule.json --ics --output schedule.ics',
    'paybeat plan --file - < schedules.jsonl',
  ]);
}

async function planFile(cli: CliContext, options: PlanOptions): Promise<VerbAnswer> {
  const now = cli.clock.now();
  const format = formatOf(cli, options);
  if (!format.ok) return format;
  if (options.file === '-') {
    return linesRefusal(options) ?? answerLines(cli, (json) => planLine(json, now));
  }
  const bytes = await cli.readFile(options.file);
  if (!bytes.ok) return bytes;
  const json = parseJsonText(new TextDecoder().decode(bytes.value));
  if (!json.ok) return json;
  const { from, to, zone, calendar } = options;
  const plan = planDefinition({
    definition: json.value,
    now,
    ...(from === undefined ? {} : { fromOn: from }),
    ...(to === undefined ? {} : { toOn: to }),
    defaults: {
      ...(zone === undefined ? {} : { timeZone: zone }),
      ...(calendar === undefined ? {} : { calendar }),
    },
  });
  if (!plan.ok) return plan;
  return shownPlans(cli, {
    plans: [plan.value],
    isOne: true,
    company: null,
    now,
    format: format.value,
    options,
  });
}

/** Each line says everything itself. */
function linesRefusal(options: PlanOptions): Answer<never> | null {
  const name = Object.keys(options).find((option) => option !== 'file');
  if (name === undefined) return null;
  return refuse({
    family: 'usage',
    code: 'conflicting_options',
    message: `lines of JSON carry everything themselves, from and to too: leave --${name} out`,
    hint: "see 'paybeat plan --help'",
  });
}
