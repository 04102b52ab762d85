/**
 * Measures several due periods of the same people:
 * `npm run bench:several-periods [-- PERIODS EMPLOYEES WORKERS]`. The default is six biweekly
 * periods, 5,000 people and two workers.
 *
 * All periods fall due at the same moment. The workers are separate processes with default
 * settings. It prints how many times payslips were calculated, and when each run committed after
 * the first was opened.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { operator } from '#caller.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { verify } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { companyById } from '#store/reads/companies.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { benchDatabase } from './bench-database.ts';
import { benchFolder, cleanUp } from './clean-up.ts';
import { must } from './due-companies.ts';
import { writeMadeUp } from './made-up-roster.ts';
import { WorkerProcesses } from './worker-processes.ts';

const caller = operator({ who: 'person:bench', door: 'library' });

const [periods = 6, people = 5_000, workers = 2] = process.argv.slice(2).map(Number);
const giveUpSeconds = 180;
const folder = await benchFolder();
const database = await benchDatabase();
const store = createStore({ url: database.url });
const world: World = {
  store,
  telemetry: silent,
  caller,
  worker: 'worker:bench',
  settings: defaultSettings,
};
const client = new pg.Client({ connectionString: database.url });
await client.connect();
await fill();
// All periods fall due at the same moment. No rule would give the oldest that due instant.
await client.query('set session_replication_role = replica');
await client.query('update paybeat.due_instant set due_at = now()');
const processes = await WorkerProcesses.on(database.url);
await processes.start(Array.from({ length: workers }, (_, index) => `bench-${index + 1}`));
const committed = await untilCommitted();
await processes.close();
const broken = (await verify(world)).filter((one) => one.violations.length > 0);
tell();
await client.end();
await store.close();
await cleanUp();

interface Committed {
  readonly period: string;
  /** How many times its people were calculated. */
  readonly calculations: number;
  /** Seconds since the first run was opened. */
  readonly openedSeconds: number;
  readonly committedSeconds: number | null;
}

async function fill(): Promise<void> {
  const { companyId } = must(
    await addCompany(world, {
      code: 'several',
      name: 'Several Periods',
      currency: 'USD',
      timeZone: 'UTC',
      calendar: 'fed',
      stateTax: 'none_calculated',
    }),
  );
  const company = await store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) throw new Error('the company is there');
  const bytes = await madeUp('examples/roster-2000.csv');
  must(await importRoster(world, { company, bytes, scheduleCode: null, dryRun: false }));
  const hours = await madeUp('examples/roster-2000-hours.csv');
  const today = Temporal.Now.plainDateISO('UTC');
  for (let ago = periods; ago > 0; ago -= 1) {
    const { periodId } = must(
      await addPeriod(world, {
        companyId,
        scheduleId: null,
        frequency: 'biweekly',
        startOn: today.subtract({ weeks: 2 * ago }),
        endOn: today.subtract({ weeks: 2 * (ago - 1), days: 1 }),
        payOn: null,
        rule: { days_before_end: 0 },
      }),
    );
    must(await activatePeriod(world, { periodId }));
    must(await importHours(world, { periodId, bytes: hours, dryRun: false }));
  }
}

async function madeUp(like: string): Promise<Buffer> {
  const file = join(folder, 'file.csv');
  await writeMadeUp(file, { like, people });
  return readFile(file);
}

async function untilCommitted(): Promise<readonly Committed[]> {
  const from = performance.now();
  for (;;) {
    const { rows } = await client.query<Committed>(
      `select p.start_on::text as period, r.epoch as calculations,
         extract(epoch from r.opened_at - min(r.opened_at) over ())::float8 as "openedSeconds",
         extract(epoch from r.committed_at - min(r.opened_at) over ())::float8 as "committedSeconds"
       from paybeat.pay_run r join paybeat.pay_period p using (period_id) order by p.start_on`,
    );
    const done = rows.filter((row) => row.committedSeconds !== null);
    if (done.length === periods) return rows;
    if (performance.now() - from > 1_000 * giveUpSeconds) throw new Error(JSON.stringify(rows));
    await wait(100);
  }
}

function tell(): void {
  for (const { period, calculations, openedSeconds, committedSeconds } of committed) {
    process.stdout.write(
      `${period}  opened at ${openedSeconds.toFixed(1).padStart(5)} s, committed at ` +
        `${(committedSeconds ?? Number.NaN).toFixed(1).padStart(5)} s, ` +
        `calculated ${calculations === 1 ? 'once' : `${calculations} times`}\n`,
    );
  }
  const all = committed.reduce((sum, row) => sum + row.calculations, 0);
  process.stdout.write(
    `${periods} periods, ${people.toLocaleString('en')} people, ${workers} workers: ` +
      `${all} calculations; ` +
      `${broken.length === 0 ? 'every invariant holds' : `BROKEN: ${broken.map((one) => one.id)}`}\n`,
  );
}
