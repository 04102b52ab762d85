/**
 * `paybeat schedule change CODE --file NEW.json`: changes a schedule, and shows the effect on its
 * periods.
 */

import type { Command } from 'commander';
import { dateArgument, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Page } from '#cli/output.ts';
import { dayText } from '#cli/views/plan-view.ts';
import { showSynced } from '#cli/views/synced-view.ts';
import { answer } from '#errors.ts';
import {
  type ChangedSchedule,
  changeSavedSchedule,
  type DayPeriod,
} from '#operations/schedules/change-saved-schedule.ts';

interface Options {
  readonly file: string;
  readonly from?: Temporal.PlainDate;
  readonly transitionPayOn?: Temporal.PlainDate;
  readonly reason?: string;
  readonly company?: string;
  readonly dryRun?: boolean;
}

export function registerScheduleChange(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', 'pay schedules: frequency, pay dates, automation')
    .command('change')
    .description('change a schedule; if the pay periods change, a transition period fills the gap')
    .argument('<schedule>', 'code of the schedule')
    .requiredOption('--file <file>', 'the complete new definition as JSON')
    .option('--from <date>', 'start the first new period on or after this day', dateArgument)
    .option('--transition-pay-on <date>', 'pay date of the transition period', dateArgument)
    .option('--reason <text>', 'why; recorded with every changed period', someText)
    .option('--company <code>', 'code of the company, if several have this schedule')
    .option('--dry-run', 'show what would change, without saving')
    .action(
      cli.verb(async (code: string, options: Options) => {
        const json = await cli.readJson(options.file);
        if (!json.ok) return json;
        return cli.withWorld(async (world) => {
          const changed = await changeSavedSchedule(world, {
            company: options.company ?? null,
            code,
            definition: json.value,
            fromOn: options.from ?? null,
            transitionPayOn: options.transitionPayOn ?? null,
            reason: options.reason ?? `the schedule ${code} was changed`,
            dryRun: options.dryRun === true,
          });
          if (!changed.ok) return changed;
          return answer({ json: { ...changed.value }, text: (page) => show(page, changed.value) });
        });
      }),
    );
  withExamples(command, [
    'paybeat schedule change office --file office-new.json --dry-run',
    "paybeat schedule change office --file monthly.json --from 2026-07-01 --reason 'union agreement'",
  ]);
}

function show(page: Page, changed: ChangedSchedule): void {
  const { company, code, change, warnings, periods, written } = changed;
  if (change === null) {
    page.sentence(
      `${company} ${code}: the pay periods stay the same; the new definition applies at once.`,
    );
  } else {
    const { lastOfOld, transition, firstOfNew, proof } = change;
    page.sentence(
      `${company} ${code}: the pay periods change from ${(transition ?? firstOfNew).startOn}.`,
    );
    page.facts([
      ['last old period', spanText(lastOfOld)],
      ['transition period', transition === null ? 'none needed' : spanText(transition)],
      ['first new period', spanText(firstOfNew)],
    ]);
    page.sentence(
      `Checked: each of the ${proof.days} days around the change is in exactly one period.`,
    );
  }
  showSynced(page, { code, synced: periods });
  for (const warning of warnings) page.sentence(`Warning: ${warning}`);
  page.sentence(written ? `Saved: schedule ${code} of ${company} is changed.` : nothingWasSaved);
}

function spanText({ startOn, endOn, nominalPayOn }: DayPeriod): string {
  return `${startOn} to ${endOn}, nominal pay date ${dayText(nominalPayOn)}`;
}
