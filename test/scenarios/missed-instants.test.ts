/** Due instants that were missed are caught up, held, paused or skipped, and never lost. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainPeriod } from '#operations/periods/explain-period.ts';
import {
  holdPeriod,
  releasePeriod,
  skipPeriod,
  unskipPeriod,
} from '#operations/periods/hold-period.ts';
import {
  autoRunPayroll,
  runPayrollForPeriod,
  runPayrollForPeriods,
} from '#operations/runs/auto-run-payroll.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import { pauseSchedule, resumeSchedule } from '#operations/schedules/pause-schedule.ts';
import { planSchedules } from '#operations/schedules/plan-schedules.ts';
import { comingDueInstants } from '#store/reads/due.ts';
import { type PeriodRow, periods } from '#store/reads/periods.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { auditOf } from '../support/audit-rows.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import {
  as,
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const by = 'person:ada';
const ada = () => as(company.world, by);
const roster = `employee_id,name,pay_type,annual_salary,filing_status,hire_date
ada,Ada Lovelace,salary,91000.00,single,2019-03-01
`;

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2026-03-02T12:00:00Z' });
});
afterEach(async () => {
  await expectSound(company.world);
  await company.close();
  await database.drop();
});

/** Weekly periods, Saturday to Friday, due on the Friday at 02:00 New York. */
async function weekly(rule: object = {}, more: object = {}): Promise<void> {
  must(
    await addSchedule(ada(), {
      companyId: company.companyId,
      definition: {
        code: 'shop',
        frequency: 'weekly',
        anchor: '2026-03-06',
        rule: { days_before_end: 0, ...rule },
        ...more,
      },
    }),
  );
  const { world, companyId } = company;
  await takeRoster(world, { companyId, text: roster, scheduleCode: 'shop' });
}

async function stored(): Promise<readonly PeriodRow[]> {
  const { world, companyId } = company;
  return world.store.read({ companyId }, (at) => periods(at, { companyId, limit: 50 }));
}

/** Scans at the given time. Returns each period's number (1 is the first) and its result. */
async function lookAt(at: string): Promise<readonly string[]> {
  await company.clock.set(at);
  const results = await autoRunPayroll(company.world, drivenBy(company.clock));
  const all = await stored();
  return results.map((result) => {
    const number = all.findIndex(({ periodId }) => periodId === result.periodId) + 1;
    if (result.kind === 'ran') return `${number} ${result.run.state}`;
    return `${number} ${result.kind === 'refused' ? result.refusal.code : result.kind}`;
  });
}

/** Generates the periods of the schedule, as the first scan would. */
async function made(): Promise<readonly PeriodRow[]> {
  await extendSchedules(company.world);
  return stored();
}

const numbered = async (number: number): Promise<PeriodRow> => {
  const period = (await stored())[number - 1];
  if (!period) throw new Error(`there is a period ${number}`);
  return period;
};

describe('a due instant that passed while everything was down', () => {
  it('runs after the return, in order, marked late', async () => {
    await weekly();
    expect(await lookAt('2026-03-19T12:00:00Z')).toEqual(['2 committed', '1 missed_too_long']);
    const plan = must(
      await planSchedules(company.world, {
        company: null,
        code: 'shop',
        fromOn: day('2026-03-01'),
      }),
    );
    expect(
      plan.plans[0]?.rows
        .slice(0, 3)
        .map(({ period }) => [period?.runState, period?.lateSeconds, period?.dueState]),
    ).toEqual([
      [null, null, 'held'],
      ['committed', 6 * 86_400 + 6 * 3_600, 'fulfilled'],
      [null, null, 'waiting'],
    ]);
  });

  it('opens its run in the order of due instants', async () => {
    await weekly({}, { catch_up_days: 60 });
    expect(await lookAt('2026-03-21T12:00:00Z')).toEqual([
      '1 committed',
      '2 committed',
      '3 committed',
    ]);
  });

  it('beyond the catch-up window holds its period with a row that says so, until a person releases it', async () => {
    await weekly();
    expect(await lookAt('2026-03-14T12:00:00Z')).toEqual(['2 committed', '1 missed_too_long']);
    expect(await lookAt('2026-03-14T13:00:00Z')).toEqual([]);
    const { periodId, dueHeldWhy } = await numbered(1);
    expect(factsIn(dueHeldWhy)).toEqual(['7']);
    must(await releasePeriod(ada(), { periodId }));
    expect(must(await explainPeriod(company.world, { periodId })).isDue).toBe(true);
    expect(await lookAt('2026-03-14T14:00:00Z')).toEqual(['1 committed']);
    expect(await auditOf(company, ['due_instant.hold', 'due_instant.release'])).toMatchObject([
      { actor: 'worker:test', facts: { why: dueHeldWhy } },
      { actor: by, facts: { heldWhy: dueHeldWhy } },
    ]);
  });

  it('holds its period after an hour if the rule says if_missed: hold', async () => {
    await weekly({ if_missed: 'hold' });
    expect(await lookAt('2026-03-06T08:00:00Z')).toEqual(['1 committed']);
    expect(await lookAt('2026-03-13T07:00:01Z')).toEqual(['2 missed_and_held']);
    const { dueHeldWhy } = await numbered(2);
    expect(factsIn(dueHeldWhy)).toEqual(['60']);
    expect(dueHeldWhy).toContain('if_missed: hold');
  });
});

describe('a period that was missed', () => {
  const drive = (ask: { periodId: number; late?: string; by?: string }) =>
    runPayrollForPeriod(
      as(company.world, ask.by ?? by),
      {
        ...{ periodId: ask.periodId },
        ...(ask.late === undefined ? {} : { late: { reason: ask.late } }),
      },
      drivenBy(company.clock),
    );

  it('can be released before any scan, and the next scan runs it', async () => {
    await weekly();
    await company.clock.set('2026-03-18T12:00:00Z');
    const { periodId } = (await made())[0] ?? { periodId: 0 };
    expect(await releasePeriod(ada(), { periodId })).toMatchObject({ ok: true });
    expect(await releasePeriod(as(company.world, 'person:ben'), { periodId })).toMatchObject({
      refusal: { code: 'due_not_held', facts: { first: by } },
    });
    expect(await lookAt('2026-03-18T13:00:00Z')).toEqual(['1 committed', '2 committed']);
  });

  it('runs late by one command with a reason, before a scan and after a scan that held it', async () => {
    await weekly();
    await company.clock.set('2026-03-18T12:00:00Z');
    const [first] = await made();
    const run = await drive({ periodId: first?.periodId ?? 0, late: 'the server was away' });
    expect(run).toMatchObject({
      value: { kind: 'ran', run: { state: 'committed', lateReason: 'the server was away' } },
    });
    expect(await lookAt('2026-03-24T12:00:00Z')).toEqual(['3 committed', '2 missed_too_long']);
    expect(await drive({ periodId: (await numbered(2)).periodId, late: 'away' })).toMatchObject({
      value: { kind: 'ran', run: { state: 'committed', lateReason: 'away' } },
    });
    expect(await auditOf(company, ['run.open'])).toMatchObject([
      { actor: by, facts: { late: 'the server was away' } },
      {},
      { actor: by, facts: { late: 'away' } },
    ]);
  });

  it('does not run late if another condition fails', async () => {
    await weekly();
    const [first, second] = await made();
    const late = 'away';
    const notYet = await drive({ periodId: first?.periodId ?? 0, late });
    expect(notYet).toMatchObject({ refusal: { code: 'not_due' } });
    await company.clock.set('2026-03-18T12:00:00Z');
    must(await holdPeriod(ada(), { periodId: first?.periodId ?? 0, why: 'no hours' }));
    expect(await drive({ periodId: first?.periodId ?? 0, late })).toMatchObject({
      refusal: { code: 'due_held' },
    });
    must(await pauseSchedule(ada(), { company: null, code: 'shop', why: 'moving' }));
    expect(await drive({ periodId: second?.periodId ?? 0, late })).toMatchObject({
      refusal: { code: 'automation_paused' },
    });
    must(
      await resumeSchedule(ada(), {
        company: null,
        code: 'shop',
        runMissed: false,
      }),
    );
    expect(await drive({ periodId: second?.periodId ?? 0, late })).toMatchObject({
      refusal: { code: 'due_held' },
    });
  });

  it('is one of several that run by pay date, each with its result', async () => {
    await weekly();
    await company.clock.set('2026-03-24T12:00:00Z');
    const [first, second, third] = (await made()).map(({ periodId }) => periodId);
    const results = await runPayrollForPeriods(
      ada(),
      {
        periodIds: [third ?? 0, 999, first ?? 0, second ?? 0, first ?? 0],
        late: { reason: 'away' },
      },
      drivenBy(company.clock),
    );
    expect(results.map((one) => [one.periodId, one.kind])).toEqual([
      [first, 'ran'],
      [second, 'ran'],
      [third, 'ran'],
      [999, 'refused'],
    ]);
  });
});

describe('a pause', () => {
  it('lets nothing run, and what fell due meanwhile is held when it ends', async () => {
    await weekly();
    must(await pauseSchedule(ada(), { company: null, code: 'shop', why: 'new codes' }));
    expect(await lookAt('2026-03-14T12:00:00Z')).toEqual([]);
    const { periodId } = await numbered(1);
    const explained = must(await explainPeriod(company.world, { periodId }));
    expect(explained.isDue).toBe(false);
    const missing = explained.conditions.filter(({ holds }) => !holds);
    expect(missing.map(({ code }) => code)).toEqual(['not_paused']);
    expect(missing[0]?.sentence).toContain('new codes');
    const resumed = must(
      await resumeSchedule(ada(), {
        company: null,
        code: 'shop',
        runMissed: false,
      }),
    );
    expect(resumed.missed.map((one) => one.periodId)).toEqual([periodId, periodId + 1]);
    expect(await lookAt('2026-03-14T12:00:01Z')).toEqual([]);
    expect((await numbered(1)).dueHeldWhy).toMatch(
      / person:ada .*\b2026-03-02T12:00:00Z: new codes$/,
    );
    expect(await lookAt('2026-03-20T12:00:00Z')).toEqual(['3 committed']);
    must(await releasePeriod(ada(), { periodId }));
    expect(await lookAt('2026-03-20T12:00:01Z')).toEqual(['1 committed']);
    expect(
      (await auditOf(company, ['schedule.pause', 'schedule.resume', 'due_instant.hold'])).map(
        ({ action }) => action,
      ),
    ).toEqual([...['schedule.pause', 'due_instant.hold', 'due_instant.hold', 'schedule.resume']]);
  });

  it('that ends with run-missed runs what fell due meanwhile, in order, however long ago', async () => {
    await weekly({ if_missed: 'hold' });
    const which = { company: null, code: 'shop' };
    must(await pauseSchedule(ada(), { ...which, why: 'moving' }));
    await lookAt('2026-03-21T12:00:00Z');
    must(await resumeSchedule(ada(), { ...which, runMissed: true }));
    expect(await lookAt('2026-03-21T12:00:01Z')).toEqual([
      '1 committed',
      '2 committed',
      '3 committed',
    ]);
  });

  it('during which nothing fell due leaves no trace', async () => {
    await weekly();
    const which = { company: null, code: 'shop' };
    must(await pauseSchedule(ada(), { ...which, why: 'a look' }));
    expect(await pauseSchedule(ada(), { ...which, why: 'again' })).toMatchObject({
      refusal: { code: 'schedule_paused', facts: { first: by } },
    });
    const coming = () =>
      company.world.store.read('every company', (at) => comingDueInstants(at, { limit: 1 }));
    expect(await coming()).toEqual([]);
    expect(must(await resumeSchedule(ada(), { ...which, runMissed: false })).missed).toEqual([]);
    expect(await coming()).toHaveLength(1);
    expect(await resumeSchedule(ada(), { ...which, runMissed: false })).toMatchObject({
      refusal: { code: 'schedule_not_paused', facts: { first: by } },
    });
    expect(await lookAt('2026-03-06T12:00:00Z')).toEqual(['1 committed']);
  });

  it('does not stop a person who forces a period', async () => {
    await weekly();
    must(await pauseSchedule(ada(), { company: null, code: 'shop', why: 'x' }));
    const { periodId } = await numbered(1);
    const refused = await runPayrollForPeriod(ada(), { periodId }, drivenBy(company.clock));
    expect(refused).toMatchObject({ refusal: { code: 'automation_paused' } });
    const forced = await runPayrollForPeriod(
      ada(),
      { periodId, force: { reason: 'now' } },
      drivenBy(company.clock),
    );
    expect(forced).toMatchObject({
      value: { kind: 'ran', run: { state: 'committed', lateSeconds: null } },
    });
  });
});

describe('one occurrence', () => {
  it('that is held runs when it is released, at its due instant or later', async () => {
    await weekly();
    const { periodId } = await numbered(1);
    must(await holdPeriod(ada(), { periodId, why: 'hours are late' }));
    const held = { refusal: { code: 'due_held' } };
    expect(await holdPeriod(ada(), { periodId, why: 'again' })).toMatchObject(held);
    const run = runPayrollForPeriod(ada(), { periodId }, drivenBy(company.clock));
    expect(await run).toMatchObject(held);
    expect(await lookAt('2026-03-06T12:00:00Z')).toEqual([]);
    must(await releasePeriod(ada(), { periodId }));
    const notHeld = { refusal: { code: 'due_not_held' } };
    expect(await releasePeriod(ada(), { periodId })).toMatchObject(notHeld);
    expect(await lookAt('2026-03-06T12:00:01Z')).toEqual(['1 committed']);
    expect(await holdPeriod(ada(), { periodId, why: 'late' })).toMatchObject({
      refusal: { code: 'period_not_active' },
    });
  });

  it('released before its due instant follows the rule for missed instants again', async () => {
    await weekly();
    const { periodId } = await numbered(1);
    must(await holdPeriod(ada(), { periodId, why: 'a look' }));
    must(await releasePeriod(ada(), { periodId }));
    expect(await lookAt('2026-03-30T12:00:00Z')).toContain('1 missed_too_long');
  });

  it('that is skipped never runs, and the next period does', async () => {
    await weekly();
    const { periodId } = await numbered(1);
    const skipped = must(await skipPeriod(ada(), { periodId, why: 'by hand' }));
    expect(skipped).toMatchObject({ status: 'skipped', statusWhy: 'by hand (person:ada)' });
    expect(await lookAt('2026-03-13T12:00:00Z')).toEqual(['2 committed']);
    const forced = await runPayrollForPeriod(
      ada(),
      { periodId, force: { reason: 'x' } },
      drivenBy(company.clock),
    );
    expect(forced).toMatchObject({ refusal: { code: 'period_not_active' } });
    expect((await numbered(1)).dueState).toBe('held');
  });

  it('skipped by mistake can be unskipped: it then runs when due, or is held if it is already past', async () => {
    await weekly();
    const [first, second] = [await numbered(1), await numbered(2)];
    must(await skipPeriod(ada(), { ...first, why: 'slip' }));
    must(await skipPeriod(ada(), { ...second, why: 'slip' }));
    await company.clock.set('2026-03-06T12:00:00Z');
    expect(must(await unskipPeriod(ada(), { ...first }))).toMatchObject({
      status: 'active',
      dueState: 'held',
      dueHeldWhy: expect.stringContaining('skipped'),
    });
    expect(must(await unskipPeriod(ada(), { ...second })).dueState).toBe('waiting');
    expect(await unskipPeriod(ada(), { ...second })).toMatchObject({
      refusal: { code: 'period_not_skipped' },
    });
    expect(await lookAt('2026-03-13T12:00:00Z')).toEqual(['2 committed']);
  });

  it('with a run can be neither held nor skipped', async () => {
    await weekly();
    await lookAt('2026-03-06T12:00:00Z');
    const { periodId } = await numbered(1);
    expect(await skipPeriod(ada(), { periodId, why: 'x' })).toMatchObject({
      refusal: { code: 'period_not_active' },
    });
    expect(await releasePeriod(ada(), { periodId: 999 })).toMatchObject({
      refusal: { code: 'period_not_found' },
    });
  });
});

function day(text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(text);
}
