/** `paybeat schedule override CODE --nominal DATE`: sets one pay date or input cut-off by hand. */

import type { Command } from 'commander';
import { Option } from 'commander';
import { dateArgument, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import { dayText } from '#cli/views/plan-view.ts';
import { showSynced } from '#cli/views/synced-view.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { type OverridePayDate, overridePayDate } from '#operations/schedules/override-pay-date.ts';

interface Options {
  readonly nominal: Temporal.PlainDate;
  readonly payOn?: Temporal.PlainDate;
  readonly inputCutoffOn?: Temporal.PlainDate;
  readonly reason?: string;
  readonly remove?: boolean;
  readonly company?: string;
  readonly dryRun?: boolean;
}

export function registerScheduleOverride(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', 'pay schedules: frequency, pay dates, automation')
    .command('override')
    .description('change one pay date or input deadline, with a reason')
    .argument('<schedule>', 'code of the schedule')
    .requiredOption(
      '--nominal <date>',
      "pay date before any move, shown as 'nominal' by 'paybeat plan'",
      dateArgument,
    )
    .option('--pay-on <date>', 'the new pay date', dateArgument)
    .option('--input-cutoff-on <date>', 'the new last day for inputs', dateArgument)
    .option('--reason <text>', 'why; shown with the date', someText)
    .addOption(
      new Option('--remove', 'remove the change').conflicts(['payOn', 'inputCutoffOn', 'reason']),
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
          const { company, nominalOn, payOn, marks, periods, written } = done.value;
          return answer({
            json: { ...done.value },
            text: (page) => {
              const paid = payOn === null ? 'not known yet' : dayText(payOn);
              page.sentence(
                `${company} ${code}: nominal pay date ${dayText(nominalOn)}, actual pay date ${paid}.`,
              );
              for (const mark of marks) page.sentence(`  ${mark}`);
              showSynced(page, { code, synced: periods });
              page.sentence(
                written ? `Saved: schedule ${code} of ${company} is changed.` : nothingWasSaved,
              );
            },
          });
        });
      }),
    );
  withExamples(command, [
    "paybeat schedule override office --nominal 2027-01-01 --pay-on 2026-12-23 --reason 'winter closing'",
    'paybeat schedule override office --nominal 2027-01-01 --remove',
  ]);
}

function setOf(options: Options): Answer<OverridePayDate['set']> {
  const { payOn = null, inputCutoffOn = null, reason, remove } = options;
  if (remove === true) return answer(null);
  if (reason !== undefined && (payOn ?? inputCutoffOn) !== null) {
    return answer({ payOn, inputCutoffOn, reason });
  }
  return refuse({
    family: 'usage',
    code: 'missing_option',
    message: 'add --reason and a new date (--pay-on or --input-cutoff-on), or --remove',
    hint: "see 'paybeat schedule override --help'",
  });
}
