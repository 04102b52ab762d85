/** `paybeat due`: what is due now, and what falls due next. */

import type { Command } from 'commander';
import { type DueSeen, dueSeen } from '#answers/periods.ts';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { worldOf } from '#cli/of-company.ts';
import { adviceInWords, withoutWorker } from '#cli/spell-action.ts';
import { missingInWords } from '#cli/views/missing-view.ts';
import { pauseInWords } from '#cli/views/pause-words.ts';
import { periodCells, periodColumns } from '#cli/views/period-view.ts';
import { showComing } from '#cli/views/run-results.ts';
import { answer } from '#errors.ts';

const dueShownMax = 100;
const comingShownMax = 10;

export function registerDue(program: Command, cli: CliContext): void {
  const command = program
    .command('due')
    .description('list pay periods that are due or held, and what is due next')
    .option('--company <code>', 'only this company')
    .action(
      cli.verb(async ({ company }: { readonly company?: string }) =>
        cli.withWorld(async (world) => {
          const inside = await worldOf(world, company);
          if (!inside.ok) return inside;
          const limits = { limit: dueShownMax, comingLimit: comingShownMax };
          const seen = await dueSeen(inside.value, limits);
          const { due, held, coming, now, pause, waiting, stopped, toApprove, needWorker } = seen;
          const { incomplete } = seen;
          return answer({
            json: seen,
            text: (page) => {
              page.table({
                columns: periodColumns,
                rows: due.map((period) => periodCells(period, now)),
                whenEmpty: 'Nothing is due.',
              });
              for (const { inWords } of waiting) page.sentence(`In turn: ${inWords}.`);
              for (const { periodId, companyCode, dueHeldWhy } of held) {
                page.sentence(
                  `Period ${periodId} of ${companyCode} is held: ${dueHeldWhy}. To release it: paybeat periods release ${periodId}`,
                );
              }
              for (const run of needWorker) page.sentence(withoutWorker(run));
              for (const run of stopped) page.sentence(stoppedInWords(run));
              for (const { runId, periodId, companyCode } of toApprove) {
                page.sentence(
                  `To approve: run ${runId} of period ${periodId} of ${companyCode} (paybeat runs show ${runId})`,
                );
              }
              for (const one of incomplete) {
                for (const sentence of missingInWords(one, now)) page.sentence(sentence);
              }
              if (pause !== null) page.sentence(pauseInWords(pause));
              if (coming.length > 0) page.blank();
              showComing(page, { coming, now });
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat due', 'paybeat due --company acme --json']);
}

function stoppedInWords({
  runId,
  periodId,
  companyCode,
  why,
  wayOn,
}: DueSeen['stopped'][number]): string {
  const todo = adviceInWords({ hint: wayOn?.todo, ...wayOn });
  return `Run ${runId} of period ${periodId} of ${companyCode} has failed: ${why}. To continue: ${todo}`;
}
