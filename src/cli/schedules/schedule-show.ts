/** `paybeat schedule show CODE` */

import type { Command } from 'commander';
import { scheduleSeen } from '#answers/schedules.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { nextRunInWords } from '#cli/views/next-run-view.ts';
import { periodCells, periodColumns } from '#cli/views/period-view.ts';
import { answer } from '#errors.ts';
import { findScheduleNamed } from '#operations/schedules/name-schedules.ts';

export function registerScheduleShow(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', 'pay schedules: frequency, pay dates, automation')
    .command('show')
    .description('show a pay schedule, what its next run does by itself, and its pay periods')
    .argument('<code>', 'code of the schedule')
    .option('--company <code>', 'code of the company, if several have this schedule')
    .action(
      cli.verb(async (code: string, options: { readonly company?: string }) =>
        cli.withWorld(async (world) => {
          const found = await findScheduleNamed(world, { company: options.company ?? null, code });
          if (!found.ok) return found;
          const { company, saved } = found.value;
          const ask = { schedule: saved.row, company: company.code };
          const seen = await scheduleSeen(world, ask);
          const { definition, employees, periods, now, next } = seen;
          return answer({
            json: seen,
            text: (page) => {
              page.facts([
                ['company', company.code],
                ['employees', String(employees)],
                ...Object.entries(definition).map(
                  ([key, value]) =>
                    [key, typeof value === 'string' ? value : JSON.stringify(value)] as const,
                ),
              ]);
              page.blank();
              for (const sentence of next === null ? [] : nextRunInWords(next, now)) {
                page.sentence(sentence);
              }
              if (next !== null) page.blank();
              page.table({
                columns: periodColumns,
                rows: periods.map((period) => periodCells(period, now)),
                whenEmpty: 'It has no pay period yet.',
              });
            },
          });
        }),
      ),
    );
  withExamples(command, ['paybeat schedule show office', 'paybeat schedule show office --json']);
}
