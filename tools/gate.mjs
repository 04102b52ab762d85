/**
 * The whole gate: what `npm test` runs, the same at home and in CI.
 *
 * One step after the other, quick ones first, until one fails. A skipped test and a run without
 * any test fail, too: neither shows anything. The last line counts the tests that ran; a test file
 * that could not even be loaded counts as one that failed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const reports = mkdtempSync(join(tmpdir(), 'paybeat-gate-'));

/** The projects of vitest.config.ts that need no server. All others come after them, named or not. */
const withoutServer = ['unit', 'house', 'taxes', 'contract'];

const cores = availableParallelism();

const steps = [
  { name: 'format', run: () => script('check:format') },
  { name: 'types', run: () => script('check:types') },
  { name: 'lint', run: () => script('check:lint') },
  { name: 'tests without a server', run: () => tests(withoutServer, cores) },
  // They wait for servers and other processes half of the time.
  {
    name: 'tests on a server',
    run: () =>
      tests(
        withoutServer.map((name) => `!${name}`),
        Math.ceil(1.5 * cores),
      ),
  },
];

const totals = { passed: 0, failed: 0 };
const times = [];
/** Of each test file: its name and how long its tests took, in seconds. */
const fileTimes = [];
const slowestShown = 10;
let problem = null;
for (const { name, run } of steps) {
  process.stdout.write(`\n== ${name}\n`);
  const startedAt = performance.now();
  problem = await run();
  times.push([name, (performance.now() - startedAt) / 1000]);
  if (problem !== null) {
    problem = `${name}: ${problem}`;
    break;
  }
}
if (problem === null && totals.passed === 0) problem = 'no test ran';
rmSync(reports, { recursive: true, force: true });

const width = Math.max(...times.map(([name]) => name.length));
process.stdout.write(`\n${'step'.padEnd(width)}  seconds\n`);
for (const [name, seconds] of times) {
  process.stdout.write(`${name.padEnd(width)}  ${seconds.toFixed(1).padStart(7)}\n`);
}
showSlowestFiles();
process.stdout.write(
  problem === null ? '\nThe gate is open.\n' : `\nThe gate is shut: ${problem}.\n`,
);
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = problem === null ? 0 : 1;

/** Files run side by side, so their times add up to more than the step. */
function showSlowestFiles() {
  if (fileTimes.length === 0) return;
  const slowest = fileTimes.sort((a, b) => b.seconds - a.seconds).slice(0, slowestShown);
  process.stdout.write(`\nslowest test files\n`);
  for (const { file, seconds } of slowest) {
    process.stdout.write(`${seconds.toFixed(1).padStart(7)}  ${file}\n`);
  }
}

/** The command of package.json, so that a step alone is the step of the gate. */
function script(name) {
  const [program, ...args] = scripts[name].split(' ');
  return command(program, args);
}

async function tests(projects, workers) {
  const file = join(reports, `${times.length}.json`);
  const problem = await command('vitest', [
    'run',
    `--maxWorkers=${workers}`,
    ...projects.flatMap((project) => ['--project', project]),
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
  ]);
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return problem ?? 'vitest wrote no report';
  }
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  for (const { name, startTime, endTime } of report.testResults) {
    fileTimes.push({ file: relative(root, name), seconds: (endTime - startTime) / 1000 });
  }
  const skipped = report.numPendingTests + report.numTodoTests;
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests + unloaded.length;
  if (problem === null && skipped > 0) return `${skipped} tests are skipped`;
  return problem;
}

/** null when it went well. Programs of node_modules run under the Node that is there, too. */
function command(program, args) {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const end = () => child.kill('SIGTERM');
    process.once('SIGTERM', end);
    child.on('error', (error) => done(`${program}: ${error.message}`));
    child.on('exit', (code, signal) => {
      process.removeListener('SIGTERM', end);
      done(code === 0 ? null : `${program} ended with ${signal ?? `code ${code}`}`);
    });
  });
}
