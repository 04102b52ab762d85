/**
 * `paybeat cron next`: lists the next times of a cron expression, without a database. `-` reads
 * lines of JSON.
 */

import type { Command } from 'commander';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { answerLines } from '#cli/json-lines.ts';
import { answer } from '#errors.ts';
import { type CronMoment, nextCron } from '#operations/schedules/next-cron.ts';

interface Options {
  readonly zone?: string;
  readonly from?: string;
  readonly count?: number;
}

export function registerCronNext(program: Command, cli: CliContext): void {
  const command = group(program, 'cron', 'test a cron expression')
    .command('next')
    .description('list the next times of a cron expression, and where Celery differs')
    .argument('<expression>', 'five fields; "-" reads one JSON object per line from standard input')
    .option('--zone <name>', 'time zone (default: UTC)')
    .option('--from <instant>', 'list times after this moment (default: now)')
    .option('--count <number>', 'how many times to list (default: 5)', countArgument)
    .action(
      cli.verb(async (expression: string, options: Options): Promise<VerbAnswer> => {
        const now = cli.clock.now();
        if (expression === '-') return answerLines(cli, (json) => nextCron(json, now));
        const next = nextCron({ expression, ...options }, now);
        if (!next.ok) return next;
        const { zone, from, occurrences, notes } = next.value;
        return answer({
          json: { ...next.value },
          text: (page) => {
            page.sentence(`"${next.value.expression}" in ${zone}, after ${from}:`);
            page.table({
              columns: [{ title: 'local' }, { title: 'UTC' }, { title: '', isLong: true }],
              rows: occurrences.map((one) => [
                localText(one, zone),
                one.at.toString(),
                remarkOn(one),
              ]),
              whenEmpty: 'It has no further times.',
            });
            for (const note of notes) page.sentence(`Note: ${note}`);
          },
        });
      }),
    );
  withExamples(command, [
    "paybeat cron next '0 2 25 * *' --zone America/New_York --from 2026-01-01T00:00:00Z --count 3",
    `echo '{"expression": "0 2 L * *", "zone": "Europe/London", "count": 1}' | paybeat cron next -`,
  ]);
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** As the clocks show it. */
function localText({ at }: CronMoment, zone: string): string {
  const shown = at.toZonedDateTimeISO(zone).toPlainDateTime();
  const text = shown.toString({ smallestUnit: 'minute' }).replace('T', ' ');
  return `${weekdays[shown.dayOfWeek - 1] ?? ''} ${text}`;
}

function remarkOn({ kind, local }: CronMoment): string {
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  if (kind === 'skipped') return `clocks go forward, so ${time} does not exist on this day`;
  return kind === 'doubled' ? `clocks go back, so ${time} occurs twice; this is the earlier` : '';
}
