/** `paybeat schedule pause CODE` and `paybeat schedule resume CODE` */

import type { Command } from 'commander';
import { someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { dayText } from '#cli/views/plan-view.ts';
import { answer } from '#errors.ts';
import { pauseSchedule, resumeSchedule } from '#operations/schedules/pause-schedule.ts';

interface Options {
  readonly company?: string;
  readonly reason: string;
  readonly runMissed?: boolean;
}

const about = 'pay schedules: frequency, pay dates, automation';
const perhapsSeveral = 'code of the company, if several have this schedule';

export function registerSchedulePause(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', about)
    .command('pause')
    .description('stop automatic runs of a schedule')
    .argument('<schedule>', 'code of the schedule')
    .option('--company <code>', perhapsSeveral)
    .requiredOption('--reason <text>', 'why', someText)
    .action(
      cli.verb(async (code: string, options: Options) =>
        cli.withWorld(async (world) => {
          const { company = null, reason: why } = options;
          const paused = await pauseSchedule(world, { company, code, why });
          if (!paused.ok) return paused;
          return answer({
            json: { ...paused.value },
            text: (page) => {
              page.sentence(`Automation of ${paused.value.company} ${code} is paused: ${why}.`);
              page.sentence(`To resume: paybeat schedule resume ${code}`);
            },
          });
        }),
      ),
    );
  withExamples(command, [
    "paybeat schedule pause office --reason 'new payroll codes are being set up'",
  ]);
}

export function registerScheduleResume(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', about)
    .command('resume')
    .description('resume automatic runs; missed periods are held for review')
    .argument('<schedule>', 'code of the schedule')
    .option('--company <code>', perhapsSeveral)
    .option('--run-missed', 'run missed periods instead of holding them')
    .action(
      cli.verb(async (code: string, options: Omit<Options, 'reason'>) =>
        cli.withWorld(async (world) => {
          const { company = null, runMissed = false } = options;
          const resumed = await resumeSchedule(world, { company, code, runMissed });
          if (!resumed.ok) return resumed;
          const { missed, missedWillRun } = resumed.value;
          return answer({
            json: { ...resumed.value },
            text: (page) => {
              page.sentence(`Automation of ${resumed.value.company} ${code} is resumed.`);
              for (const { periodId, startOn, endOn, payOn } of missed) {
                const what = missedWillRun ? 'will be run by a running worker' : 'is held';
                page.sentence(
                  `Period ${periodId}, ${startOn} to ${endOn}, paid ${dayText(payOn)}, fell due during the pause and ${what}.`,
                );
              }
              if (missed.length > 0 && !missedWillRun) {
                page.sentence('To run one of them: paybeat periods release PERIOD');
              }
            },
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat schedule resume office',
    'paybeat schedule resume office --run-missed',
  ]);
}
