/** `paybeat schedule override CODE --nominal DATE`: sets one pay date or deadline by hand. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { dateArgument, someText, timeArgument } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Shown } from '#cli/output.ts';
import { dayText } from '#cli/views/plan-view.ts';
import { showSynced } from '#cli/views/synced-view.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import {
  type OverriddenPayDate,
  type OverridePayDate,
  overridePayDate,
} from '#operations/schedules/override-pay-date.ts';
import type { Deadline } from '#schedule/deadlines.ts';

/** A day, and a time of day if one was given. */
interface Moment {
  readonly on: Temporal.PlainDate;
  readonly at: Temporal.PlainTime | null;
}

interface Options {
  readonly nominal: Temporal.PlainDate;
  readonly payOn?: Temporal.PlainDate;
  readonly inputCutoffOn?: Temporal.PlainDate;
  readonly inputCutoff?: Moment;
  readonly approvalDeadline?: Moment;
  readonly reason?: string;
  readonly remove?: boolean;
  readonly company?: string;
  readonly dryRun?: boolean;
}

const whenExamples = '2026-12-22 or 2026-12-22T12:00';

export function registerScheduleOverride(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', 'pay schedules: frequency, pay dates, automation')
    .command('override')
    .description('change one pay date, input cut-off or approval deadline, with a reason')
    .argument('<schedule>', 'code of the schedule')
    .requiredOption(
      '--nominal <date>',
      "pay date before any move, shown as 'nominal' by 'paybeat plan'",
      dateArgument,
    )
    .option('--pay-on <date>', 'the new pay date', dateArgument)
    .addOption(
      new Option('--input-cutoff-on <date>', 'the new last day for inputs')
        .argParser(dateArgument)
        .conflicts('inputCutoff'),
    )
    .option(
      '--input-cutoff <when>',
      `the new last time for inputs: ${whenExamples}`,
      momentArgument,
    )
    .option(
      '--approval-deadline <when>',
      `the new last time for an approval: ${whenExamples}`,
      momentArgument,
    )
    .option('--reason <text>', 'why; shown with the date', someText)
    .addOption(
      new Option('--remove', 'remove the change').conflicts([
        ...['payOn', 'inputCutoffOn', 'inputCutoff', 'approvalDeadline', 'reason'],
      ]),
    )
    .option('--company <code>', 'code of the company, if several have this schedule')
    .option('--dry-run', 'show what would move, without saving')
    .action(
      cli.verb(async (code: string, options: Options) => {
        const set = setOf(options);
        if (!set.ok) return set;
        return cli.withWorld(async (world) => {
          const done = await overridePayDate(world, {
            company: options.company ?? null,
            code,
            nominalOn: options.nominal,
            set: set.value,
            dryRun: options.dryRun === true,
          });
          if (!done.ok) return done;
          return answer(shown(code, done.value));
        });
      }),
    );
  withExamples(command, [
    "paybeat schedule override office --nominal 2027-01-01 --pay-on 2026-12-23 --reason 'winter closing'",
    "paybeat schedule override office --nominal 2027-01-01 --approval-deadline 2026-12-22T12:00 --reason 'the approver is away'",
    'paybeat schedule override office --nominal 2027-01-01 --remove',
  ]);
}

function shown(code: string, done: OverriddenPayDate): Shown {
  const { company, nominalOn, payOn, marks, periods, written } = done;
  const { inputCutoff, approvalDeadline, review } = done;
  return {
    json: { ...done },
    text: (page) => {
      const paid = payOn === null ? 'not known yet' : dayText(payOn);
      page.sentence(
        `${company} ${code}: nominal pay date ${dayText(nominalOn)}, actual pay date ${paid}.`,
      );
      if (inputCutoff !== null) page.sentence(`Inputs close ${localMoment(inputCutoff)}.`);
      if (approvalDeadline !== null) {
        page.sentence(`Approvals are in time until ${localMoment(approvalDeadline)}.`);
      }
      for (const mark of marks) page.sentence(`  ${mark}`);
      showSynced(page, { code, synced: periods, review });
      page.sentence(
        written ? `Saved: schedule ${code} of ${company} is changed.` : nothingWasSaved,
      );
    },
  };
}

function setOf(options: Options): Answer<OverridePayDate['set']> {
  const { payOn = null, inputCutoff, approvalDeadline, reason, remove } = options;
  if (remove === true) return answer(null);
  const inputCutoffOn = inputCutoff?.on ?? options.inputCutoffOn ?? null;
  const approvalDeadlineOn = approvalDeadline?.on ?? null;
  if (reason !== undefined && (payOn ?? inputCutoffOn ?? approvalDeadlineOn) !== null) {
    const times = {
      inputCutoffAt: inputCutoff?.at ?? null,
      approvalDeadlineAt: approvalDeadline?.at ?? null,
    };
    return answer({ payOn, inputCutoffOn, approvalDeadlineOn, ...times, reason });
  }
  return refuse({
    family: 'usage',
    code: 'missing_option',
    message:
      'add --reason and a new date (--pay-on, --input-cutoff or --approval-deadline), or --remove',
    hint: "see 'paybeat schedule override --help'",
  });
}

/** `2026-12-22`, or `2026-12-22T12:00` in the schedule's time zone. */
function momentArgument(text: string): Moment {
  const [date = '', time] = text.split('T');
  if (time === undefined) return { on: dateArgument(date), at: null };
  return { on: dateArgument(date), at: timeArgument(time) };
}

function localMoment({ local, zone }: Pick<Deadline, 'local' | 'zone'>): string {
  const minutes = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${dayText(local.toPlainDate())} ${minutes} in ${zone}`;
}
