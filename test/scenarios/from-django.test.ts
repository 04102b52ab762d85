/** Coming from the Django design: the plan, and what is carried over. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { oldDatabase } from '#operations/coming/dump-source.ts';
import type { ComingPlan } from '#operations/coming/import-django.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { skipPeriod, unskipPeriod } from '#operations/periods/hold-period.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { regularPeriodsOf } from '#store/reads/paid-before.ts';
import { violatedConstraint } from '#store/store.ts';
import { changedDump, come, comingCompany, dumps, toldIn } from '../support/coming-company.ts';
import { freshDatabase } from '../support/database.ts';
import { designRows, designTables } from '../support/django-design.ts';
import { must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const folder = await mkdtemp(join(tmpdir(), 'paybeat-django-'));
afterAll(() => rm(folder, { recursive: true }));
const changed = (change: (text: string) => string) => changedDump(folder, change);

describe('the plan', () => {
  it('is the same from COPY, from INSERT, from dumpdata and from the database itself', async () => {
    await using one = await comingCompany();
    await using old = await freshDatabase();
    const client = new pg.Client({ connectionString: old.url });
    await client.connect();
    await client.query(designTables + designRows);
    await client.end();
    const plain = must(await come(one));
    const periods = (plan: ComingPlan) => JSON.stringify(plan.periods);
    for (const name of ['inserts.sql', 'dumpdata.json']) {
      const other = must(await come(one, { dump: join(dumps, name) }));
      expect(periods(other), name).toBe(periods(plain));
      expect(other.findings, name).toEqual(plain.findings);
    }
    const live = must(await come(one, { source: oldDatabase(old.url) }));
    expect(periods(live)).toBe(periods(plain));
    expect(live.findings).toEqual(plain.findings);
  });

  it('says when each rule ran there, and when it runs here', async () => {
    await using one = await comingCompany();
    const plan = must(await come(one));
    const rows = plan.periods.map(({ row, there, here, difference, outcome }) => [
      ...[row, there.code, there.at?.toString() ?? null],
      ...[here.code, here.at?.toString() ?? null, difference, outcome],
    ]);
    expect(rows).toEqual([
      [
        '1',
        'on_the_day',
        '2026-10-28T02:00:00Z',
        'due_has_passed',
        '2026-10-28T06:00:00Z',
        'other_time',
        'paid_before',
      ],
      [
        '2',
        'day_has_passed',
        null,
        'due_has_passed',
        '2026-11-27T07:00:00Z',
        'only_now',
        'add_draft',
      ],
      [
        '3',
        'on_the_day',
        '2026-12-29T02:00:00Z',
        'due',
        '2026-12-29T07:00:00Z',
        'other_time',
        'add_active',
      ],
      ['4', 'left_to_beat', null, 'due', '2027-01-25T05:00:00Z', 'only_now', 'add_active'],
      ['5', 'on_the_day', '2027-02-24T02:00:00Z', 'refused', null, 'only_then', 'stays_behind'],
      ['6', 'automation_off', null, 'by_hand', null, 'none', 'add_draft'],
    ]);
    expect(plan.written).toBe(false);
  });

  it('reads a careful implementation, which runs a missed day at its next scan', async () => {
    await using one = await comingCompany();
    const zone = 'America/New_York';
    const plan = must(await come(one, { reading: 'catch_up', zone }));
    const there = plan.periods.map(({ there: { at } }) => at?.toString() ?? null);
    expect(there).toEqual([
      '2026-10-28T06:00:00Z',
      '2026-11-28T07:00:00Z',
      '2026-12-29T07:00:00Z',
      '2026-12-25T07:00:00Z',
      '2027-02-24T07:00:00Z',
      null,
    ]);
  });

  it('tells every row that stays behind, and what was wrong there', async () => {
    await using one = await comingCompany();
    expect(toldIn(must(await come(one)))).toEqual([
      'told django_celery_beat_periodictask null: scan_assumed',
      'told payroll_payslip 3: paid_twice',
      'told payroll_payrollperiod 2: due_time_passed',
      'told payroll_payrollperiod 4: rule_never_ran',
      'left payroll_payrollperiod 5: rule_kinds_conflict',
      'left payroll_employee 4: employee_inactive',
    ]);
  });
});

describe('the import', () => {
  it('goes on with rows that stay behind only when somebody says so', async () => {
    await using one = await comingCompany();
    const refused = await come(one, { apply: true });
    expect(refused.ok ? null : refused.refusal.code).toBe('rows_left_behind');
    const done = must(await come(one, { apply: true, leaveBehind: true }));
    expect(done.companies[0]?.carried).toMatchObject({
      employees: { added: 3, changed: 0, unchanged: 0 },
      balances: 15,
      paidBefore: 1,
      periodsAdded: 4,
      periodsKnown: 0,
    });
    await expectSound(one.world);
  });

  it('lets nobody be paid again for a period that the old system paid', async () => {
    await using one = await comingCompany();
    const { world, companyId } = one;
    must(await come(one, { apply: true, leaveBehind: true }));
    const day = Temporal.PlainDate.from;
    const october = { startOn: day('2026-10-01'), endOn: day('2026-10-31') };
    const again = { companyId, scheduleId: null, frequency: 'monthly', payOn: null, rule: null };
    const codes: unknown[] = [];
    const add = async (days: typeof october) => {
      const added = await addPeriod(world, { ...again, ...days });
      codes.push(added.ok ? added.value.periodId : added.refusal.code);
    };
    await add(october);
    await add({ startOn: day('2026-10-31'), endOn: day('2026-11-30') });
    await add({ startOn: day('2026-09-01'), endOn: day('2026-09-30') });
    expect(codes).toEqual(['paid_before', 'paid_before', expect.any(Number)]);
    const rows = await world.store.read({ companyId }, (at) => regularPeriodsOf(at, companyId));
    const paid = rows.find(({ paidBefore }) => paidBefore !== null);
    const periodId = paid?.periodId ?? 0;
    const back = await unskipPeriod(world, { periodId });
    expect(back.ok ? null : back.refusal.code).toBe('paid_before');
    // The database refuses what a program forgets.
    const violated = async (statement: string) => {
      const client = new pg.Client({ connectionString: one.url });
      await client.connect();
      const error: unknown = await client.query(statement).catch((caught: unknown) => caught);
      await client.end();
      return violatedConstraint(error);
    };
    const set = `update paybeat.pay_period set`;
    expect(
      await violated(`${set} status = 'active', replaced = false where period_id = ${periodId}`),
    ).toBe('pay_period_paid_before');
    expect(await violated(`${set} paid_before = null where period_id = ${periodId}`)).toBe(
      'pay_period_paid_before',
    );
    expect(
      await violated(`insert into paybeat.pay_period (company_id, frequency, start_on, end_on, nominal_pay_on, pay_on,
        pay_on_reason, status, automation_enabled, by_hand)
        values (${companyId}, 'weekly', '2026-10-05', '2026-10-11', '2026-10-11', '2026-10-09', 'x', 'draft', false, true)`),
    ).toBe('pay_period_paid_before');
  });

  it('leaves paid periods out of a schedule, and refuses one that is paid in part', async () => {
    await using one = await comingCompany('2026-10-20T15:00:00Z');
    const { world, companyId } = one;
    must(await come(one, { apply: true, leaveBehind: true, dump: changed(onlyPaid) }));
    const definition = (more: object) => ({ code: 'office', title: 'Office', ...more });
    const partly = await addSchedule(world, {
      companyId,
      definition: definition({ frequency: 'biweekly', anchor: '2026-10-28' }),
    });
    expect(partly.ok ? null : partly.refusal.code).toBe('paid_before');
    must(
      await addSchedule(world, {
        companyId,
        definition: definition({ frequency: 'monthly', pay_date: { last_banking_day: 'this' } }),
      }),
    );
    const rows = await world.store.read({ companyId }, (at) => regularPeriodsOf(at, companyId));
    const first = rows.find(({ scheduleId }) => scheduleId !== null);
    expect(first?.startOn.toString()).toBe('2026-11-01');
  });

  it('can be repeated, and carries over what is new', async () => {
    await using one = await comingCompany();
    const how = { apply: true, leaveBehind: true };
    must(await come(one, how));
    const again = must(await come(one, how));
    expect([again.written, again.companies[0]?.carried]).toMatchObject([
      false,
      { paidBefore: 0, periodsAdded: 0, periodsKnown: 5 },
    ]);
    // The old system was not switched off, and paid period 2, too.
    const dump = changed((text) =>
      text.replace(
        'monthly\tactive\tt\t{"days_before_end": 3}\t\\N',
        'monthly\tcompleted\tt\t{"days_before_end": 3}\t2026-11-27 02:00:00+00',
      ),
    );
    const open = await come(one, { ...how, dump });
    expect(open.ok ? null : open.refusal.issues?.map(({ code }) => code)).toContain(
      'days_still_open',
    );
    const { world, companyId } = one;
    const rows = await world.store.read({ companyId }, (at) => regularPeriodsOf(at, companyId));
    const november = rows.find(({ startOn }) => startOn.toString() === '2026-11-01');
    must(await skipPeriod(world, { periodId: november?.periodId ?? 0, why: 'paid there' }));
    const done = must(await come(one, { ...how, dump }));
    expect(done.companies[0]?.carried).toMatchObject({ paidBefore: 1, periodsAdded: 0 });
    const back = await unskipPeriod(world, { periodId: november?.periodId ?? 0 });
    expect(back.ok ? null : back.refusal.code).toBe('paid_before');
    await expectSound(world);
  });
});

/** Only the first period is left, and the inactive employee is gone. */
function onlyPaid(text: string): string {
  return text.replaceAll(/^[2-6]\t20.*\n/gm, '').replace(/^4\tGone.*\n/m, '');
}
