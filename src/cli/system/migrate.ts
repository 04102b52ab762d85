/** `paybeat migrate`: updates the database's schema to this version. */

import type { Command } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { answer } from '#errors.ts';

export function registerMigrate(program: Command, cli: CliContext): void {
  const command = program
    .command('migrate')
    .description('update the database after an upgrade; safe to repeat')
    .action(
      cli.verb(async () => {
        const said: string[] = [];
        const say = (line: string): void => {
          said.push(line);
        };
        const how = { migrate: true, needsBroker: true, say };
        return cli.withWorld(
          async () =>
            answer({
              json: { steps: said },
              text: (page) => {
                for (const line of said) page.sentence(line);
                page.sentence('The schema is up to date.');
              },
            }),
          how,
        );
      }),
    );
  withExamples(command, [
    'paybeat migrate',
    'DATABASE_URL=postgres://paybeat@db/paybeat paybeat migrate',
  ]);
}
