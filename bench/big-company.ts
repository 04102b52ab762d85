/**
 * Measures one large run from its due instant to its commit:
 * `npm run bench:big-company [-- EMPLOYEES [WORKERS [ROUNDS]]]`, 100,000 employees, one worker and one round by
 * default.
 *
 * The people are those of the examples, repeated: about ten lines a payslip under US federal tax. Worker
 * processes with the default settings do the run. Each round prints the seconds from due to committed, the
 * floor (floor.ts) in the same database, their ratio, the peak memory of all worker processes, and `verify`.
 *
 * `--json` prints the figures as JSON.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { operator } from '#caller.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { verify } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { companyById } from '#store/reads/companies.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { benchDatabase, median } from './bench-database.ts';
import { benchFolder, cleanUp, progress } from './clean-up.ts';
import { layFortnight, letAllBeDue, must } from './due-companies.ts';
import { encodedFloor, floor } from './floor.ts';
import { writeMadeUp } from './made-up-roster.ts';
import { watchMemory } from './memory.ts';
import { ask, WorkerProcesses } from './worker-processes.ts';

interface BigCompanyRound {
  readonly payslips: number;
  readonly linesEach: number;
  readonly dueToCommitted: number;
  readonly openToCommitted: number;
  readonly floor: number;
  readonly encodedFloor: number;
  readonly verify: number;
  readonly peakMiB: number | null;
  readonly broken: readonly string[];
}

/** More than ten times the slowest measured time. */
const patienceMs = 1_200_000;
const aheadSeconds = 8;

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [employees = 100_000, workerCount = 1, rounds = 1] = positionals.map(Number);
const all: BigCompanyRound[] = [];
for (let round = 1; round <= rounds; round += 1) all.push(await measure());
if (values.json) process.stdout.write(`${JSON.stringify(all)}\n`);
else report(all);
process.exitCode = all.some(({ broken }) => broken.length > 0) ? 1 : 0;
await cleanUp();

async function measure(): Promise<BigCompanyRound> {
  const database = await benchDatabase();
  const { url } = database;
  const store = createStore({ url });
  const caller = operator({ who: 'person:bench', door: 'library' });
  const doing = { worker: 'worker:bench', settings: defaultSettings };
  const world: World = { store, telemetry: silent, caller, ...doing };
  await lay(world);
  progress(`${employees.toLocaleString('en')} people are there; starting ${workerCount} workers`);
  await ask(url, 'vacuum analyze');
  const workers = await WorkerProcesses.on(url);
  await workers.start(Array.from({ length: workerCount }, (_, index) => `bench-${index + 1}`));
  await letAllBeDue(url, aheadSeconds);
  const memory = watchMemory(() => workers.pids());
  const run = await committed(url);
  const peakMiB = await memory.stop();
  await workers.close();
  const floorSeconds = await floor(url);
  const encodedSeconds = await encodedFloor(url, run.payslips);
  const from = performance.now();
  const invariants = await verify(world);
  const verifySeconds = (performance.now() - from) / 1_000;
  await store.close();
  await database.close();
  return {
    ...run,
    floor: floorSeconds,
    encodedFloor: encodedSeconds,
    verify: verifySeconds,
    peakMiB,
    broken: invariants.filter((one) => one.violations.length > 0).map((one) => one.id),
  };
}

/** One company with hours for those who need them, and a period that is not due yet. */
async function lay(world: World): Promise<void> {
  const { companyId } = must(
    await addCompany(world, {
      ...{ code: 'city', name: 'City', currency: 'USD', timeZone: 'America/New_York' },
      ...{ calendar: 'fed', stateTax: 'none_calculated' },
    }),
  );
  const company = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) throw new Error('the company is there');
  const folder = await benchFolder();
  const [roster, hours] = [join(folder, 'roster.csv'), join(folder, 'hours.csv')];
  await writeMadeUp(roster, { like: 'examples/roster-2000.csv', people: employees });
  await writeMadeUp(hours, { like: 'examples/roster-2000-hours.csv', people: employees });
  const bytes = await readFile(roster);
  must(await importRoster(world, { company, bytes, scheduleCode: null, dryRun: false }));
  const periodId = await layFortnight(world, { companyId });
  must(await importHours(world, { periodId, bytes: await readFile(hours), dryRun: false }));
}

interface Committed {
  readonly payslips: number;
  readonly linesEach: number;
  readonly dueToCommitted: number;
  readonly openToCommitted: number;
}

async function committed(url: string): Promise<Committed> {
  const startedMs = performance.now();
  for (;;) {
    const [run] = await ask<Committed>(
      url,
      `select r.paid_count as payslips,
         extract(epoch from r.committed_at - r.due_at)::float8 as "dueToCommitted",
         extract(epoch from r.committed_at - r.opened_at)::float8 as "openToCommitted",
         (select avg(cardinality(line_codes))::float8 from
           (select line_codes from paybeat.payslip limit 1000) a_few) as "linesEach"
       from paybeat.pay_run r where r.state = 'committed'`,
    );
    if (run) return run;
    const over = performance.now() - startedMs > patienceMs;
    const [stopped] = await ask<{ state: string; why: string }>(
      url,
      `select state, coalesce(closed_why, blockers::text) as why from paybeat.pay_run
       where state = 'failed' or blockers <> '[]'`,
    );
    if (over || stopped) throw new Error(`the run is not committed: ${JSON.stringify(stopped)}`);
    await wait(500);
  }
}

function report(measured: readonly BigCompanyRound[]): void {
  const of = (pick: (one: BigCompanyRound) => number) => median(measured.map(pick));
  const seconds = of((one) => one.dueToCommitted);
  const line = (what: string, value: number, ratio: number) =>
    process.stdout.write(
      `${what.padEnd(34)} ${value.toFixed(2).padStart(8)} s   ${ratio.toFixed(2)} × the floor\n`,
    );
  const floorOf = of((one) => one.floor);
  const ratioOf = (pick: (one: BigCompanyRound) => number) => of((one) => pick(one) / one.floor);
  const payslips = measured[0]?.payslips ?? 0;
  process.stdout.write(
    `${payslips.toLocaleString('en')} payslips of ${(measured[0]?.linesEach ?? 0).toFixed(1)} lines, ` +
      `${workerCount} workers, ${measured.length} rounds; medians\n`,
  );
  line(
    'due to committed',
    seconds,
    ratioOf((one) => one.dueToCommitted),
  );
  line(
    'open to committed',
    of((one) => one.openToCommitted),
    ratioOf((one) => one.openToCommitted),
  );
  line('floor: bytes encoded before', floorOf, 1);
  line(
    'the same with encoding',
    of((one) => one.encodedFloor),
    ratioOf((one) => one.encodedFloor),
  );
  line(
    'verify',
    of((one) => one.verify),
    ratioOf((one) => one.verify),
  );
  const peak = measured.map((one) => one.peakMiB ?? Number.NaN);
  const broken = new Set(measured.flatMap((one) => one.broken));
  process.stdout.write(
    `${Math.round(payslips / seconds).toLocaleString('en')} payslips a second; peak memory of the workers ` +
      `${median(peak).toFixed(0)} MiB (PSS); ` +
      `${broken.size === 0 ? 'every invariant holds' : `BROKEN: ${[...broken].join(', ')}`}\n`,
  );
}
