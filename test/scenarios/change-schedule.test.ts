/**
 * Changing a pay schedule in use: no day is paid twice, none is left out, and no run is a surprise.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import {
  type ChangeSavedSchedule,
  changeSavedSchedule,
} from '#operations/schedules/change-saved-schedule.ts';
import { generatePeriods } from '#operations/schedules/generate-periods.ts';
import { type OverridePayDate, overridePayDate } from '#operations/schedules/override-pay-date.ts';
import { planSchedules } from '#operations/schedules/plan-schedules.ts';
import { proveTiling } from '#schedule/tiling.ts';
import { scheduleByCode } from '#store/reads/companies.ts';
import { payslipOf } from '#store/reads/runs.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { auditOf } from '../support/audit-rows.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { byAda, officeBiweekly, officeCompany, storedPeriods } from '../support/office-schedule.ts';
import { as, drivenBy, must, type SmallCompany, takeRoster } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const roster = `employee_id,name,pay_type,annual_salary,filing_status,hire_date
ada,Ada Lovelace,salary,91000.00,single,2019-03-01
`;
const day = (text: string) => Temporal.PlainDate.from(text);

const monthly = {
  code: 'office',
  frequency: 'monthly',
  pay_date: { last_banking_day: 'this' },
  rule: { days_before_pay_date: 3, business_days: true },
};

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  company = await officeCompany(database.url);
  const { world, companyId } = company;
  await takeRoster(world, { companyId, text: roster, scheduleCode: 'office' });
});
afterEach(async () => {
  await expectSound(company.world);
  await company.close();
  await database.drop();
});

const stored = () => storedPeriods(company);

/** The periods that count, such as `06-01 06-14 paid 06-18 due 06-15`. */
async function shown(count: number): Promise<readonly string[]> {
  const short = (text: string | undefined) => text?.slice(5, 10);
  return (await stored())
    .filter(({ status }) => status !== 'skipped')
    .slice(0, count)
    .map((one) => {
      const state = one.dueState === 'held' ? ' HELD' : '';
      return `${short(`${one.startOn}`)} ${short(`${one.endOn}`)} paid ${short(`${one.payOn}`)} due ${short(one.dueLocal ?? undefined)}${state}`;
    });
}

function change(json: object, more: Partial<ChangeSavedSchedule> = {}) {
  return changeSavedSchedule(as(company.world, byAda), {
    ...{ company: null, code: 'office', definition: json, fromOn: null, transitionPayOn: null },
    ...{ reason: 'new agreement', dryRun: false },
    ...more,
  });
}

async function runUntil(at: string): Promise<readonly string[]> {
  await company.clock.set(at);
  const results = await autoRunPayroll(company.world, drivenBy(company.clock));
  return results.map((one) =>
    one.kind === 'ran' ? `${one.run.startOn} ${one.run.state}` : one.kind,
  );
}

async function expectTiling(): Promise<void> {
  const counted = (await stored()).filter(({ status }) => status !== 'skipped');
  const [first, last] = [counted[0], counted.at(-1)];
  if (!first || !last) throw new Error('there are periods');
  expect(proveTiling(counted, { fromOn: first.startOn, toOn: last.endOn })).toMatchObject({
    holds: true,
    uncovered: [],
    coveredTwice: [],
  });
}

describe('a changed rule', () => {
  it('takes effect at once for the periods without a run, with an audit row for each', async () => {
    expect(await shown(2)).toEqual([
      '06-01 06-14 paid 06-18 due 06-15',
      '06-15 06-28 paid 07-03 due 06-30',
    ]);
    expect(await runUntil('2026-06-15T12:00:00Z')).toEqual(['2026-06-01 committed']);
    const done = must(await change({ ...officeBiweekly, rule: { days_before_pay_date: 2 } }));
    expect(done.change).toBe(null);
    expect(done.periods.moved).toHaveLength(6);
    expect(await shown(3)).toEqual([
      '06-01 06-14 paid 06-18 due 06-15',
      '06-15 06-28 paid 07-03 due 07-01',
      '06-29 07-12 paid 07-17 due 07-15',
    ]);
    const rows = await auditOf(company, ['period.redate', 'schedule.change']);
    expect(rows).toHaveLength(7);
    expect(rows[0]).toMatchObject({
      actor: byAda,
      facts: {
        why: 'new agreement',
        before: { dueAt: '2026-06-30T06:00:00Z' },
        after: { dueAt: '2026-07-01T06:00:00Z' },
      },
    });
  });

  it('never opens a run by itself: a period whose due instant it moves to the past is held', async () => {
    const done = must(await change({ ...officeBiweekly, rule: { days_before_pay_date: 10 } }));
    expect(done.periods.moved[0]?.heldWhy).toMatch(/^new agreement: /);
    expect(await shown(2)).toEqual([
      '06-01 06-14 paid 06-18 due 06-08 HELD',
      '06-15 06-28 paid 07-03 due 06-23',
    ]);
    expect(await runUntil('2026-06-10T12:00:01Z')).toEqual([]);
  });

  it('may be removed, and added again later', async () => {
    must(await change({ ...officeBiweekly, rule: null }));
    expect((await stored())[0]).toMatchObject({ dueAt: null, automationEnabled: false });
    must(await change(officeBiweekly));
    expect(await shown(1)).toEqual(['06-01 06-14 paid 06-18 due 06-15']);
  });

  it('that skips a period is refused and changes nothing', async () => {
    const before = await stored();
    expect(await change({ ...officeBiweekly, rule: { cron: '0 0 31 * *' } })).toMatchObject({
      refusal: { code: 'rule_breaks_periods' },
    });
    expect(await stored()).toEqual(before);
  });

  it.each([
    [{ ...officeBiweekly, code: 'other' }, 'schedule_code_differs'],
    [officeBiweekly, 'schedule_unchanged'],
    [{ ...officeBiweekly, anchor: '2026-02-30' }, 'schedule_invalid'],
  ])('is refused: %j', async (json, code) => {
    const { world, companyId } = company;
    const row = await world.store.read({ companyId }, (at) =>
      scheduleByCode(at, { companyId, code: 'office' }),
    );
    const same = code === 'schedule_unchanged' ? row?.definition : json;
    expect(await change(same ?? {})).toMatchObject({ refusal: { code } });
  });
});

describe('a change from biweekly to monthly', () => {
  it('uses no period ids in a dry run', async () => {
    for (const fromOn of [null, day('2026-08-01')]) {
      must(await change(monthly, { dryRun: true, fromOn }));
    }
    const last = Math.max(...(await stored()).map(({ periodId }) => periodId));
    must(await change(monthly));
    const added = (await stored()).map(({ periodId }) => periodId).filter((id) => id > last);
    expect(Math.min(...added)).toBe(last + 1);
  });

  it('has one transition period, which repeats and omits no day', async () => {
    const dry = must(await change(monthly, { dryRun: true }));
    const before = await shown(9);
    const done = must(await change(monthly));
    expect({ ...done, written: false }).toEqual(dry);
    expect(before).toHaveLength(7);
    expect(done.change).toMatchObject({
      proof: { holds: true, uncovered: [], coveredTwice: [] },
    });
    expect(
      `${done.change?.lastOfOld.endOn} ${done.change?.transition?.startOn} ${done.change?.transition?.endOn} ${done.change?.firstOfNew.startOn}`,
    ).toBe('2026-06-28 2026-06-29 2026-06-30 2026-07-01');
    expect(await shown(5)).toEqual([
      '06-01 06-14 paid 06-18 due 06-15',
      '06-15 06-28 paid 07-03 due 06-30',
      '06-29 06-30 paid 06-30 due 06-25',
      '07-01 07-31 paid 07-31 due 07-28',
      '08-01 08-31 paid 08-31 due 08-26',
    ]);
    await expectTiling();
    expect(
      (await stored())
        .filter(({ status }) => status === 'skipped')
        .map(({ statusWhy }) => statusWhy),
    ).toEqual(Array(5).fill('new agreement'));
    expect(done.warnings.map(factsIn)).toEqual([
      ['2026-06-30', '2026-07-03'],
      ['2026-06-25', '2026-06-29', '2026-06-30'],
    ]);
    const plan = must(
      await planSchedules(company.world, {
        company: null,
        code: 'office',
        fromOn: day('2026-06-01'),
        toOn: day('2026-08-31'),
      }),
    );
    expect(
      plan.plans[0]?.rows.map(({ startOn, period }) => `${startOn} ${period?.status}`),
    ).toEqual([
      ...['2026-05-18 undefined', '2026-06-01 active', '2026-06-15 active'],
      ...['2026-06-29 active', '2026-07-01 active', '2026-08-01 active'],
    ]);
  });

  it('pays the transition period as its part of a month', async () => {
    must(await change(monthly));
    for (const on of ['2026-06-15', '2026-06-25', '2026-06-30', '2026-07-28']) {
      expect(await runUntil(`${on}T12:00:00Z`)).toHaveLength(1);
    }
    const gross: string[] = [];
    for (const period of (await stored()).filter(({ liveRunId }) => liveRunId !== null)) {
      const runId = period.liveRunId ?? 0;
      const slip = await company.world.store.read(period, (at) =>
        payslipOf(at, { runId, number: 'ada' }),
      );
      gross.push(`${period.startOn} ${slip?.grossMinor}`);
    }
    // 91,000 / 26 twice; 91,000 / 12 × 2 / 30; 91,000 / 12.
    expect(gross).toEqual([
      ...['2026-06-01 350000', '2026-06-15 350000', '2026-06-29 50556', '2026-07-01 758333'],
    ]);
  });

  it('begins on the given day, even after the last generated period, and continues from there', async () => {
    const done = must(await change(monthly, { fromOn: day('2026-11-01') }));
    expect(done.periods).toEqual({ moved: [], added: [], replaced: [] });
    await company.clock.set('2026-11-20T12:00:00Z');
    const { world, companyId } = company;
    const row = await world.store.read({ companyId }, (at) =>
      scheduleByCode(at, { companyId, code: 'office' }),
    );
    must(await generatePeriods(world, { companyId, scheduleId: row?.scheduleId ?? 0 }));
    await expectTiling();
    const all = await stored();
    expect(all.slice(-5).map(({ startOn, endOn }) => `${startOn} ${endOn}`)).toEqual([
      ...['2026-10-05 2026-10-18', '2026-10-19 2026-10-31', '2026-11-01 2026-11-30'],
      ...['2026-12-01 2026-12-31', '2027-01-01 2027-01-31'],
    ]);
  });

  it('is refused if a run or hours already exist for those days', async () => {
    await runUntil('2026-06-15T12:00:00Z');
    await runUntil('2026-06-30T12:00:00Z');
    expect(await change(monthly, { fromOn: day('2026-06-01') })).toMatchObject({
      refusal: { code: 'period_has_run', issues: [{ code: 'period_has_run' }, {}] },
    });
    const next = (await stored())[3];
    must(
      await importHours(as(company.world, byAda), {
        periodId: next?.periodId ?? 0,
        bytes: Buffer.from('employee_id,regular_hours,overtime_hours,bonus\nada,0,0,100.00\n'),
        dryRun: false,
      }),
    );
    const before = await stored();
    expect(await change(monthly)).toMatchObject({ refusal: { code: 'period_has_inputs' } });
    expect(await stored()).toEqual(before);
  });

  it('can be reversed before it begins', async () => {
    const before = await shown(8);
    must(await change(monthly));
    must(await change(officeBiweekly, { fromOn: day('2026-06-29') }));
    expect(await shown(8)).toEqual(before);
    await expectTiling();
  });
});

describe('a change from a day on', () => {
  it('changes the rule for the periods from then on', async () => {
    const done = must(
      await change(
        { ...officeBiweekly, rule: { days_before_end: 0 } },
        { fromOn: day('2026-06-20') },
      ),
    );
    expect(done.change).toMatchObject({ transition: null, proof: { holds: true } });
    expect(await shown(3)).toEqual([
      '06-01 06-14 paid 06-18 due 06-15',
      '06-15 06-28 paid 07-03 due 06-30',
      '06-29 07-12 paid 07-17 due 07-12',
    ]);
    must(await change({ ...officeBiweekly, rule: { days_before_end: 1 } }));
    expect(await shown(3)).toEqual([
      '06-01 06-14 paid 06-18 due 06-15',
      '06-15 06-28 paid 07-03 due 06-30',
      '06-29 07-12 paid 07-17 due 07-11',
    ]);
  });

  it('needs no transition if the periods of both definitions meet', async () => {
    const weekly = { ...officeBiweekly, frequency: 'weekly', anchor: '2026-07-03' };
    const done = must(await change(weekly, { fromOn: day('2026-06-28') }));
    expect(done.change?.transition).toBe(null);
    expect((await shown(4)).slice(2)).toEqual([
      '06-29 07-05 paid 07-10 due 07-07',
      '07-06 07-12 paid 07-17 due 07-14',
    ]);
    await expectTiling();
  });
});

describe('a pay date set by hand', () => {
  const override = (more: Partial<OverridePayDate> = {}) =>
    overridePayDate(as(company.world, byAda), {
      ...{ company: null, code: 'office', nominalOn: day('2026-07-03'), dryRun: false },
      set: { payOn: day('2026-07-01'), inputCutoffOn: null, reason: 'long weekend' },
      ...more,
    });

  it('moves the period and its due instant, and is stored with the reason', async () => {
    const done = must(await override());
    expect(done.marks.map(factsIn)).toEqual([['2026-07-01', '2026-07-03']]);
    expect(done.marks[0]).toContain('long weekend');
    expect((await shown(2))[1]).toBe('06-15 06-28 paid 07-01 due 06-26');
    const reason = (await stored())[1]?.payOnReason;
    expect(factsIn(reason)).toEqual(['2026-07-01', '2026-07-03']);
    expect(reason).toContain('long weekend');
    must(await override({ set: null }));
    expect((await shown(2))[1]).toBe('06-15 06-28 paid 07-03 due 06-30');
    expect(await override({ set: null })).toMatchObject({ refusal: { code: 'override_missing' } });
  });

  it('stays after a change of the rule or of the schedule', async () => {
    must(await override());
    must(await change(monthly, { fromOn: day('2026-08-01') }));
    expect((await shown(2))[1]).toContain('paid 07-01');
    must(
      await override({
        nominalOn: day('2026-07-17'),
        set: { payOn: day('2026-07-16'), inputCutoffOn: null, reason: 'x' },
      }),
    );
    expect((await shown(3))[2]).toContain('paid 07-16');
  });

  it('is refused for an unknown pay date, a day too far away, or a period with a run', async () => {
    const set = { payOn: day('2026-07-01'), inputCutoffOn: null, reason: 'x' };
    const codes = async (more: Partial<OverridePayDate>) => {
      const refused = await override(more);
      if (refused.ok) return 'it was taken';
      return (
        refused.refusal.issues?.map(({ pointer, code }) => `${pointer} ${code}`) ??
        refused.refusal.code
      );
    };
    expect(await codes({ nominalOn: day('2026-07-04') })).toEqual([
      '/overrides/0/nominal override_matches_no_period',
    ]);
    expect(await codes({ set: { ...set, payOn: day('2026-09-01') } })).toEqual([
      '/overrides/0/pay_on override_too_far',
    ]);
    // A Saturday, Independence Day as the Fed observes it in 2026, and the day before today.
    const early = { ...set, reason: 'early' };
    expect(await codes({ set: { ...early, payOn: day('2026-07-04') } })).toBe('pay_date_closed');
    expect(await codes({ set: { ...early, payOn: day('2026-06-19') } })).toBe('pay_date_closed');
    expect(await codes({ set: { ...early, payOn: day('2026-06-09') } })).toBe('pay_date_past');
    const dryRun = { set: { ...early, payOn: day('2026-06-09') }, dryRun: true };
    expect(await codes(dryRun)).toBe('pay_date_past');
    expect(await runUntil('2026-06-30T12:00:00Z')).toContain('2026-06-15 committed');
    expect(await codes({})).toBe('period_has_run');
  });
});
