/**
 * Measures everything that Paybeat promises about speed and memory, in one run: `npm run bench`.
 *
 *   --quick          small sizes, about a minute or two; writes no document
 *   --employees N    the largest run (1,000,000)
 *   --companies N    small companies that are due at once (1,000; ten times as many are measured too)
 *   --rounds N       rounds of each measurement, medians are told (3; a million is measured once)
 *   --only NAME …    only the parts whose names begin so
 *   --peer FOLDER    the Django and Celery design, measured beside us
 *   --json FILE      writes all figures
 *   --from FILE      begins with the figures of an earlier run; with --only, the named parts are measured again
 *   --docs FOLDER    where performance.md and pictures/ go (docs; none with --quick or --only)
 *
 * Each part is a bench of its own, run as a child process (suite/parts.ts). A part that fails is reported, and the
 * others go on; the exit code is 1 then. Progress goes to stderr.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { atTheEnd, cleanUp, progress } from './clean-up.ts';
import { chartsOf } from './suite/charts.ts';
import { documentOf } from './suite/document.ts';
import { machineInWords } from './suite/machine.ts';
import { partsOf, type SuiteSizes } from './suite/parts.ts';
import { type Results, runParts } from './suite/run-parts.ts';
import { forTerminal, tableOf } from './suite/table.ts';

interface Saved {
  readonly sizes: SuiteSizes;
  readonly machine: string;
  readonly results: Results;
}

/** Above this load other programs take part of the machine. */
const quietLoad = 1.5;

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    employees: { type: 'string' },
    companies: { type: 'string' },
    rounds: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    ...{ peer: { type: 'string' }, json: { type: 'string' }, from: { type: 'string' } },
    docs: { type: 'string' },
  },
  allowPositionals: true,
});
const only = [...values.only, ...(values.only.length > 0 ? positionals : [])];
if (positionals.length > 0 && values.only.length === 0) {
  throw new Error(`unknown words: ${positionals.join(' ')}`);
}
const asked: SuiteSizes = {
  employees: count('employees', values.employees, values.quick ? 2_000 : 1_000_000),
  companies: count('companies', values.companies, values.quick ? 20 : 1_000),
  rounds: count('rounds', values.rounds, values.quick ? 1 : 3),
  peer: values.peer === undefined ? null : resolve(values.peer),
  isQuick: values.quick,
  cores: availableParallelism(),
};
const startLoad = loadavg()[0] ?? 0;
const saved = values.from === undefined ? null : await readSaved(values.from);
const sizes = saved ? { ...saved.sizes, peer: asked.peer } : asked;
const isChosen = (name: string) =>
  only.length > 0 ? only.some((word) => name.startsWith(word)) : saved === null;
const parts = partsOf(sizes).filter(({ name }) => isChosen(name));
if (only.length > 0 && parts.length === 0) {
  const names = partsOf(sizes).map(({ name }) => name);
  throw new Error(`no part is named ${only.join(' or ')}; there are ${names.join(', ')}`);
}
const machine = saved?.machine ?? machineInWords({ startLoad, quietLoad });
const startedMs = performance.now();
const results = { ...saved?.results, ...(await runParts(parts, { say: progress, atTheEnd })) };
progress(
  `${parts.length} parts in ${((performance.now() - startedMs) / 60_000).toFixed(1)} minutes`,
);
if (values.json !== undefined) {
  const all: Saved = { sizes, machine, results };
  await writeFile(values.json, `${JSON.stringify(all, null, 1)}\n`);
}
const rows = tableOf(results, sizes);
process.stdout.write(`${machine}\n${forTerminal(rows)}`);
const failed = Object.entries(results).filter(([, result]) => result.kind === 'failed');
for (const [name, result] of failed) {
  process.stdout.write(`FAILED: ${name}: ${result.kind === 'failed' ? result.why : ''}\n`);
}
const docs = values.docs ?? (sizes.isQuick || (only.length > 0 && !saved) ? null : 'docs');
if (docs !== null) await writeDocument(docs);
process.exitCode = failed.length === 0 ? 0 : 1;
await cleanUp();

async function writeDocument(folder: string): Promise<void> {
  const pictures = join(folder, 'pictures');
  await mkdir(pictures, { recursive: true });
  const charts = chartsOf(results);
  for (const [name, svg] of charts) await writeFile(join(pictures, name), svg);
  const text = documentOf({ results, sizes, machine, charts: [...charts.keys()] });
  await writeFile(join(folder, 'performance.md'), text);
  progress(`wrote ${join(folder, 'performance.md')} and ${charts.size} charts`);
}

async function readSaved(file: string): Promise<Saved> {
  // Written by this program.
  return JSON.parse(await readFile(file, 'utf8')) as Saved;
}

function count(name: string, text: string | undefined, normally: number): number {
  const number = Number(text ?? normally);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} is a whole number above 0, not ${text}`);
}
