/** `paybeat periods activate PERIOD` */

import type { Command } from 'commander';
import { activatedPeriodShape } from '#answers/explanations.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { answer } from '#errors.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { explainPeriod } from '#operations/periods/explain-period.ts';

export function registerPeriodsActivate(program: Command, cli: CliContext): void {
  const command = group(program, 'periods', 'pay periods: first day, last day, pay date')
    .command('activate')
    .description('activate a draft period, so that it can run')
    .argument('<period>', 'number of the period', rowNumber)
    .action(
      cli.verb(async (periodId: number) =>
        cli.withWorld(async (world) => {
          const activated = await activatePeriod(world, { periodId });
          if (!activated.ok) return activated;
          const explained = await explainPeriod(world, { periodId });
          if (!explained.ok) return explained;
          const { summary } = explained.value;
          return answer({
            json: activatedPeriodShape(explained.value),
            text: (page) => {
              page.sentence(`Pay period ${periodId} is active.`);
              page.sentence(summary);
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat periods activate 7']);
}
