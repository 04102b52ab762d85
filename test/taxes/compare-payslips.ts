/**
 * Compares the calculation with the slow reference for many random employees, on every core:
 *
 *   npm run compare:payslips -- 100000
 *   npm run compare:payslips -- 100000 --seed 7
 *   npm run compare:payslips -- --case difference.json
 *
 *   - COUNT: how many employees (default: 10,000);
 *   - `--seed N`: others than those of seed 1;
 *   - `--case FILE`: compares one case file, such as the one that a difference is printed as;
 *   - `--threads N`: default: as many as there are cores.
 *
 * It stops at the first difference, makes the employee as small as the difference allows, and prints a case file. It
 * exits with 1 if there is a difference.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startProgress } from '#cli/progress.ts';
import { parseAmount, USD } from '#money/minor.ts';
import { parseCase } from '#payslip/cases/calculate-file.ts';
import { federalYears } from '#payslip/taxes/us/federal-years.ts';
import { w4Of } from '#payslip/taxes/us/w4.ts';
import { w4Reader } from '#payslip/taxes/us/w4-reader.ts';
import { caseOfInput } from '../support/case-of-input.ts';
import {
  aRun,
  type Compared,
  compared,
  comparedBy,
  differing,
  nextEmployee,
  openComparedRun,
} from '../support/compared-payslips.ts';
import { smallerInput } from '../support/smaller-input.ts';

interface Share {
  readonly seed: number;
  readonly runs: readonly number[];
}

interface Found {
  readonly where: string;
  readonly text: string;
}

/** What a thread says after each run. */
interface Ran {
  readonly paid: number;
  readonly ordered: number;
  readonly found: Found | null;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const jsonOf = (value: unknown) =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one), 2);

if (isMainThread) process.exitCode = await main();
else for (const run of (workerData as Share).runs) parentPort?.postMessage(compareRun(run));

function compareRun(run: number): Ran {
  const { seed } = workerData as Share;
  const opened = openComparedRun(seed, run);
  let [paid, ordered] = [0, 0];
  for (let index = 0; index < aRun; index += 1) {
    const one = compared(opened, nextEmployee(opened));
    if (differing(one).length > 0) {
      const input = smallerInput(
        one.input,
        (smaller) => differing(compared(opened, smaller)).length > 0,
      );
      const text = differenceText(compared(opened, input), caseOfInput(input, opened));
      const where = `seed ${seed}, run ${run}, employee ${index}`;
      return { paid, ordered, found: { where, text } };
    }
    if (one.calculated === 'held') continue;
    paid += 1;
    if (one.input.items.some(({ order }) => order !== undefined)) ordered += 1;
  }
  return { paid, ordered, found: null };
}

function differenceText(one: Compared, json: object): string {
  const { calculated, expected, input } = one;
  const codes = differing(one);
  const told = (said: Compared['expected']) =>
    said === 'held' ? 'held' : codes.map((code) => `${code} ${said[code] ?? 0n}`).join(', ');
  const lost = input.regularTax === undefined ? '' : '\nA case cannot say regularTax.';
  return `calculated (cents): ${told(calculated)}\nreference  (cents): ${told(expected)}${lost}\n${jsonOf(json)}`;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      case: { type: 'string' },
      threads: { type: 'string', default: String(availableParallelism()) },
    },
  });
  if (values.case !== undefined) return compareCase(values.case);
  const count = Number(positionals[0] ?? 10_000);
  const [seed, threads] = [Number(values.seed), Number(values.threads)];
  if (![count, seed, threads].every(Number.isSafeInteger) || count < 1 || threads < 1) {
    say('COUNT, --seed and --threads are whole numbers, such as: 100000 --seed 7');
    return 2;
  }
  const runs = Array.from({ length: Math.ceil(count / aRun) }, (_, run) => run);
  const began = performance.now();
  const { done, paid, ordered, found } = await compareAll({ seed, runs, threads });
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  const sum = `${paid} payslips, ${ordered} of them with court orders, ${done - paid} held`;
  if (found === null) {
    say(`${done} employees of seed ${seed}: no difference (${sum}; ${seconds} s).`);
    return 0;
  }
  say(`A difference: ${found.where}.\n${found.text}`);
  return 1;
}

async function compareAll(ask: Share & { readonly threads: number }) {
  const { seed, runs, threads } = ask;
  const progress = startProgress(process.stderr, {
    ...{ what: 'comparing', total: runs.length * aRun, hasForecast: true },
    ...{ isSilent: false, isPlain: process.env['TERM'] === 'dumb' },
  });
  const all = { done: 0, paid: 0, ordered: 0, found: null as Found | null };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let open = threads;
  const workers = Array.from({ length: threads }, (_, nth) => {
    const share: Share = { seed, runs: runs.filter((run) => run % threads === nth) };
    const worker = new Worker(new URL(import.meta.url), {
      workerData: share,
      argv: [],
    });
    worker.on('message', ({ paid, ordered, found }: Ran) => {
      all.paid += paid;
      all.ordered += ordered;
      all.done += aRun;
      progress.reached(all.done);
      all.found ??= found;
      if (found !== null) resolve();
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      open -= 1;
      if (open === 0) resolve();
    });
    return worker;
  });
  await promise;
  await Promise.all(workers.map((worker) => worker.terminate()));
  progress.end();
  return all;
}

function compareCase(file: string): number {
  const json = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  const parsed = parseCase(json);
  if (!parsed.ok) {
    say(jsonOf(parsed.refusal));
    return 2;
  }
  const { input, ask } = parsed.value;
  const year = federalYears.find((one) => one.year === input.period.payOn.year);
  if (year === undefined) throw new Error('the case has a tax table');
  const method = json['supplemental_method'] === 'aggregate' ? 'aggregate' : 'flat';
  const opened = comparedBy({ year, method, hasDays: ask.overtime === 'weekly', ...input });
  // The case has chosen the form in force already; the reference chooses it by itself.
  const raw = w4Reader.fromJson(w4Reader.shape.parse(json['w4']), {
    amount(text) {
      const read = text === undefined ? null : parseAmount(text, USD);
      return read?.ok === true ? read.value : null;
    },
  });
  const one = compared(opened, { ...input, taxForm: w4Of({ taxForm: raw }) });
  if (differing(one).length === 0) {
    say(`No difference: ${jsonOf(one.calculated)}`);
    return 0;
  }
  say(differenceText(one, json));
  return 1;
}
