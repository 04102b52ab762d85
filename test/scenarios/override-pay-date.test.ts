/**
 * A pay date set by hand: the warnings about neighbouring periods, and the periods in the answer.
 */
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OverridePayDate, overridePayDate } from '#operations/schedules/override-pay-date.ts';
import { planSchedules } from '#operations/schedules/plan-schedules.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { auditOf } from '../support/audit-rows.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { byAda, officeCompany, storedPeriods } from '../support/office-schedule.ts';
import { as, must, type SmallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  company = await officeCompany(database.url);
});
afterEach(async () => {
  await expectSound(company.world);
  await company.close();
  await database.drop();
});

const stored = () => storedPeriods(company);

const override = (more: Partial<OverridePayDate> = {}) =>
  overridePayDate(as(company.world, byAda), {
    ...{ company: null, code: 'office', nominalOn: day('2026-07-03'), dryRun: false },
    set: { payOn: day('2026-07-01'), inputCutoffOn: null, reason: 'long weekend' },
    ...more,
  });

describe('a pay date set by hand', () => {
  it.each([true, false])(
    'before the pay date of the earlier period gives a warning, in a dry run or not: %s',
    async (dryRun) => {
      const set = { payOn: day('2026-06-17'), inputCutoffOn: null, reason: 'early' };
      const done = must(await override({ set, dryRun }));
      expect(done.marks.map(factsIn)).toContainEqual(expect.arrayContaining(['2026-06-18']));
    },
  );

  it('does not list a period of which only the reason changes, and stores the new reason', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `set session_replication_role = replica;
       update paybeat.pay_period set pay_on_reason = 'as an older version said it'`,
    );
    await client.end();
    const done = must(await override());
    expect(done.periods.moved.map(({ after }) => `${after.payOn}`)).toEqual(['2026-07-01']);
    expect((await stored()).map(({ payOnReason }) => payOnReason)).not.toContain(
      'as an older version said it',
    );
  });
});

describe('a deadline set by hand', () => {
  const approval = (on: string, at: string | null = null) => ({
    ...{ payOn: null, inputCutoffOn: null, reason: 'the approver is away' },
    approvalDeadlineOn: day(on),
    approvalDeadlineAt: at === null ? null : Temporal.PlainTime.from(at),
  });
  const plannedOn = async () => {
    const ask = { company: null, code: 'office', fromOn: day('2026-07-01') };
    const { plans } = must(await planSchedules(company.world, ask));
    const row = plans[0]?.rows.find((one) => `${one.nominalPayOn}` === '2026-07-03');
    return { payOn: `${row?.payOn}`, approveBy: `${row?.approvalDeadline?.local}` };
  };

  it('is in the plan and in the audit log; the pay date set before stays', async () => {
    must(await override());
    must(await override({ set: approval('2026-06-30', '09:30') }));
    expect(await plannedOn()).toEqual({ payOn: '2026-07-01', approveBy: '2026-06-30T09:30:00' });
    const told = await auditOf(company, ['schedule.override']);
    expect(told.at(-1)?.facts).toMatchObject({
      approvalDeadline: '2026-06-30T09:30:00',
      reason: 'the approver is away',
    });
  });

  it('keeps the reason of the pay date, and has its own', async () => {
    must(await override());
    const done = must(await override({ set: approval('2026-06-30') }));
    expect(done.approvalDeadline?.why).toContain('the approver is away');
    expect(`${done.approvalDeadline?.local}`).toBe('2026-06-30T17:00:00');
    expect(done.marks.join(' ')).toContain('long weekend');
  });

  it.each([
    ['2026-07-06', 'schedule_invalid'],
    ['2024-01-01', 'deadline_past'],
  ])('on %s is refused as %s', async (on, code) => {
    const refused = await override({ set: approval(on) });
    expect(refused.ok || refused.refusal.code).toBe(code);
  });
});
