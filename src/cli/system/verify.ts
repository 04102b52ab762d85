/** `paybeat verify`: checks every invariant for every company. */

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
                columns: [{ title: '' }, { title: 'result' }, { title: 'check', isLong: true }],
                rows: results.map(({ id, sentence, violations }) => [
                  id,
                  violations.length === 0 ? 'ok' : 'FAILED',
                  sentence,
                ]),
                whenEmpty: 'There is nothing to check.',
              });
              for (const { id, violations } of broken) {
                for (const { subject, detail } of violations) {
                  page.sentence(`${id} fails for ${subject}: ${detail}`);
                }
              }
              page.sentence(
                broken.length === 0
                  ? `All ${results.length} checks passed.`
                  : `${broken.length} of ${results.length} checks failed. Stop paying people and report this: it is a fault in Paybeat.`,
              );
            },
            exit: broken.length === 0 ? 'done' : 'bug',
          });
        }),
      ),
    );
  withExamples(command, ['paybeat verify', 'paybeat verify --json']);
}
