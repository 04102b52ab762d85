/** `paybeat explain PERIOD` */

import type { Command } from 'commander';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { dueInWords, periodJson, spanInWords } from '#cli/period-view.ts';
import { answer } from '#errors.ts';
import { explainPeriod } from '#operations/explain-period.ts';
import { databaseNow } from '#store/reads/due.ts';

export function registerExplain(program: Command, cli: CliContext): void {
  const command = program
    .command('explain')
    .description('say whether a pay period is due, and if not which condition fails')
    .argument('<period>', 'number of the period', rowNumber)
    .action(
      cli.verb(async (periodId: number) =>
        cli.withWorld(async (world) => {
          const explained = await explainPeriod(world, { periodId });
          if (!explained.ok) return explained;
          const { period, isDue, conditions, summary } = explained.value;
          const now = await world.store.read(period, (at) => databaseNow(at));
          return answer({
            json: {
              isDue,
              summary,
              conditions,
              steps: period.dueSteps ?? [],
              period: periodJson(period),
            },
            text: (page) => {
              page.sentence(summary);
              page.blank();
              page.table({
                columns: [{ title: '' }, { title: 'condition', isLong: true }],
                rows: conditions.map(({ holds, sentence }) => [holds ? 'yes' : 'NO', sentence]),
                whenEmpty: '',
              });
              page.blank();
              page.facts([
                ['period', spanInWords(period, now)],
                ['pay date', period.payOnReason],
                ['due', dueInWords(period, now)],
                ...(period.dueWhy === null ? [] : [['because', period.dueWhy] as const]),
              ]);
              for (const step of period.dueSteps ?? []) page.sentence(`  ${step}`);
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat explain 7', 'paybeat explain 7 --json']);
}
