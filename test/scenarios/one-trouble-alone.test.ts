/** A problem of one schedule or period never stops the payroll of the others. */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { autoRunPayroll, runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { openDueRuns } from '#operations/runs/open-due-runs.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { createStore } from '#store/store.ts';
import { insertPeriod } from '#store/writes/periods.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { drivenBy, must, smallCompany, worldOn } from '../support/small-company.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

describe("a period added by hand on the days of a schedule's own period", () => {
  it('stops only that schedule, and everybody else is paid', async () => {
    await using database = await freshDatabase();
    const company = await smallCompany({ url: database.url, now: '2026-01-05T12:00:00Z' });
    const { world, companyId, clock } = company;
    const definition = {
      code: 'monthly',
      frequency: 'monthly',
      rule: { days_before_end: 1 },
    };
    const { scheduleId } = must(await addSchedule(world, { companyId, definition }));
    const byHand = { companyId, frequency: 'monthly', payOn: null };
    const inTheWay = { startOn: day('2026-08-10'), endOn: day('2026-08-20'), rule: null };
    expect(await addPeriod(world, { ...byHand, scheduleId, ...inTheWay })).toMatchObject({
      refusal: { code: 'period_overlaps' },
    });
    // Written directly, because an earlier version accepted such a period.
    await world.store.write({ companyId }, (tx) =>
      insertPeriod(tx, {
        ...{ companyId, scheduleId, frequency: 'monthly', ...inTheWay, byHand: true },
        ...{ nominalPayOn: day('2026-08-20'), payOn: day('2026-08-20'), payOnReason: 'by hand' },
        ...{ status: 'draft', automationEnabled: false, automationRule: null },
        ...{ catchUpDays: 7, due: null },
      }),
    );
    const own = must(
      await addPeriod(world, {
        ...byHand,
        scheduleId: null,
        startOn: day('2026-07-01'),
        endOn: day('2026-07-31'),
        rule: { run_on_date: '2026-07-30' },
      }),
    );
    must(await activatePeriod(world, { periodId: own.periodId }));
    await clock.set('2026-07-30T12:00:00Z');
    const results = await autoRunPayroll(world, drivenBy(clock));
    expect(results).toContainEqual(
      expect.objectContaining({ kind: 'ran', periodId: own.periodId }),
    );
    await company.close();
  });
});

describe('a thousand periods that are refused', () => {
  it('do not delay a due period behind them', async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url });
    const world = worldOn(store);
    const { companyId, periodId } = await dueCompany(world);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // Schedules without people, due before the one that can be paid.
    await client.query(`set search_path = paybeat, public;
      insert into pay_schedule (company_id, code, frequency, time_zone, definition)
        select ${companyId}, 'empty-' || i, 'weekly', 'UTC', '{}' from generate_series(1, 1001) i;
      update pay_schedule set generated_to = '2999-01-01';
      insert into pay_period (company_id, schedule_id, frequency, start_on, end_on, nominal_pay_on,
          pay_on, pay_on_reason, status, automation_enabled)
        select company_id, schedule_id, 'weekly', current_date - 7, current_date - 1, current_date,
          current_date, '', 'active', true from pay_schedule;
      insert into due_instant (company_id, period_id, due_at, local_time, time_zone, rule, why, state)
        select company_id, period_id, now() - interval '2 days', '', 'UTC', '{}', '', 'waiting'
        from pay_period where schedule_id is not null;`);
    await client.end();
    const opened = await openDueRuns(world, { opens: 'any' });
    expect(opened).toHaveLength(1_002);
    expect(opened.filter((one) => one.kind === 'opened')).toMatchObject([{ periodId }]);
    await store.close();
  });
});

describe('a run that was interrupted', () => {
  it('is continued by the same command', async () => {
    await using database = await freshDatabase();
    const store = createStore({ url: database.url });
    const world = worldOn(store);
    const { companyId, periodId } = await dueCompany(world);
    must(await openRun(world, { companyId, periodId }));
    const options = { concurrency: 1, pause: async () => undefined };
    const again = must(await runPayrollForPeriod(world, { periodId }, options));
    expect(again).toMatchObject({ kind: 'ran', run: { state: 'committed', paidCount: 52 } });
    await store.close();
  });
});
