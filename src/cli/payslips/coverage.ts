/**
 * `paybeat coverage`: what this version calculates, by which source, and what it does not. Needs no database.
 *
 * `--markdown` prints docs/coverage.md. A test compares that page with this command.
 */

import type { Command } from 'commander';
import { countArgument } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { answer } from '#errors.ts';
import { type Coverage, coverage } from '#operations/coverage.ts';
import { counted } from '#text/counted.ts';
import { coveragePage, examplesInWords } from './coverage-page.ts';

interface Options {
  readonly country?: string;
  readonly year?: number;
  readonly markdown?: boolean;
}

export function registerCoverage(program: Command, cli: CliContext): void {
  const command = program
    .command('coverage')
    .description('list what is calculated, by which source, and what is not')
    .option('--country <code>', 'country, two letters (default: us)')
    .option('--year <year>', 'only what holds for pay dates of this year', countArgument)
    .option('--markdown', 'print the page docs/coverage.md')
    .action(
      cli.verb(async ({ markdown, ...ask }: Options): Promise<VerbAnswer> => {
        const found = coverage(ask);
        if (!found.ok) return found;
        const { value } = found;
        return answer({
          json: value,
          text: (page) => {
            if (markdown === true) page.sentence(coveragePage(value));
            else showCoverage(page, value);
          },
        });
      }),
    );
  withExamples(command, [
    'paybeat coverage',
    'paybeat coverage --year 2026 --json',
    'paybeat coverage --markdown > coverage.md',
  ]);
}

function showCoverage(page: Page, seen: Coverage): void {
  page.sentence(`${seen.title} (${seen.currency})`);
  page.blank();
  page.table({
    columns: [
      { title: 'rule', isLong: true },
      { title: 'from' },
      { title: 'to' },
      { title: 'source', isLong: true },
      { title: 'examples', align: 'right', isKept: true },
    ],
    rows: seen.rules.map((rule) => [
      rule.what,
      rule.fromOn.toString(),
      rule.untilOn.toString(),
      rule.source,
      examplesInWords(rule),
    ]),
    whenEmpty: 'No rules are calculated.',
  });
  page.blank();
  page.table({
    columns: [{ title: 'tax table' }, { title: 'source', isLong: true }],
    rows: seen.tables.map(({ id, source }) => [id, source]),
    whenEmpty: 'There are no tax tables.',
  });
  page.blank();
  const reproduced = seen.examples.filter(({ isReproduced }) => isReproduced).length;
  page.sentence(
    `Published examples calculated now: ${seen.examples.length}, of which ${reproduced} match to the cent.`,
  );
  for (const { isReproduced, what, source } of seen.examples) {
    if (!isReproduced) page.sentence(`  Differs: ${what} (${source})`);
  }
  page.blank();
  page.sentence(`Not calculated: ${counted(seen.notCalculated.length, 'subject')}`);
  for (const one of seen.notCalculated) page.sentence(`  - ${one}`);
}
