/** Force skips the rule and the automation flag, nothing else. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdPeriod, skipPeriod } from '#operations/periods/hold-period.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { pauseSchedule } from '#operations/schedules/pause-schedule.ts';
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

async function shop(rule: Readonly<Record<string, unknown>> = {}): Promise<number> {
  const { world, companyId } = company;
  const definition = {
    ...{ code: 'shop', frequency: 'weekly', anchor: '2026-06-12', pay_date: { days_after_end: 5 } },
    rule: { days_before_pay_date: 3, ...rule },
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

  it('that is paid names what corrects it', async () => {
    const periodId = await shop();
    await run(periodId, { reason: 'first' });
    const again = { periodId, force: { reason: 'again' } };
    const refused = await runPayrollForPeriod(company.world, again, drivenBy(company.clock));
    expect(refused).toMatchObject({ refusal: { actions: [{ action: 'run_off_cycle' }] } });
  });
});
