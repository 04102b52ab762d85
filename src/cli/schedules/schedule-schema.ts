/** `paybeat schedule schema`: the JSON Schema of a schedule, for editors and other programs. */

import type { Command } from 'commander';
import { verbatim } from '#answers/json-form.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { answer } from '#errors.ts';
import { publishSchema } from '#operations/publish-schema.ts';

export function registerScheduleSchema(program: Command, cli: CliContext): void {
  const command = group(program, 'schedule', 'pay schedules: frequency, pay dates, automation')
    .command('schema')
    .description('print the JSON Schema of a pay schedule')
    .action(
      cli.verb(async () => {
        const schema = publishSchema();
        return answer({
          json: verbatim(schema),
          text: (page) => page.sentence(JSON.stringify(schema, null, 2)),
        });
      }),
    );
  withExamples(command, ['paybeat schedule schema > schedule.schema.json']);
}
