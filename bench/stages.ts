/**
 * Measures where the seconds of a large run go, and what partitions would cost:
 * `npm run bench:stages [-- EMPLOYEES [ROUNDS]]`, 100,000 employees and 3 rounds by default. `--json` prints the
 * figures as JSON.
 *
 * One run is paid in this process, two chunks at a time. Node's profiler tells where this process computes.
 * The server tells a hundred times a second which statements are at work (server-samples.ts).
 *
 * Then the payslips are copied in turn into a plain table, and into tables partitioned by run and by pay date.
 * Those of the first chunks are also copied with the guards of `payslip` and without (guarded-copy.ts).
 */
import { parseArgs } from 'node:util';
import { operator } from '#caller.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { benchDatabase, median } from './bench-database.ts';
import { layCity } from './city.ts';
import { cleanUp, progress } from './clean-up.ts';
import { must } from './due-companies.ts';
import { copyFile, encodedPayslips, plainTable } from './floor.ts';
import { guardedCopies } from './guarded-copy.ts';
import { profiled } from './profiled.ts';
import { sampleServer } from './server-samples.ts';
import { ask } from './worker-processes.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [employees = 100_000, rounds = 3] = positionals.map(Number);

/** Without their own columns: the file has the columns of a payslip. */
const tables: Readonly<Record<string, readonly string[]>> = {
  plain: plainTable,
  'by run': [
    'create table paybeat.bench_floor (like paybeat.payslip) partition by range (run_id)',
    'alter table paybeat.bench_floor add primary key (run_id, employee_id)',
    ...Array.from(
      { length: 12 },
      (_, index) =>
        `create table paybeat.bench_floor_${index} partition of paybeat.bench_floor
         for values from (${index * 1_000}) to (${(index + 1) * 1_000})`,
    ),
  ],
  'by pay date': [
    `create table paybeat.bench_floor (like paybeat.payslip, pay_on date not null default '2026-06-15')
     partition by range (pay_on)`,
    'alter table paybeat.bench_floor add primary key (run_id, employee_id, pay_on)',
    ...Array.from(
      { length: 12 },
      (_, index) =>
        `create table paybeat.bench_floor_${index} partition of paybeat.bench_floor
         for values from (date '2026-01-01' + interval '${index} months')
           to (date '2026-01-01' + interval '${index + 1} months')`,
    ),
  ],
};

const database = await benchDatabase();
const { url } = database;
const store = createStore({ url });
const caller = operator({ who: 'person:bench', door: 'library' });
const doing = { worker: 'worker:bench', settings: defaultSettings };
const world: World = { store, telemetry: silent, caller, ...doing };
const city = await layCity(world, { code: 'city', people: employees });
const periodId = await city.nextFortnight();
await ask(url, 'vacuum analyze');
progress(`${employees.toLocaleString('en')} people are there`);

const server = await sampleServer(url);
const pay = () =>
  runPayrollForPeriod(
    world,
    { periodId, force: { reason: 'bench' } },
    { concurrency: 2, pause: async () => undefined },
  );
const { value, seconds, process: ours } = await profiled(pay);
const ran = must(value);
const atWork = await server.stop();
if (ran.kind !== 'ran' || ran.run.state !== 'committed') throw new Error('it is not committed');

const file = await encodedPayslips(url);
const copies: Record<string, number[]> = {};
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, table] of Object.entries(tables)) {
    const took = await copyFile(url, { file, table });
    // The first of each warms the caches.
    if (round > 0) (copies[name] ??= []).push(took);
  }
}
const guards = await guardedCopies(url, rounds);
const stages = { employees, payslips: ran.run.paidCount ?? 0, seconds, ours, server: atWork };
if (values.json) process.stdout.write(`${JSON.stringify({ ...stages, copies, guards })}\n`);
else {
  const lines = (title: string, of: Readonly<Record<string, number>>) =>
    `${title}\n${Object.entries(of)
      .map(([name, one]) => `  ${name.padEnd(32)} ${one.toFixed(2).padStart(7)} s\n`)
      .join('')}`;
  const medians = (of: Readonly<Record<string, readonly number[]>>) =>
    Object.fromEntries(Object.entries(of).map(([name, all]) => [name, median([...all])] as const));
  process.stdout.write(
    `${stages.payslips.toLocaleString('en')} payslips in ${seconds.toFixed(2)} s\n` +
      `${lines('this process', ours)}${lines('the server, both connections', atWork)}` +
      `${lines(`COPY of the payslips, medians of ${rounds}`, medians(copies))}` +
      `${lines(`COPY of the first chunks, medians of ${rounds}`, medians(guards))}`,
  );
}
await store.close();
await cleanUp();
