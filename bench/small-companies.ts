/**
 * Measures many small companies that are due at one moment:
 * `npm run bench:small-companies [-- COMPANIES [PEOPLE]]`. The default is 200 companies of 20
 * people.
 *
 * Each company has one monthly period. Two worker processes with default settings are already
 * running and pay them.
 *
 * It prints the seconds from the due instant to the last commit, by the database's clock. It also
 * prints runs and payslips per second, and times a bare COPY of the same payslips.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { operator } from '#caller.ts';
import { verify } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { bareCopySeconds } from './bare-copy.ts';
import { benchDatabase } from './bench-database.ts';
import { cleanUp } from './clean-up.ts';
import { layCompany, layMonth, letAllBeDue } from './due-companies.ts';
import { ask, WorkerProcesses } from './worker-processes.ts';

const caller = operator({ who: 'person:bench', door: 'library' });

const companies = Number(process.argv[2] ?? 200);
const people = Number(process.argv[3] ?? 20);
/** In this time every worker scans once more and learns the due instant. */
const aheadSeconds = 20;
/** More than ten times the slowest measurement. */
const patienceMs = 600_000;

const database = await benchDatabase();
const { url } = database;
const store = createStore({ url });
const world: World = {
  store,
  telemetry: silent,
  caller,
  worker: 'worker:bench',
  settings: defaultSettings,
};
const month = Temporal.Now.plainDateISO('UTC').toPlainYearMonth().add({ months: 1 });
for (let index = 0; index < companies; index += 1) {
  const code = `c${String(index + 1).padStart(5, '0')}`;
  const companyId = await layCompany(world, { code, people, first: index * people + 1 });
  await layMonth(world, { companyId, month });
}
const workers = await WorkerProcesses.on(url);
await workers.start(['bench-a', 'bench-b']);
await letAllBeDue(url, aheadSeconds);

interface Done {
  readonly runs: number;
  readonly seconds: number | null;
  readonly firstSeconds: number | null;
}

const startedMs = performance.now();
let done: Done;
do {
  await wait(250);
  done = await soFar();
} while (done.runs < companies && performance.now() - startedMs < patienceMs);
await workers.close();

const [paid] = await ask<{ payslips: number; net: string }>(
  url,
  `select count(*)::int as payslips, coalesce(sum(payslip.net_minor), 0)::text as net
   from paybeat.payslip join paybeat.pay_run using (run_id) where pay_run.state = 'committed'`,
);
const payslips = paid?.payslips ?? 0;
const copySeconds = await bareCopySeconds(url);
const broken = (await verify(world)).filter((one) => one.violations.length > 0);
const seconds = done.seconds ?? Number.NaN;
const missing = companies - done.runs;
process.stdout.write(
  `${done.runs.toLocaleString('en')} companies of ${people}, two workers: ${seconds.toFixed(2)} s from the ` +
    `due instant to the last commit (the first after ${done.firstSeconds?.toFixed(2) ?? '-'} s); ` +
    `${(done.runs / seconds).toFixed(1)} runs and ${Math.round(payslips / seconds).toLocaleString('en')} ` +
    `payslips a second\n` +
    `bare COPY of the same ${payslips.toLocaleString('en')} payslips: ${copySeconds.toFixed(2)} s, ` +
    `${(seconds / copySeconds).toFixed(0)} times less; net ${paid?.net ?? 0} in all; ` +
    `${broken.length === 0 ? 'every invariant holds' : `BROKEN: ${broken.map((one) => one.id)}`}` +
    `${missing === 0 ? '' : `; ${missing} were not paid in time`}\n`,
);
process.exitCode = missing + broken.length === 0 ? 0 : 1;
await store.close();
await cleanUp();

async function soFar(): Promise<Done> {
  const [row] = await ask<Done>(
    url,
    `select count(*)::int as runs, extract(epoch from max(committed_at) - max(due_at))::float8 as seconds,
       extract(epoch from min(committed_at) - max(due_at))::float8 as "firstSeconds"
     from paybeat.pay_run where state = 'committed'`,
  );
  return row ?? { runs: 0, seconds: null, firstSeconds: null };
}
