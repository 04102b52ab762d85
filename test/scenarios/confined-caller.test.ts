/** A caller who is confined to one company cannot see another company through the library. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPaybeat, type Paybeat } from '#index.ts';
import { contextOf } from '#library/context.ts';
import type { ConfinedPaybeat } from '#library/library.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { must } from '../support/small-company.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
secret-person,Zelda Zorn,salary,91000.00,,single,2019-03-01
`;

let database: TestDatabase;
let owner: Paybeat;
/** May see only the company `acme`. Everything below belongs to `zenith`. */
let ada: ConfinedPaybeat;
let periodId = 0;
let runId = 0;
let taskId = '';
let lock = '';

beforeAll(async () => {
  database = await freshDatabase();
  owner = must(await openPaybeat({ env: { DATABASE_URL: database.url } }));
  for (const code of ['acme', 'zenith']) {
    const company = { code, name: code, currency: 'USD', timeZone: 'UTC', calendar: 'fed' };
    must(await owner.companies.add({ ...company, stateTax: 'none_calculated' }));
  }
  const company = 'zenith';
  const definition = { code: 'zonal', frequency: 'weekly', anchor: '2026-01-02' };
  must(await owner.schedules.add({ company, definition, fromOn: day('2026-01-01') }));
  must(await owner.roster.import({ company, bytes: Buffer.from(roster), schedule: 'zonal' }));
  const [other] = await owner.periods.list({ limit: 1 });
  const done = must(
    await owner.runPeriod({ periodId: other?.periodId ?? 0, force: { reason: 'test' } }),
  );
  runId = done.kind === 'ran' ? done.run.runId : 0;
  periodId = other?.periodId ?? 0;
  taskId = (await owner.runPayrollForPeriod.delay({ periodId })).id;
  lock = `payroll_processing_${periodId}`;
  const { locks } = contextOf(owner).world;
  const holder = { owner: 'worker:zone', host: 'zone', pid: 1 };
  await locks.acquire(lock, { holder, ttlSeconds: 600 });
  ada = must(await owner.as({ person: 'person:ada', companies: ['acme'] }));
}, 120_000);

afterAll(async () => {
  await owner.close();
  await database.drop();
});

const why = 'because';

function leaveOut(ask: { readonly periodId: number; readonly why: string }) {
  const { skip } = ada.periods;
  return skip(ask);
}

it.each<[string, string, () => Promise<unknown>]>([
  ['a run is voided', 'run_not_found', () => ada.runs.void({ runId, why })],
  ['a run is approved', 'run_not_found', () => ada.runs.approve({ runId, why })],
  ['a run is retried', 'run_not_found', () => ada.runs.retry({ runId, why })],
  ['a run is calculated again', 'run_not_found', () => ada.runs.recalculate({ runId, why })],
  ['a run pays whom it held', 'run_not_found', () => ada.runs.payHeld({ runId })],
  [
    'a payslip is shown',
    'run_not_found',
    () => ada.payslips.show({ runId, number: 'secret-person' }),
  ],
  [
    'a payslip is explained',
    'run_not_found',
    () => ada.payslips.explain({ runId, number: 'secret-person' }),
  ],
  [
    'a period is run',
    'period_not_found',
    () => ada.runPeriod({ periodId, force: { reason: why } }),
  ],
  ['a period is held', 'period_not_found', () => ada.periods.hold({ periodId, why })],
  ['a period is released', 'period_not_found', () => ada.periods.release(periodId)],
  ['a period is skipped', 'period_not_found', () => leaveOut({ periodId, why })],
  ['a period is activated', 'period_not_found', () => ada.periods.activate(periodId)],
  ['a period is explained', 'period_not_found', () => ada.periods.explain(periodId)],
  ['a period is previewed', 'period_not_found', () => ada.periods.preview(periodId)],
  [
    'hours come in',
    'period_not_found',
    () => ada.hours.import({ periodId, bytes: Buffer.from('employee_id,regular_hours\n') }),
  ],
  [
    'inputs come in',
    'period_not_found',
    () => ada.inputs.import({ periodId, bytes: Buffer.from('employee_id,pay_code,amount\n') }),
  ],
  [
    'a schedule is paused',
    'schedule_not_found',
    () => ada.schedules.pause({ company: null, code: 'zonal', why }),
  ],
  [
    'a schedule of a named company is paused',
    'company_not_found',
    () => ada.schedules.pause({ company: 'zenith', code: 'zonal', why }),
  ],
  ['a schedule is shown', 'schedule_not_found', () => ada.schedules.show({ code: 'zonal' })],
  ['a schedule is planned', 'schedule_not_found', () => ada.schedules.plan({ code: 'zonal' })],
  [
    'an employee is moved',
    'company_not_found',
    () =>
      ada.employees.move({
        ...{ company: 'zenith', number: 'secret-person', toCode: 'zonal' },
        ...{ from: { periodId }, reason: why, dryRun: true },
      }),
  ],
  [
    'a lock is taken away',
    'lock_not_found',
    () => ada.locks.release({ name: lock, isForced: true }),
  ],
])('when %s in another company, the refusal is %s', async (_, code, act) => {
  const answered = (await act()) as { readonly refusal?: object };
  expect(answered).toMatchObject({ ok: false, refusal: { family: 'not_found', code } });
  const asked = ['zenith', 'zonal', 'secret-person'];
  const told = JSON.stringify(answered.refusal).replaceAll(new RegExp(asked.join('|'), 'g'), '');
  expect(told).not.toMatch(/Zelda|Zorn|91000|zone/);
});

it('a task of another company cannot be shown, revoked or sent', async () => {
  expect(runId).toBeGreaterThan(0);
  const gone = { family: 'not_found', code: 'task_not_found' };
  await expect(ada.tasks.find(taskId).describe()).rejects.toMatchObject(gone);
  await expect(ada.tasks.find(taskId).revoke()).rejects.toMatchObject(gone);
  await expect(ada.runPayrollForPeriod.delay({ periodId })).rejects.toMatchObject({
    code: 'period_not_found',
  });
  expect((await owner.tasks.find(taskId).describe()).state).toBe('pending');
});

it('no list contains another company', async () => {
  expect((await ada.companies.list()).map(({ code }) => code)).toEqual(['acme']);
  expect([
    await ada.schedules.list(),
    await ada.periods.list(),
    await ada.runs.list(),
    await ada.runs.exceptions(runId),
    await ada.tasks.list(),
    await ada.locks.list(),
  ]).toEqual([[], [], [], [], [], []]);
  expect(await ada.due()).toMatchObject({ due: [], held: [], coming: [], waiting: [] });
  expect([await ada.runs.show(runId), await ada.periods.show(periodId)]).toEqual([null, null]);
});

it('a caller with several companies sees exactly those in the lists', async () => {
  const both = must(await owner.as({ person: 'person:bob', companies: ['acme', 'zenith'] }));
  expect((await both.runs.list()).map((run) => run.runId)).toContain(runId);
  expect((await both.tasks.list()).map((task) => task.taskId)).toEqual([taskId]);
  expect(await owner.as({ person: 'person:ada', companies: ['nadir'] })).toMatchObject({
    refusal: { code: 'company_not_found' },
  });
});
