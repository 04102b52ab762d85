/** `paybeat verify`: every invariant, over every company. */

import type { Command } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import { answer } from '#errors.ts';
import { verify } from '#operations/verify.ts';

export function registerVerify(program: Command, cli: CliContext): void {
  const command = program
    .command('verify')
    .description('check the stored payroll for errors')
    .action(
      cli.verb(async () =>
        cli.withWorld(async (world) => {
          const results = await verify(world);
          const broken = results.filter(({ violations }) => violations.length > 0);
          return answer({
            json: { holds: broken.length === 0, invariants: results },
            text: (page) => {
              page.table({
                columns: [
                  { title: '' },
                  { title: 'holds' },
                  { title: 'what must be true', isLong: true },
                ],
                rows: results.map(({ id, sentence, violations }) => [
                  id,
                  violations.length === 0 ? 'yes' : 'NO',
                  sentence,
                ]),
                whenEmpty: 'There is no invariant.',
              });
              for (const { id, violations } of broken) {
                for (const { subject, detail } of violations) {
                  page.sentence(`${id} is broken by ${subject}: ${detail}`);
                }
              }
              page.sentence(
                broken.length === 0
                  ? `All ${results.length} hold.`
                  : `${broken.length} of ${results.length} are broken. Stop paying, and report it: this is a fault in Paybeat.`,
              );
            },
            exit: broken.length === 0 ? 'done' : 'bug',
          });
        }),
      ),
    );
  withExamples(command, ['paybeat verify', 'paybeat verify --json']);
}
