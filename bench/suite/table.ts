/** The table of requirements, for the terminal and for docs/performance.md. */
import type { SuiteSizes } from './parts.ts';
import { type Measured, requirements } from './requirements.ts';
import type { Results } from './run-parts.ts';

interface Row extends Measured {
  readonly work: string;
  readonly must: string;
  readonly aim: string;
  readonly nextStep: string;
}

/** Every requirement has at least one row, also when its part failed or was not run. */
export function tableOf(results: Results, sizes: SuiteSizes): readonly Row[] {
  return requirements.flatMap(({ work, must, aim, nextStep, measure }) =>
    measure(results, sizes).map((measured) => ({ work, must, aim, nextStep, ...measured })),
  );
}

export function verdict(row: Measured): string {
  if (row.value === null) return 'not measured';
  if (row.isReached === null) return 'not judged';
  return row.isReached ? 'reached' : 'falls short';
}

export function forTerminal(rows: readonly Row[]): string {
  let work = '';
  const lines: string[] = [];
  for (const row of rows) {
    if (row.work !== work) lines.push(`${row.work} (must reach ${row.must})`);
    work = row.work;
    lines.push(`  ${verdict(row).padEnd(12)} ${row.what}: ${row.value ?? '-'}; ${row.ratio}`);
  }
  return `${lines.join('\n')}\n`;
}

export function asMarkdown(rows: readonly Row[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const lines = rows.map(
    (row) =>
      `| ${cell(row.work)} | ${cell(row.what)} | ${cell(row.value ?? '–')} | ${cell(row.ratio)} | ` +
      `${cell(row.must)} | ${cell(row.aim || '–')} | ${verdict(row)} |`,
  );
  return [
    '| work | measured | value | ratio | must reach | aim | result |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
