/** What is calculated, as the page docs/coverage.md. */
import type { Coverage } from '#operations/coverage.ts';

export function coveragePage(seen: Coverage): string {
  const { title, currency, tables, rules, examples, notCalculated } = seen;
  return [
    `# What Paybeat calculates: ${title}`,
    '`paybeat coverage --markdown` writes this page. A test compares the page with the command.',
    `Amounts are in ${currency}. A pay date outside of the tax tables is refused.`,
    '## Rules',
    [
      'Days are pay dates, or days of work for overtime. The last day is that of the newest tax table. The column',
      '"examples" counts the published examples that are reproduced to the cent. A dash means that no exact example is',
      'compared.',
    ].join('\n'),
    tableOf(
      ['rule', 'from', 'to', 'source', 'examples'],
      rules.map((rule) => [
        ...[rule.what, rule.fromOn.toString(), rule.untilOn.toString()],
        ...[rule.source, examplesInWords(rule)],
      ]),
    ),
    '## Tax tables',
    tableOf(
      ['table', 'from', 'to', 'source'],
      tables.map(({ id, fromOn, untilOn, source }) => [
        ...[`\`${id}\``, fromOn.toString(), untilOn.toString(), source],
      ]),
    ),
    '## Published examples',
    'The command calculates each example again.',
    tableOf(
      ['example', 'pay date', 'source', 'reproduced'],
      examples.map(({ what, payOn, source, isReproduced }) => [
        ...[what, payOn, source, isReproduced ? 'yes' : 'no'],
      ]),
    ),
    '## Not calculated',
    notCalculated.map((one) => `- ${one}`).join('\n'),
  ].join('\n\n');
}

/** `3 of 3`; a dash if no example is compared. */
export function examplesInWords({
  publishedExamples,
  reproducedExamples,
}: Coverage['rules'][number]): string {
  return publishedExamples === 0 ? '–' : `${reproducedExamples} of ${publishedExamples}`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
