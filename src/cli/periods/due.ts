/** `paybeat due`: what is due now, and what falls due next. */

import type { Command } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { pauseInWords } from '#cli/views/pause-words.ts';
import { periodCells, periodColumns, periodJson } from '#cli/views/period-view.ts';
import { comingJson, showComing } from '#cli/views/run-results.ts';
import { answer } from '#errors.ts';
import { waitingJson, waitingPeriods } from '#operations/periods/waiting-periods.ts';
import { comingDueInstants, databaseNow, duePeriods } from '#store/reads/due.ts';
import { pauseOfAll } from '#store/reads/pauses.ts';
import { heldPeriods, periodById } from '#store/reads/periods.ts';

const dueShownMax = 100;
const comingShownMax = 10;

export function registerDue(program: Command, cli: CliContext): void {
  const command = program
    .command('due')
    .description('list the pay periods that are due now or held, and what falls due next')
    .action(
      cli.verb(async () =>
        cli.withWorld(async (world) => {
          const { due, held, coming, now, pause, waiting } = await world.store.read(
            'every company',
            async (at) => {
              const rows = [];
              for (const { periodId } of await duePeriods(at, { limit: dueShownMax })) {
                const period = await periodById(at, periodId);
                if (period) rows.push(period);
              }
              const limit = comingShownMax;
              return {
                due: rows,
                waiting: await waitingPeriods(at, { limit: dueShownMax }),
                held: await heldPeriods(at, { limit: dueShownMax }),
                coming: await comingDueInstants(at, { limit }),
                now: await databaseNow(at),
                pause: await pauseOfAll(at),
              };
            },
          );
          return answer({
            json: {
              due: due.map(periodJson),
              waiting: waiting.map(waitingJson),
              held: held.map(periodJson),
              next: coming.map(comingJson),
              pausedBy: pause?.orderedBy ?? null,
            },
            text: (page) => {
              page.table({
                columns: periodColumns,
                rows: due.map((period) => periodCells(period, now)),
                whenEmpty: 'Nothing is due.',
              });
              for (const { inWords } of waiting) page.sentence(`In turn: ${inWords}.`);
              for (const { periodId, companyCode, dueHeldWhy } of held) {
                page.sentence(
                  `Held: period ${periodId} of ${companyCode}: ${dueHeldWhy} (paybeat periods release ${periodId})`,
                );
              }
              if (pause !== null) page.sentence(pauseInWords(pause));
              if (coming.length > 0) page.blank();
              showComing(page, { coming, now });
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat due', 'paybeat due --json']);
}
