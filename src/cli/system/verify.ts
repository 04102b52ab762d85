/** `paybeat verify`: checks every invariant for every company, with `--all` also those that read much again. */

import type { Command } from 'commander';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { answer } from '#errors.ts';
import { type FullResult, verify, verifyAll } from '#operations/verify.ts';

type Result = Pick<FullResult, 'id' | 'sentence' | 'violations'> & Partial<FullResult>;

export function registerVerify(program: Command, cli: CliContext): void {
  const command = program
    .command('verify')
    .description('check the stored payroll for errors')
    .option('--all', 'also check journals and every reference between tables')
    .action(
      cli.verb(({ all = false }: { readonly all?: boolean }) =>
        cli.withWorld(async (world): Promise<VerbAnswer> => {
          const results: readonly Result[] = all ? await verifyAll(world) : await verify(world);
          const broken = results.filter(({ violations }) => violations.length > 0);
          return answer({
            json: { holds: broken.length === 0, invariants: results },
            text: (page) => showResults(page, results, broken),
            exit: broken.length === 0 ? 'done' : 'bug',
          });
        }),
      ),
    );
  withExamples(command, ['paybeat verify', 'paybeat verify --all', 'paybeat verify --json']);
}

function showResults(page: Page, results: readonly Result[], broken: readonly Result[]): void {
  page.table({
    columns: [{ title: '' }, { title: 'result' }, { title: 'check', isLong: true }],
    rows: results.map(({ id, sentence, violations, missing = null }) => [
      id,
      missing !== null ? 'absent' : violations.length === 0 ? 'ok' : 'FAILED',
      missing === null ? sentence : `${sentence}: ${missing}`,
    ]),
    whenEmpty: 'There is nothing to check.',
  });
  for (const { id, violations } of broken) {
    for (const { subject, detail } of violations) {
      page.sentence(`${id} fails for ${subject}: ${detail}`);
    }
  }
  const absent = results.filter(({ missing = null }) => missing !== null);
  const checked = results.length - absent.length;
  page.sentence(
    broken.length === 0
      ? `All ${checked} checks passed.`
      : `${broken.length} of ${checked} checks failed. Stop paying people and report this: it is a fault in Paybeat.`,
  );
  if (absent.length > 0) {
    const ids = absent.map(({ id }) => id).join(', ');
    page.sentence(`Not checked, because their subject does not exist yet: ${ids}.`);
  }
}
