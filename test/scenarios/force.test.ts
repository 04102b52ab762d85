/** Force skips the rule and the automation flag, nothing else. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { holdPeriod, skipPeriod } from '#operations/periods/hold-period.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { pauseSchedule } from '#operations/schedules/pause-schedule.ts';
import { runs } from '#store/reads/runs.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { storedPeriods } from '../support/office-schedule.ts';
import { period } from '../support/paid-periods.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  smallRoster,
  takeRoster,
} from '../support/small-company.ts';

const at = (text: string) => Temporal.Instant.from(text);

/** People who need no hours: their run is clean. */
const salaried = smallRoster
  .split('\n')
  .filter((line) => !/^(?:ben|dan),/.test(line))
  .join('\n');

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-06-03T12:00:00Z' });
});
afterEach(async () => {
  await company.close();
  await database.drop();
});

async function shop(
  rule: Readonly<Record<string, unknown>> = {},
  more: object = {},
): Promise<number> {
  const { world, companyId } = company;
  const definition = {
    ...{ code: 'shop', frequency: 'weekly', anchor: '2026-06-12', pay_date: { days_after_end: 5 } },
    rule: { days_before_pay_date: 3, ...rule },
    ...more,
  };
  must(await addSchedule(world, { companyId, definition }));
  await takeRoster(world, { companyId, text: salaried, scheduleCode: 'shop' });
  const [first] = await storedPeriods(company);
  if (first === undefined) throw new Error('there is a period');
  return first.periodId;
}

const run = async (periodId: number, force?: { readonly reason: string }) => {
  const ask = { periodId, ...(force === undefined ? {} : { force }) };
  const ran = await runPayrollForPeriod(company.world, ask, drivenBy(company.clock));
  if (!ran.ok) return ran.refusal.code;
  return ran.value.kind;
};

const world = () => company.world;

const allRuns = async () => {
  const { companyId } = company;
  const found = await world().store.read({ companyId }, (at) => runs(at, { companyId, limit: 5 }));
  return found.toSorted((one, other) => one.runId - other.runId);
};

describe('a period', () => {
  it.each<
    readonly [string, () => Promise<number>, { readonly plain: string; readonly forced: string }]
  >([
    ['whose time has not come', () => shop(), { plain: 'not_due', forced: 'ran' }],
    [
      'whose automation is paused',
      async () => {
        const periodId = await shop();
        must(await pauseSchedule(world(), { company: null, code: 'shop', why: 'a look' }));
        return periodId;
      },
      { plain: 'automation_paused', forced: 'ran' },
    ],
    [
      'without a rule',
      () => period(company, { from: '2026-05-18' }),
      { plain: 'automation_off', forced: 'ran' },
    ],
    [
      'that was missed for too long',
      async () => {
        const periodId = await shop();
        await company.clock.set('2026-07-20T12:00:00Z');
        return periodId;
      },
      { plain: 'missed_too_long', forced: 'ran' },
    ],
    [
      'that its rule holds when it is late',
      async () => {
        const periodId = await shop({ if_missed: 'hold' });
        await company.clock.set('2026-06-10T12:00:00Z');
        return periodId;
      },
      { plain: 'missed_and_held', forced: 'ran' },
    ],
    [
      'that a person holds',
      async () => {
        const periodId = await shop();
        must(await holdPeriod(world(), { periodId, why: 'hours are late' }));
        return periodId;
      },
      { plain: 'due_held', forced: 'due_held' },
    ],
    [
      'that a person skipped',
      async () => {
        const periodId = await shop();
        must(await skipPeriod(world(), { periodId, why: 'nobody worked' }));
        return periodId;
      },
      { plain: 'period_not_active', forced: 'period_not_active' },
    ],
    [
      'that is paid already',
      async () => {
        const periodId = await shop();
        expect(await run(periodId, { reason: 'first' })).toBe('ran');
        return periodId;
      },
      { plain: 'period_completed', forced: 'period_completed' },
    ],
    [
      'that somebody else has opened',
      async () => {
        const periodId = await shop();
        const { companyId } = company;
        must(await openRun(world(), { companyId, periodId, force: { reason: 'other' } }));
        return periodId;
      },
      { plain: 'ran', forced: 'run_exists' },
    ],
  ])('%s', async (_, prepared, { plain, forced }) => {
    const periodId = await prepared();
    expect(await run(periodId, { reason: 'the bank closes early' })).toBe(forced);
    await company.close();
    await database.drop();
    database = await freshDatabase();
    company = await smallCompany({ url: database.url, now: '2026-06-03T12:00:00Z' });
    expect(await run(await prepared())).toBe(plain);
  });

  it('is forced after earlier runs of the same people, not before them', async () => {
    const earlier = await shop();
    const [, later] = await storedPeriods(company);
    const { companyId } = company;
    must(await openRun(world(), { companyId, periodId: earlier, force: { reason: 'other' } }));
    expect(await run(later?.periodId ?? 0, { reason: 'the bank closes early' })).toBe('ran');
    expect(await allRuns()).toMatchObject([
      { periodId: earlier, state: 'committed', epoch: 1 },
      { periodId: later?.periodId, state: 'committed', epoch: 1 },
    ]);
  });

  it('that is paid names what corrects it', async () => {
    const periodId = await shop();
    await run(periodId, { reason: 'first' });
    const again = { periodId, force: { reason: 'again' } };
    const refused = await runPayrollForPeriod(company.world, again, drivenBy(company.clock));
    expect(refused).toMatchObject({ refusal: { actions: [{ action: 'run_off_cycle' }] } });
  });
});

/** What follows a run that was forced. */
describe('a forced run', () => {
  const before = (weekday: string, at: string) => ({ weekday, before: 'pay_date', at });
  const forced = async (more: object) => {
    const periodId = await shop({}, more);
    expect(await run(periodId, { reason: 'the bank closes early' })).toBe('ran');
    const [found] = await allRuns();
    return { periodId, found };
  };

  it.each<readonly [string, object, object]>([
    ['commits when it is clean and nobody has to look', {}, { state: 'committed' }],
    [
      'waits for the people of its review',
      { review: { policy: 'people', people: 2 } },
      { state: 'review', approvedBy: null, reviewUntil: expect.anything() },
    ],
    [
      'waits for the end of its review window',
      { review: { policy: 'window', hours: 24 } },
      { state: 'review', approvedBy: null, reviewUntil: at('2026-06-04T12:00:05Z') },
    ],
    [
      'waits for the end of its stage approve',
      {
        rule: undefined,
        stages: { calculate: before('tuesday', '20:00'), approve: before('thursday', '10:00') },
      },
      { state: 'review', approvedBy: null, reviewUntil: at('2026-06-11T14:00:00Z') },
    ],
  ])('%s', async (_, more, expected) => {
    const { found } = await forced(more);
    expect(found).toMatchObject({ ...expected, forcedReason: 'the bank closes early' });
  });

  it('opens no inputs that its stage prepare has closed', async () => {
    const prepare = { ...before('monday', '12:00'), late_inputs: 'refused' };
    const stages = {
      ...{ prepare, calculate: before('tuesday', '20:00') },
      approve: before('thursday', '10:00'),
    };
    const periodId = await shop({}, { rule: undefined, stages });
    await company.clock.set('2026-06-08T16:00:01Z');
    expect(await run(periodId, { reason: 'the bank closes early' })).toBe('ran');
    const bytes = Buffer.from('employee_id,regular_hours\nada,8\n');
    expect(await importHours(world(), { periodId, bytes, dryRun: false })).toMatchObject({
      refusal: { code: 'inputs_closed' },
    });
  });

  it('holds whom a limit holds, and waits where a limit stops the run', async () => {
    const periodId = await shop();
    const bytes = Buffer.from('employee_id,regular_hours\nben,150\n');
    await takeRoster(world(), {
      ...{ companyId: company.companyId, scheduleCode: 'shop' },
      text: smallRoster
        .split('\n')
        .filter((line) => /^(?:employee_id|ben),/.test(line))
        .join('\n'),
    });
    must(await importHours(world(), { periodId, bytes, dryRun: false }));
    expect(await run(periodId, { reason: 'the bank closes early' })).toBe('ran');
    const [found] = await allRuns();
    expect(found).toMatchObject({ heldCount: 1, paidCount: 2 });
  });
});
