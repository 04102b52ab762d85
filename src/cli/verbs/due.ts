/** `paybeat due`: what is due now, and what falls due next. */

import type { Command } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { periodCells, periodColumns, periodJson } from '#cli/period-view.ts';
import { momentInWords } from '#cli/times.ts';
import { answer } from '#errors.ts';
import { comingDueInstants, databaseNow, duePeriods } from '#store/reads/due.ts';
import { periodById } from '#store/reads/periods.ts';

const dueShownMax = 100;
const comingShownMax = 10;

export function registerDue(program: Command, cli: CliContext): void {
  const command = program
    .command('due')
    .description('list the pay periods that are due now, and what falls due next')
    .action(
      cli.verb(async () =>
        cli.withWorld(async (world) => {
          const { due, coming, now } = await world.store.read('every company', async (at) => {
            const rows = [];
            for (const { periodId } of await duePeriods(at, dueShownMax)) {
              const period = await periodById(at, periodId);
              if (period) rows.push(period);
            }
            const limit = comingShownMax;
            return {
              due: rows,
              coming: await comingDueInstants(at, { limit }),
              now: await databaseNow(at),
            };
          });
          return answer({
            json: {
              due: due.map(periodJson),
              next: coming.map((one) => ({
                periodId: one.periodId,
                company: one.companyCode,
                schedule: one.scheduleCode,
                at: one.dueAt,
                local: one.localTime,
                timeZone: one.timeZone,
                why: one.why,
              })),
            },
            text: (page) => {
              page.table({
                columns: periodColumns,
                rows: due.map((period) => periodCells(period, now)),
                whenEmpty: 'Nothing is due.',
              });
              if (coming.length > 0) page.blank();
              for (const one of coming) {
                const when = momentInWords({ at: one.dueAt, now, zone: one.timeZone });
                page.sentence(
                  `Next: period ${one.periodId} of ${one.companyCode}, ${one.startOn} to ${one.endOn}, ${when}.`,
                );
              }
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat due', 'paybeat due --json']);
}
