/**
 * Measures what comes after the runs of a large company:
 * `npm run bench:after-a-run [-- EMPLOYEES [RUNS]]`, 100,000 employees and one run by default.
 *
 * Each line is one command as a process of its own: `verify`, the certificate, the register and the journal of the last
 * run, and a backup of all runs with its restore. It prints seconds, the processor seconds of the command and of the
 * server, the command's peak memory, and the seconds as a ratio to the floor (floor.ts) of one run in the same database.
 * `--json` prints the figures as JSON.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchDatabase } from './bench-database.ts';
import { benchFolder, cleanUp, progress } from './clean-up.ts';
import { floor } from './floor.ts';
import { layLargeCompany } from './large-company.ts';
import { watchMemory } from './memory.ts';
import { type ProcessorSeconds, watchProcessors } from './processors.ts';
import { ask } from './worker-processes.ts';

interface Measured extends ProcessorSeconds {
  readonly what: string;
  readonly seconds: number;
  readonly peakMiB: number | null;
  readonly bytes: number | null;
}

const program = fileURLToPath(new URL('../bin/paybeat.js', import.meta.url));
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [employees = 100_000, runs = 1] = positionals.map(Number);
const database = await benchDatabase();
await layLargeCompany(database.url, { employees, paid: runs });
const folder = await benchFolder();
const [last] = await ask<{ run: number; payslips: number }>(
  database.url,
  `select max(run_id)::int as run, sum(paid_count)::int as payslips from paybeat.pay_run where state = 'committed'`,
);
if (!last) throw new Error('no run is committed');
const run = String(last.run);
const empty = new URL(database.url);
empty.pathname = '/bench_restored';
await ask(database.url, 'create database bench_restored');
await ended(command(['keys', 'new']));

const out = (name: string) => join(folder, name);
const all: Measured[] = [
  await measure('verify', ['verify']),
  await measure('verify --all', ['verify', '--all']),
  await measure('certificate export', ['certificate', 'export', run], out('run.json')),
  await measure('certificate verify', ['certificate', 'verify', out('run.json')]),
  await measure('the same --without-pay', [
    ...['certificate', 'verify', out('run.json'), '--without-pay'],
  ]),
  await measure('runs register, CSV', ['runs', 'register', run], out('register.csv')),
  await measure('runs journal, CSV', ['runs', 'journal', run], out('journal.csv')),
  await measure('backup', ['backup', out('all.backup')], out('all.backup')),
  await measure('backup check', ['backup', 'check', out('all.backup')]),
  await measure('restore', ['restore', out('all.backup')]),
];
const floorSeconds = await floor(database.url);
if (values.json) {
  const { payslips } = last;
  process.stdout.write(`${JSON.stringify({ employees, runs, payslips, floorSeconds, all })}\n`);
} else report();
await cleanUp();

/** A command that writes a file gets `--output` with it, unless it is an argument already. */
async function measure(what: string, args: string[], file?: string): Promise<Measured> {
  progress(what);
  const isNamed = file === undefined || args.includes(file);
  const startedMs = performance.now();
  const child = command(isNamed ? args : [...args, '--output', file]);
  const pids = () => (child.pid === undefined ? [] : [child.pid]);
  const memory = watchMemory(pids);
  const processors = watchProcessors({ ours: pids, server: database.pid() });
  await ended(child);
  const seconds = (performance.now() - startedMs) / 1_000;
  const peakMiB = await memory.stop();
  const bytes = file === undefined ? null : (await stat(file)).size;
  return { what, seconds, peakMiB, bytes, ...(await processors.stop()) };
}

function command(args: readonly string[]): ChildProcess {
  const url = args[0] === 'restore' ? empty.href : database.url;
  return spawn(process.execPath, [program, '--data', folder, ...args], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ended(child: ChildProcess): Promise<void> {
  const said = [child.stdout, child.stderr].map(async (stream) => (stream ? text(stream) : ''));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`exit ${code}: ${(await Promise.all(said)).join('')}`);
}

function report(): void {
  const count = (last?.payslips ?? 0).toLocaleString('en');
  process.stdout.write(
    `${employees.toLocaleString('en')} people, ${runs} runs, ${count} payslips; floor of one run ` +
      `${floorSeconds.toFixed(2)} s\n`,
  );
  for (const one of all) {
    const size = one.bytes === null ? '' : `${(one.bytes / 1e6).toFixed(1)} MB`;
    process.stdout.write(
      `${one.what.padEnd(24)}${one.seconds.toFixed(1).padStart(8)} s ` +
        `${(one.seconds / floorSeconds).toFixed(2).padStart(8)} × ` +
        `${one.workerCpu.toFixed(1).padStart(7)} + ${one.serverCpu.toFixed(1).padStart(5)} CPU s ` +
        `${(one.peakMiB ?? 0).toFixed(0).padStart(6)} MiB ${size.padStart(10)}\n`,
    );
  }
}
