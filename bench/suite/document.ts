/** The text of docs/performance.md, from the figures of one run of the suite. */
import { figuresOf, medianOf, roundsOf } from './figures.ts';
import { onPaper } from './on-paper.ts';
import type { SuiteSizes } from './parts.ts';
import { inWords } from './requirements.ts';
import type { Results } from './run-parts.ts';
import { asMarkdown, tableOf, verdict } from './table.ts';

interface Written {
  readonly results: Results;
  readonly sizes: SuiteSizes;
  readonly machine: string;
  /** File names in pictures/. */
  readonly charts: readonly string[];
}

export function documentOf(written: Written): string {
  const { results, sizes, machine, charts } = written;
  const rows = tableOf(results, sizes);
  const pictures = charts.map(
    (name) => `![${name.replace('.svg', '').replaceAll('-', ' ')}](pictures/${name})`,
  );
  const sections = [
    '# How fast Paybeat is',
    `The command \`npm run bench\` measures all of this in one run and writes this page. ${machine}`,
    'Values are medians. A million people are measured once, everything else in ' +
      `${sizes.rounds} rounds. The floor is the same payslips, encoded before, sent by binary COPY into a table ` +
      'with their columns and primary key only: one connection, one transaction, a checkpoint before.',
    asMarkdown(rows),
    ...shortfalls(results, sizes),
    ...failures(results),
    '## Time and memory',
    ...pictures,
    ...stages(results),
    ...largestRun(results, sizes),
    ...payslip(results, sizes),
    ...partitions(results),
    ...onPaper(results, sizes),
  ];
  return `${sections.join('\n\n')}\n`;
}

function shortfalls(results: Results, sizes: SuiteSizes): readonly string[] {
  const short = tableOf(results, sizes).filter((row) => verdict(row) === 'falls short');
  if (short.length === 0) return [];
  const lines = short.map(
    (row) => `- **${row.what}** must reach ${row.must}. Measured: ${row.ratio}. ${row.nextStep}`,
  );
  return ['## What falls short', [...new Set(lines)].join('\n')];
}

function failures(results: Results): readonly string[] {
  const failed = Object.entries(results).flatMap(([name, result]) =>
    result.kind === 'failed' ? [`- ${name}: ${result.why.split('\n')[0]}`] : [],
  );
  return failed.length === 0 ? [] : ['## Parts that failed', failed.join('\n')];
}

function stages(results: Results): readonly string[] {
  const { figures, why } = figuresOf(results, 'stages');
  const title = '## Where the seconds go';
  if (!figures) return [title, `Not measured: ${why}.`];
  const table = (of: Readonly<Record<string, number>>) =>
    [
      '| part | seconds | share of the run |',
      '| --- | --- | --- |',
      ...Object.entries(of).map(
        ([name, seconds]) =>
          `| ${name} | ${seconds.toFixed(2)} | ${((100 * seconds) / figures.seconds).toFixed(0)} % |`,
      ),
    ].join('\n');
  return [
    title,
    `One run of ${inWords(figures.payslips)} payslips in one thread of one process, two chunks at a time, took ` +
      `${figures.seconds.toFixed(2)} s with the profiler on. The process and the server work at the same time, ` +
      'so both tables cover the same seconds.',
    'The process:',
    table(figures.ours),
    'The server, both connections together:',
    table(figures.server),
  ];
}

function largestRun(results: Results, sizes: SuiteSizes): readonly string[] {
  const counts = [1, 2].map((workers) => ({
    workers,
    ...roundsOf(results, { employees: sizes.employees, workers }),
  }));
  const lines = counts
    .filter(({ rounds }) => rounds.length > 0)
    .map(({ workers, rounds }) => {
      const of = (pick: (one: (typeof rounds)[number]) => number) => medianOf(rounds, pick);
      const cells = [
        of((one) => one.dueToCommitted),
        of((one) => one.dueToFirstChunk),
        of((one) => one.finalize),
        of((one) => one.workerCpu),
        of((one) => one.serverCpu),
      ].map((one) => one.toFixed(2));
      return `| ${workers} | ${cells.join(' | ')} |`;
    });
  if (lines.length === 0) return [];
  return [
    `The run of ${inWords(sizes.employees)} employees, in seconds. Finalize is from the last stored chunk to the ` +
      'commit: review, approval and commit.',
    [
      '| workers | due to committed | due to first chunk | finalize | processor of workers | processor of the server |',
      '| --- | --- | --- | --- | --- | --- |',
      ...lines,
    ].join('\n'),
  ];
}

function payslip(results: Results, sizes: SuiteSizes): readonly string[] {
  const [one] = roundsOf(results, sizes).rounds;
  const held =
    'A stored payslip holds its company, run, employee and chunk, and the epoch of the claim that wrote it. It ' +
    'has six sums: gross, reimbursements, deductions, taxes, employer contributions and net. Two arrays hold its ' +
    'lines (pay codes, amounts), and two more the sums of the year so far. Its warnings are the last column. The ' +
    'explanation of a line is not stored. It is computed again from the frozen inputs.';
  if (!one) return ['## What a payslip holds', held];
  return [
    '## What a payslip holds',
    held,
    `A row of ${one.linesEach.toFixed(1)} lines has ${one.rowBytes.toFixed(0)} bytes. With its indexes and the ` +
      `page's overhead it takes ${one.storedBytes.toFixed(0)} bytes of disk.`,
  ];
}

function partitions(results: Results): readonly string[] {
  const { figures } = figuresOf(results, 'stages');
  const plain = figures?.copies['plain'];
  if (!figures || !plain) return [];
  const plainSeconds = medianOf(plain, (one) => one);
  const lines = Object.entries(figures.copies).map(([name, all]) => {
    const seconds = medianOf(all, (one) => one);
    const range = `${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
    return `| ${name} | ${seconds.toFixed(2)} | ${range} | ${(seconds / plainSeconds).toFixed(2)} |`;
  });
  return [
    '## What partitions cost',
    `COPY of the same ${inWords(figures.payslips)} payslips into a plain table, and into tables of twelve ` +
      'partitions, in turn:',
    ['| table | seconds | range | ratio |', '| --- | --- | --- | --- |', ...lines].join('\n'),
    'Payslips are not partitioned today. Partitions by pay date need the pay date in the payslip and in its ' +
      'primary key. Every question about one run would have to name it, or look into every partition.',
  ];
}
