/**
 * Measures many small companies that are due at one moment:
 * `npm run bench:small-companies [-- COMPANIES [PEOPLE [ROUNDS]]]`. The default is 200 companies of 20
 * people, one round.
 *
 * Each company has one monthly period. Two worker processes with default settings are already
 * running and pay them. `--broker redis` gives them a Redis of their own for the tasks.
 *
 * It prints the seconds from the due instant to the last commit, by the database's clock. It also
 * prints runs and payslips per second, and times a bare COPY of the same payslips. `--json` prints the figures
 * as JSON.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { operator } from '#caller.ts';
import { verify } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { startRedis } from '../test/support/redis.ts';
import { silent } from '../test/support/silent.ts';
import { bareCopySeconds } from './bare-copy.ts';
import { benchDatabase, median } from './bench-database.ts';
import { atTheEnd, cleanUp, progress } from './clean-up.ts';
import { cloneCompanies } from './clone-companies.ts';
import { onCopy } from './database-copies.ts';
import { layCompany, layMonth, startBeforeDue } from './due-companies.ts';
import { watchMemory } from './memory.ts';
import { type ProcessorSeconds, watchProcessors } from './processors.ts';
import { ask, WorkerProcesses } from './worker-processes.ts';

interface Done {
  readonly runs: number;
  readonly failed: number;
  readonly seconds: number | null;
  readonly firstSeconds: number | null;
  /** From the opening of a run to its commit. All of a set are opened at once. */
  readonly longestSetMs: number | null;
}

interface SmallCompaniesRound extends Done, ProcessorSeconds {
  readonly payslips: number;
  readonly netMinor: string;
  readonly copySeconds: number;
  readonly peakMiB: number | null;
  readonly broken: readonly string[];
}

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    broker: { type: 'string', default: 'postgres' },
  },
  allowPositionals: true,
});
const { broker } = values;
if (broker !== 'postgres' && broker !== 'redis') throw new Error('--broker is postgres or redis');
const [companies = 200, people = 20, rounds = 1] = positionals.map(Number);
/** More than ten times the slowest measurement. */
const patienceMs = 600_000;
const names = ['bench-a', 'bench-b'];

const database = await benchDatabase();
await lay(database.url);
progress(`${companies.toLocaleString('en')} companies of ${people} are there`);
const all: SmallCompaniesRound[] = [];
for (let round = 1; round <= rounds; round += 1) {
  const measured = await onCopy(database.url, measure);
  all.push(measured);
  progress(`round ${round} of ${rounds}, ${broker}: ${measured.seconds?.toFixed(2) ?? '-'} s`);
}
if (values.json) {
  process.stdout.write(`${JSON.stringify({ broker, companies, people, rounds: all })}\n`);
} else report();
const isSound = all.every((one) => one.runs === companies && one.broken.length === 0);
process.exitCode = isSound ? 0 : 1;
await cleanUp();

async function lay(url: string): Promise<void> {
  const store = createStore({ url });
  const world = worldOn(store);
  const month = Temporal.Now.plainDateISO('UTC').toPlainYearMonth().add({ months: 1 });
  const companyId = await layCompany(world, { code: 'c00001', people, first: 1 });
  await layMonth(world, { companyId, month });
  await store.close();
  await cloneCompanies(url, { companies });
  await ask(url, 'vacuum analyze');
}

function worldOn(store: World['store']): World {
  const caller = operator({ who: 'person:bench', door: 'library' });
  return { store, telemetry: silent, caller, worker: 'worker:bench', settings: defaultSettings };
}

async function measure(url: string): Promise<SmallCompaniesRound> {
  const redis = broker === 'redis' ? await startRedis() : null;
  const stopRedis = redis === null ? null : atTheEnd(() => redis.stop());
  const workers = await WorkerProcesses.on(url, redis === null ? {} : { BROKER_URL: redis.url });
  await ask(url, 'checkpoint');
  await startBeforeDue(url, () => workers.start(names));
  const memory = watchMemory(() => workers.pids());
  const processors = watchProcessors({ ours: () => workers.pids(), server: database.pid() });
  const done = await paid(url);
  const spent = await processors.stop();
  const peakMiB = await memory.stop();
  await workers.close();
  await stopRedis?.();
  const [sums] = await ask<{ payslips: number; net: string }>(
    url,
    `select count(*)::int as payslips, coalesce(sum(payslip.net_minor), 0)::text as net
     from paybeat.payslip join paybeat.pay_run using (run_id) where pay_run.state = 'committed'`,
  );
  const copySeconds = await bareCopySeconds(url);
  const store = createStore({ url });
  const broken = (await verify({ store })).filter((one) => one.violations.length > 0);
  await store.close();
  const { payslips = 0, net = '0' } = sums ?? {};
  return {
    ...done,
    ...spent,
    ...{ payslips, netMinor: net, copySeconds, peakMiB },
    broken: broken.map(({ id }) => id),
  };
}

async function paid(url: string): Promise<Done> {
  const startedMs = performance.now();
  for (;;) {
    await wait(250);
    const [done] = await ask<Done>(
      url,
      `select count(*) filter (where state = 'committed')::int as runs,
         count(*) filter (where state = 'failed' or blockers <> '[]')::int as failed,
         extract(epoch from max(committed_at) - max(due_at))::float8 as seconds,
         extract(epoch from min(committed_at) - max(due_at))::float8 as "firstSeconds",
         1000 * extract(epoch from max(committed_at - opened_at))::float8 as "longestSetMs"
       from paybeat.pay_run`,
    );
    const isOver = performance.now() - startedMs > patienceMs;
    if (done && (done.runs + done.failed >= companies || isOver)) return done;
  }
}

function report(): void {
  const of = (pick: (one: SmallCompaniesRound) => number) => median(all.map(pick));
  const seconds = of((one) => one.seconds ?? Number.NaN);
  const copySeconds = of((one) => one.copySeconds);
  const payslips = of((one) => one.payslips);
  const runs = of((one) => one.runs);
  const longestMs = Math.max(...all.map((one) => one.longestSetMs ?? 0));
  const perThousand = (pick: (one: SmallCompaniesRound) => number) =>
    ((of(pick) / runs) * 1_000).toFixed(2);
  const broken = [...new Set(all.flatMap((one) => one.broken))];
  const missing = Math.max(...all.map((one) => companies - one.runs));
  process.stdout.write(
    `${runs.toLocaleString('en')} companies of ${people}, two workers, tasks on ${broker}, ${rounds} rounds: ` +
      `${seconds.toFixed(2)} s from the due instant to the last commit ` +
      `(the first after ${of((one) => one.firstSeconds ?? Number.NaN).toFixed(2)} s); ` +
      `${(runs / seconds).toFixed(1)} runs and ${Math.round(payslips / seconds).toLocaleString('en')} ` +
      `payslips a second\n` +
      `the longest set took ${longestMs.toFixed(0)} ms from opening to commit; a lease lasts ` +
      `${defaultSettings.leaseSeconds} s\n` +
      `processor seconds for 1,000 runs: ${perThousand((one) => one.workerCpu)} of the workers, ` +
      `${perThousand((one) => one.serverCpu)} of the server\n` +
      `bare COPY of the same ${payslips.toLocaleString('en')} payslips: ${copySeconds.toFixed(2)} s, ` +
      `${(seconds / copySeconds).toFixed(0)} times less; net ${all[0]?.netMinor ?? 0} in all; ` +
      `${broken.length === 0 ? 'every invariant holds' : `BROKEN: ${broken}`}` +
      `${missing === 0 ? '' : `; ${missing} were not paid in time`}\n`,
  );
}
