/** `paybeat periods show PERIOD` */

import type { Command } from 'commander';
import { databaseTime, periodShape } from '#answers/periods.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { dueInWords } from '#cli/views/period-view.ts';
import { answer } from '#errors.ts';
import { explainPeriod } from '#operations/periods/explain-period.ts';

export function registerPeriodsShow(program: Command, cli: CliContext): void {
  const command = group(program, 'periods', 'pay periods: first day, last day, pay date')
    .command('show')
    .description('show a pay period: dates, rule and outcome')
    .argument('<period>', 'number of the period', rowNumber)
    .action(
      cli.verb(async (periodId: number) =>
        cli.withWorld(async (world) => {
          const explained = await explainPeriod(world, { periodId });
          if (!explained.ok) return explained;
          const { period, summary } = explained.value;
          const now = await databaseTime(world);
          const run =
            period.liveRunId === null ? 'none' : `${period.liveRunId} (${period.liveRunState})`;
          return answer({
            json: periodShape(period),
            text: (page) => {
              page.facts([
                ['period', String(period.periodId)],
                ['company', period.companyCode],
                ['schedule', period.scheduleCode ?? 'added by hand'],
                ['frequency', period.frequency],
                ['first day', period.startOn.toString()],
                ['last day', period.endOn.toString()],
                ['pay date', `${period.payOn}: ${period.payOnReason}`],
                ['status', period.status],
                ['due', dueInWords(period, now)],
                ['run', run],
              ]);
              page.sentence(summary);
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat periods show 7']);
}
