/**
 * The stages of a period: inputs close at the cut-off and say who is missing, the run calculates, and its
 * review ends. The company pays weekly on Friday for the week that ended on Sunday.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dueSeen } from '#answers/periods.ts';
import { scheduleSeen } from '#answers/schedules.ts';
import { findSchedule } from '#operations/companies/find-company.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { explainPeriod } from '#operations/periods/explain-period.ts';
import { reconcile } from '#operations/runs/reconcile.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { changeSavedSchedule } from '#operations/schedules/change-saved-schedule.ts';
import { overridePayDate } from '#operations/schedules/override-pay-date.ts';
import { pauseSchedule } from '#operations/schedules/pause-schedule.ts';
import { stagesOf } from '#store/reads/stages.ts';
import { auditOf } from '../support/audit-rows.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { storedPeriods } from '../support/office-schedule.ts';
import {
  must,
  type SmallCompany,
  smallCompany,
  smallRoster,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { working } from '../support/working.ts';

const before = (weekday: string, at: string) => ({ weekday, before: 'pay_date', at });

/** Cut-off on Monday at noon, calculated on Tuesday at 20:00, decided on Thursday at 10:00. */
const definition = (late: 'told' | 'refused' = 'told') => ({
  ...{ code: 'shop', frequency: 'weekly', anchor: '2026-06-12', pay_date: { days_after_end: 5 } },
  stages: {
    prepare: { ...before('monday', '12:00'), late_inputs: late },
    calculate: before('tuesday', '20:00'),
    approve: before('thursday', '10:00'),
  },
});

let database: TestDatabase;
let company: SmallCompany;

async function shop(late: 'told' | 'refused' = 'told'): Promise<number> {
  company = await smallCompany({ url: database.url, now: '2026-06-03T12:00:00Z' });
  const { world, companyId } = company;
  must(await addSchedule(world, { companyId, definition: definition(late) }));
  await takeRoster(world, { companyId, text: smallRoster, scheduleCode: 'shop' });
  const [first] = await storedPeriods(company);
  if (first === undefined) throw new Error('there is a period');
  return first.periodId;
}

beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await expectSound(company.world);
  await company.close();
  await database.drop();
});

const look = () => reconcile(company.world, working(company.world).engine);

const stages = async (periodId: number) => {
  const { world, companyId } = company;
  const rows = await world.store.read({ companyId }, (at) => stagesOf(at, periodId));
  return rows.map(({ stage, localTime, state }) => `${stage} ${localTime} ${state}`);
};

const hoursOfBen = (periodId: number) =>
  importHours(company.world, {
    periodId,
    bytes: Buffer.from('employee_id,regular_hours\nben,40\n'),
    dryRun: false,
  });

const closings = () => auditOf(company, ['period.inputs_closed']);

describe('the stages of a period', () => {
  it('are rows beside its due instant', async () => {
    const periodId = await shop();
    expect(await stages(periodId)).toEqual([
      'prepare 2026-06-08T12:00 waiting',
      'approve 2026-06-11T10:00 waiting',
    ]);
    const explained = must(await explainPeriod(company.world, { periodId }));
    expect(explained.period.dueLocal).toBe('2026-06-09T20:00');
    expect(explained.stages.map(({ stage }) => stage)).toEqual(['prepare', 'approve']);
  });

  it('say once who is missing when the inputs close', async () => {
    const periodId = await shop();
    must(await hoursOfBen(periodId));
    await company.clock.set('2026-06-08T15:59:00Z');
    await look();
    expect(await closings()).toEqual([]);
    await company.clock.set('2026-06-08T16:00:00Z');
    await Promise.all([look(), look()]);
    await look();
    const told = await closings();
    expect(told.map(({ facts }) => facts)).toEqual([
      {
        ...{ withoutHours: 1, employeesWithoutHours: ['dan'] },
        ...{ withoutPay: 0, employeesWithoutPay: [] },
      },
    ]);
    expect((await stages(periodId))[0]).toBe('prepare 2026-06-08T12:00 fulfilled');
  });

  it('remind of who is missing, from two days before the cut-off until the run opens', async () => {
    const periodId = await shop();
    const reminded = async () => {
      const seen = await dueSeen(company.world, { limit: 10, comingLimit: 10 });
      return seen.incomplete.map((one) => [one.periodId, one.isClosed, ...one.hours]);
    };
    expect(await reminded()).toEqual([]);
    await company.clock.set('2026-06-07T12:00:00Z');
    expect(await reminded()).toEqual([[periodId, false, 'ben', 'dan']]);
    must(await hoursOfBen(periodId));
    await company.clock.set('2026-06-08T18:00:00Z');
    expect(await reminded()).toEqual([[periodId, true, 'dan']]);
    const explained = must(await explainPeriod(company.world, { periodId }));
    expect(explained.missing).toMatchObject({ hoursCount: 1, hours: ['dan'] });
  });

  it('let an import after the cut-off be told', async () => {
    const periodId = await shop('told');
    await company.clock.set('2026-06-08T16:00:00Z');
    const late = must(await hoursOfBen(periodId));
    expect(late.notes.map(({ code }) => code)).toContain('after_cutoff');
  });

  it('let an import after the cut-off be refused, until somebody moves the cut-off', async () => {
    const periodId = await shop('refused');
    await company.clock.set('2026-06-08T16:00:00Z');
    await look();
    const refused = await hoursOfBen(periodId);
    expect(refused.ok || refused.refusal.code).toBe('inputs_closed');
    must(
      await overridePayDate(company.world, {
        ...{ company: null, code: 'shop', dryRun: false },
        nominalOn: Temporal.PlainDate.from('2026-06-12'),
        set: {
          ...{ payOn: null, reason: 'the time clock was down' },
          inputCutoffOn: Temporal.PlainDate.from('2026-06-09'),
        },
      }),
    );
    expect((await stages(periodId))[0]).toBe('prepare 2026-06-09T12:00 waiting');
    must(await hoursOfBen(periodId));
    await company.clock.set('2026-06-09T16:00:00Z');
    await look();
    expect((await closings()).length).toBe(2);
  });

  it('change with their schedule, each told in the audit log', async () => {
    const periodId = await shop();
    const changed = { ...definition(), stages: { calculate: before('tuesday', '20:00') } };
    must(
      await changeSavedSchedule(company.world, {
        ...{ company: null, code: 'shop', definition: changed, reason: 'no stages any more' },
        ...{ fromOn: null, transitionPayOn: null, dryRun: false },
      }),
    );
    expect(await stages(periodId)).toEqual([]);
    expect((await auditOf(company, ['period.redate'])).length).toBeGreaterThan(0);
  });
});

describe('the next run of a schedule', () => {
  const next = async () => {
    const { world, companyId } = company;
    const schedule = must(await findSchedule(world, { companyId, code: 'shop' }));
    return (await scheduleSeen(world, { schedule, company: 'small' })).next;
  };

  it('is told step by step: cut-off, calculation, review and pay date', async () => {
    const periodId = await shop('refused');
    expect(await next()).toMatchObject({
      ...{ periodId, lateInputs: 'refused', review: 'window', stopped: null },
      inputsClose: { at: Temporal.Instant.from('2026-06-08T16:00:00Z') },
      calculates: { at: Temporal.Instant.from('2026-06-10T00:00:00Z') },
      reviewEnds: { at: Temporal.Instant.from('2026-06-11T14:00:00Z') },
      payOn: Temporal.PlainDate.from('2026-06-12'),
    });
  });

  it('says why it does not start by itself', async () => {
    await shop();
    must(await pauseSchedule(company.world, { company: null, code: 'shop', why: 'stocktaking' }));
    expect((await next())?.stopped).toContain('stocktaking');
  });
});
