/**
 * Measures the cost of the triggers that prevent paying a day twice (docs/decisions/0021): `node
 * --conditions=paybeat-source bench/day-paid-once.ts [EMPLOYEES [ROUNDS [BESIDE]]]`.
 *
 * It runs three pay runs of 20,000 people with the triggers and three without, in turn. BESIDE
 * people (default: a tenth) have their own schedule, whose monthly runs share days with everyone.
 * It prints both medians and their ratio.
 */
import pg from 'pg';
import { operator } from '#caller.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { benchDatabase, median } from './bench-database.ts';
import { addCity } from './city.ts';
import { cleanUp } from './clean-up.ts';
import { must } from './due-companies.ts';

const caller = operator({ who: 'person:bench', door: 'library' });

const people = Number(process.argv[2] ?? 20_000);
const rounds = Number(process.argv[3] ?? 5);
const besides = Number(process.argv[4] ?? people / 10);
const runsARound = 3;
const firstOn = Temporal.PlainDate.from('2024-01-01');
const database = await benchDatabase();
const store = createStore({ url: database.url });
const settings = defaultSettings;
const world: World = { store, telemetry: silent, caller, worker: 'worker:bench', settings };
const client = new pg.Client({ connectionString: database.url });
await client.connect();

const employer = await addCity(world);
const { companyId } = employer;
const definition = { code: 'beside', frequency: 'monthly' };
const { scheduleId } = must(await addSchedule(world, { companyId, definition, fromOn: firstOn }));
if (besides > 0) await hire('beside', besides);
await hire(null, people);

const { rows: beside } = await client.query<{ period_id: number }>(
  `select period_id from paybeat.pay_period where schedule_id = ${scheduleId} and start_on < '2026-01-01'
   order by start_on limit 24`,
);
if (besides > 0) for (const { period_id } of beside) await run(period_id);

const times: Record<'with' | 'without', number[]> = { with: [], without: [] };
let startOn = firstOn;
// The first round only warms up; it is not counted.
for (let round = 0; round <= rounds * 2; round += 1) {
  const which = round % 2 === 0 ? 'with' : 'without';
  await triggers(which === 'with' ? 'enable' : 'disable');
  const periods = [];
  for (let one = 0; one < runsARound; one += 1) periods.push(await nextPeriod());
  const from = performance.now();
  for (const periodId of periods) await run(periodId);
  if (round > 0) times[which].push((performance.now() - from) / 1_000);
}
for (const which of ['with', 'without'] as const) {
  const all = times[which].map((seconds) => seconds.toFixed(2)).join(' ');
  process.stdout.write(`${which.padEnd(8)} ${median(times[which]).toFixed(2)} s   (${all})\n`);
}
process.stdout.write(`ratio    ${(median(times.with) / median(times.without)).toFixed(3)}\n`);
await client.end();
await store.close();
await cleanUp();

async function triggers(switched: 'enable' | 'disable'): Promise<void> {
  await client.query(`alter table paybeat.payslip ${switched} trigger payslip_insert_open;
    alter table paybeat.pay_run ${switched} trigger pay_run_commit_covered`);
}

async function hire(scheduleCode: string | null, count: number): Promise<void> {
  const name = scheduleCode ?? 'city';
  const rows = Array.from(
    { length: count },
    (_, at) => `${name}${at},Person,salary,${40_000 + at},single,2019-01-01`,
  );
  const text = ['employee_id,name,pay_type,annual_salary,filing_status,hire_date', ...rows, ''];
  const bytes = Buffer.from(text.join('\n'));
  must(await importRoster(world, { company: employer, bytes, scheduleCode, dryRun: false }));
}

async function nextPeriod(): Promise<number> {
  const endOn = startOn.add({ days: 13 });
  const span = { startOn, endOn, payOn: null, rule: null };
  const ask = { companyId, scheduleId: null, frequency: 'biweekly', ...span };
  const { periodId } = must(await addPeriod(world, ask));
  must(await activatePeriod(world, { periodId }));
  startOn = endOn.add({ days: 1 });
  return periodId;
}

async function run(periodId: number): Promise<void> {
  const ran = must(
    await runPayrollForPeriod(
      world,
      { periodId, force: { reason: 'bench' } },
      { concurrency: 2, pause: async () => undefined },
    ),
  );
  if (ran.kind !== 'ran' || ran.run.state !== 'committed') throw new Error(JSON.stringify(ran));
}
