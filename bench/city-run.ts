/**
 * Measures one pay run of a city: `npm run bench:run [-- EMPLOYEES]`. The default is 2,000 people;
 * a larger number repeats the roster of the examples.
 *
 * It prints payslips per second from open to commit, and the peak memory of this process. It also
 * times a bare COPY of the same rows, and prints the ratio.
 */
import { readFile } from 'node:fs/promises';
import { operator } from '#caller.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { verify } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { bareCopySeconds } from './bare-copy.ts';
import { benchDatabase } from './bench-database.ts';
import { addCity } from './city.ts';
import { cleanUp } from './clean-up.ts';
import { must } from './due-companies.ts';

const caller = operator({ who: 'person:bench', door: 'library' });

const wanted = Number(process.argv[2] ?? 2_000);
const database = await benchDatabase();
const store = createStore({ url: database.url });
const world: World = {
  store,
  telemetry: silent,
  caller,
  worker: 'worker:bench',
  settings: defaultSettings,
};

const company = await addCity(world);
const { companyId } = company;
const roster = await repeated('examples/roster-2000.csv', wanted);
const seconds = new Map<string, number>();
await timed('import of the roster', async () =>
  must(await importRoster(world, { company, bytes: roster, scheduleCode: null, dryRun: false })),
);
const added = must(
  await addPeriod(world, {
    companyId,
    scheduleId: null,
    frequency: 'biweekly',
    startOn: Temporal.PlainDate.from('2026-06-01'),
    endOn: Temporal.PlainDate.from('2026-06-14'),
    payOn: null,
    rule: null,
  }),
);
const { periodId } = added;
must(await activatePeriod(world, { periodId }));
const hours = await repeated('examples/roster-2000-hours.csv', wanted);
await timed('import of the hours', async () =>
  must(await importHours(world, { periodId, bytes: hours, dryRun: false })),
);
const result = await timed('run, open to commit', async () =>
  must(
    await runPayrollForPeriod(
      world,
      { periodId, force: { reason: 'bench' } },
      { concurrency: 2, pause: async () => undefined },
    ),
  ),
);
if (result.kind !== 'ran') throw new Error(`it did not run: ${JSON.stringify(result)}`);
const paid = result.run.paidCount ?? 0;
seconds.set('bare COPY of the same payslips', await bareCopySeconds(database.url));
const broken = (await verify(world)).filter((one) => one.violations.length > 0);

for (const [what, took] of seconds) {
  process.stdout.write(`${what.padEnd(32)} ${took.toFixed(2).padStart(8)} s\n`);
}
const run = seconds.get('run, open to commit') ?? Number.NaN;
const copy = seconds.get('bare COPY of the same payslips') ?? Number.NaN;
process.stdout.write(
  `${paid.toLocaleString('en')} payslips, ${Math.round(paid / run).toLocaleString('en')} a second; ` +
    `${(run / copy).toFixed(1)} times a bare COPY; ` +
    `peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB; ` +
    `${broken.length === 0 ? 'every invariant holds' : `BROKEN: ${broken.map((one) => one.id)}`}\n`,
);
await store.close();
await cleanUp();

/** The file's rows of so many people: fewer than it has, or repeated under new employee numbers. */
async function repeated(file: string, people: number): Promise<Buffer> {
  const [header = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const employees = 2_000;
  const out = [header];
  for (let copy = 0; copy * employees < people; copy += 1) {
    for (const line of lines) {
      if (copy * employees + Number(line.slice(1, 7)) > people) continue;
      out.push(copy === 0 ? line : line.replace(/^E/, `C${copy}E`));
    }
  }
  return Buffer.from(`${out.join('\n')}\n`);
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  seconds.set(what, (performance.now() - from) / 1_000);
  return result;
}
