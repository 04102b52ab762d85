/**
 * Measures how long a person who approves a run waits until it is committed:
 * `npm run bench:approve [-- EMPLOYEES [RUNS]]`, 10,000 employees and 100 runs by default. `--json` prints the figures
 * as JSON.
 *
 * Several companies of this size pay every other week, and one person approves each run. Opening, reading and
 * calculating are not counted. Approval and commit are one call in this process.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { operator } from '#caller.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { addPerson } from '#operations/reviews/people.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { verify } from '#operations/verify.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { benchDatabase } from './bench-database.ts';
import { addCity } from './city.ts';
import { benchFolder, cleanUp, progress } from './clean-up.ts';
import { must } from './due-companies.ts';
import { writeMadeUp } from './made-up-roster.ts';
import { ask } from './worker-processes.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [employees = 10_000, runs = 100] = positionals.map(Number);
/** Its periods of one year. */
const runsOfCompany = 20;
const startOn = Temporal.PlainDate.from('2026-01-05');

const database = await benchDatabase();
const store = createStore({ url: database.url });
const caller = operator({ who: 'person:bench', door: 'library' });
const doing = { worker: 'worker:bench', settings: defaultSettings };
const world: World = { store, telemetry: silent, caller, ...doing };
/** Somebody else than who entered the pay data. */
const approver = operator({ who: 'person:approver', door: 'library' });
const folder = await benchFolder();
const [roster, hours] = [join(folder, 'roster.csv'), join(folder, 'hours.csv')];
await writeMadeUp(roster, { like: 'examples/roster-2000.csv', people: employees });
await writeMadeUp(hours, { like: 'examples/roster-2000-hours.csv', people: employees });
const waits: number[] = [];
for (let company = 1; waits.length < runs; company += 1) await approveAll(`city-${company}`);
const broken = (await verify(world)).filter((one) => one.violations.length > 0);
waits.sort((one, other) => one - other);
const at = (share: number) =>
  waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0;
const found = { employees, runs, p50Ms: at(0.5), p99Ms: at(0.99), mostMs: at(1) };
process.stdout.write(
  values.json
    ? `${JSON.stringify(found)}\n`
    : `${employees.toLocaleString('en')} people, ${runs} runs; approve to committed: p50 ${found.p50Ms.toFixed(1)} ms, ` +
        `p99 ${found.p99Ms.toFixed(1)} ms, at most ${found.mostMs.toFixed(1)} ms\n`,
);
process.exitCode = broken.length === 0 ? 0 : 1;
await store.close();
await cleanUp();

async function approveAll(code: string): Promise<void> {
  const company = await addCity(world, code);
  const { companyId } = company;
  must(await addPerson(world, { company, person: 'person:approver', roles: ['approver'] }));
  const { scheduleId } = must(
    await addSchedule(world, {
      companyId,
      definition: {
        ...{
          code: 'crew',
          frequency: 'biweekly',
          anchor: '2026-01-09',
          starts_on: startOn.toString(),
        },
        ...{ pay_date: { days_after_end: 5 }, rule: { days_before_pay_date: 3 } },
        review: { policy: 'people', people: 1 },
      },
      fromOn: startOn,
    }),
  );
  const bytes = await readFile(roster);
  must(await importRoster(world, { company, bytes, scheduleCode: 'crew', dryRun: false }));
  const periods = await ask<{ periodId: number }>(
    database.url,
    `select period_id::int as "periodId" from paybeat.pay_period where schedule_id = $1 order by start_on limit $2`,
    [scheduleId, runsOfCompany],
  );
  for (const { periodId } of periods) {
    if (waits.length === runs) return;
    must(await importHours(world, { periodId, bytes: await readFile(hours), dryRun: false }));
    waits.push(await approve(periodId));
    progress(`${code}: run ${waits.length} of ${runs}`);
  }
}

async function approve(periodId: number): Promise<number> {
  const ran = must(
    await runPayrollForPeriod(
      world,
      { periodId, force: { reason: 'bench' } },
      { concurrency: 2, pause: async () => undefined },
    ),
  );
  if (ran.kind !== 'ran' || ran.run.state !== 'review') {
    throw new Error(`it waits for no approval: ${JSON.stringify(ran)}`);
  }
  const { runId } = ran.run;
  const startedMs = performance.now();
  const approved = must(
    await approveRun(
      { ...world, caller: approver },
      { runId, why: 'bench', totals: null, dryRun: false },
    ),
  );
  const ms = performance.now() - startedMs;
  if (approved.state !== 'committed') throw new Error(`it is ${approved.state}`);
  return ms;
}
