/**
 * Runs every check: `npm test` runs this, at home and in CI.
 *
 * The steps run one after another, quick ones first, until one fails. A skipped test fails the
 * step, and so does a step without any test. The last line counts the tests that ran. A test file
 * that cannot be loaded counts as one failed test.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const reports = mkdtempSync(join(tmpdir(), 'paybeat-gate-'));

/** The projects of vitest.config.ts that need no server. All other projects run after them. */
const withoutServer = ['unit', 'house', 'taxes', 'contract'];

const cores = availableParallelism();

const steps = [
  { name: 'format', run: () => script('check:format') },
  { name: 'types', run: () => script('check:types') },
  { name: 'lint', run: () => script('check:lint') },
  { name: 'tests without a server', run: () => tests(withoutServer, cores) },
  // These tests spend half of their time waiting for servers and other processes.
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
/** For each test file: its name and the duration of its tests in seconds. */
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

/** Files run in parallel, so their times add up to more than the step. */
function showSlowestFiles() {
  if (fileTimes.length === 0) return;
  const slowest = fileTimes.sort((a, b) => b.seconds - a.seconds).slice(0, slowestShown);
  process.stdout.write(`\nslowest test files\n`);
  for (const { file, seconds } of slowest) {
    process.stdout.write(`${seconds.toFixed(1).padStart(7)}  ${file}\n`);
  }
}

/** Runs the script of package.json, so that a step alone does the same as in the gate. */
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

/** Null: the command succeeded. Programs of node_modules run under the Node of node_modules. */
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
