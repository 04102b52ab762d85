/** The two usage examples of the origin on their dates, and one run from rule to payslip. */
import { beforeAll, describe, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { explainPeriod } from '#operations/periods/explain-period.ts';
import { autoRunPayroll, runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { exceptionsOf, payslipOf } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { drivenBy, must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

async function companyAt(now: string): Promise<SmallCompany> {
  const database = await freshDatabase();
  return smallCompany({ url: database.url, now });
}

async function activePeriod(
  company: SmallCompany,
  ask: { from: string; to: string; type: string; rule: object },
): Promise<number> {
  const added = must(
    await addPeriod(company.world, {
      companyId: company.companyId,
      scheduleId: null,
      frequency: ask.type,
      startOn: day(ask.from),
      endOn: day(ask.to),
      payOn: null,
      rule: ask.rule,
    }),
  );
  must(await activatePeriod(company.world, { periodId: added.periodId }));
  return added.periodId;
}

async function takeHours(company: SmallCompany, periodId: number, text: string): Promise<void> {
  must(
    await importHours(company.world, {
      periodId,
      bytes: Buffer.from(text),
      dryRun: false,
    }),
  );
}

describe('a monthly period of January 2024 with days_before_end 3', () => {
  let company: SmallCompany;
  let periodId: number;
  beforeAll(async () => {
    company = await companyAt('2024-01-02T12:00:00Z');
    const rule = { days_before_end: 3 };
    periodId = await activePeriod(company, {
      from: '2024-01-01',
      to: '2024-01-31',
      type: 'monthly',
      rule,
    });
    await takeHours(company, periodId, 'employee_id,regular_hours,overtime_hours\nben,160,4\n');
  });

  it('is not due a second before 28 January 02:00 New York', async () => {
    await company.clock.set('2024-01-28T06:59:59Z');
    expect(await autoRunPayroll(company.world, drivenBy(company.clock))).toEqual([]);
    const explained = must(await explainPeriod(company.world, { periodId }));
    expect(explained.isDue).toBe(false);
    const missing = explained.conditions.filter(({ holds }) => !holds);
    expect(missing.map(({ code }) => code)).toEqual(['due_time_arrived']);
  });

  it('runs at that time, pays three, holds Dan and excludes Eve', async () => {
    await company.clock.set('2024-01-28T07:00:00Z');
    const [result] = await autoRunPayroll(company.world, drivenBy(company.clock));
    expect(result).toMatchObject({
      kind: 'ran',
      run: { state: 'committed', rosterCount: 5, paidCount: 3, heldCount: 1, excludedCount: 1 },
    });
    if (result?.kind !== 'ran') throw new Error('it ran');
    const { world, companyId } = company;
    const { runId } = result.run;
    const exceptions = await world.store.read({ companyId }, (at) => exceptionsOf(at, runId));
    expect(exceptions.map(({ number, disposition, code }) => [number, disposition, code])).toEqual([
      ['dan', 'held', 'missing_hours'],
      ['eve', 'excluded', 'future_hire'],
    ]);
    // 160 × 24.50 + 4 × 24.50 × 1.5
    const ben = await world.store.read({ companyId }, (at) =>
      payslipOf(at, { runId, number: 'ben' }),
    );
    expect(ben?.grossMinor).toBe(406_700n);
  });

  it('never runs again, not even with force', async () => {
    expect(await autoRunPayroll(company.world, drivenBy(company.clock))).toEqual([]);
    const forced = await runPayrollForPeriod(
      company.world,
      { periodId, force: { reason: 'again' } },
      drivenBy(company.clock),
    );
    expect(forced).toMatchObject({ ok: false, refusal: { code: 'period_completed' } });
  });

  it('breaks no invariant', async () => {
    await expectSound(company.world);
  });
});

describe('a biweekly period of 1 to 14 January 2024 with run_on_date 2024-01-12', () => {
  it('runs on 12 January 2024 at 02:00 New York', async () => {
    const company = await companyAt('2024-01-02T12:00:00Z');
    const periodId = await activePeriod(company, {
      from: '2024-01-01',
      to: '2024-01-14',
      type: 'bi_weekly',
      rule: { run_on_date: '2024-01-12' },
    });
    await takeHours(company, periodId, 'employee_id,regular_hours\nben,80\n');
    await company.clock.set('2024-01-12T06:59:59Z');
    expect(await autoRunPayroll(company.world, drivenBy(company.clock))).toEqual([]);
    await company.clock.set('2024-01-12T07:00:00Z');
    const results = await autoRunPayroll(company.world, drivenBy(company.clock));
    expect(results).toMatchObject([{ kind: 'ran', periodId, run: { state: 'committed' } }]);
    await company.close();
  });
});
