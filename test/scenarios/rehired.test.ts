/** Somebody leaves and comes back: each employment has its own days and its own pay. */
import { describe, expect, it } from 'vitest';
import { importRoster } from '#operations/people/import-roster.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { previewRun } from '#operations/runs/preview-run.ts';
import { freshDatabase } from '../support/database.ts';
import { companyRow, hours, inputs, payslip, period, run, terms } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date\n';
const h1 = (pay: string, dates: string) => `H1,Cho Han,salary,${pay},,mfj,${dates}\n`;
const h2 = (pay: string, dates: string) => `H2,Mia Cole,salary,${pay},,single,${dates}\n`;
const left = h2('72800.00', '2025-01-06,2026-11-04');
const back = h2('72800.00', '2026-11-12,');

async function company(people: string): Promise<SmallCompany> {
  const { url } = await freshDatabase();
  return smallCompany({ url, now: '2026-09-20T12:00:00Z', roster: header + people });
}

async function take(small: SmallCompany, people: string, dryRun = false) {
  const bytes = Buffer.from(header + people);
  const ask = { company: await companyRow(small), bytes, scheduleCode: null, dryRun };
  return must(await importRoster(small.world, ask));
}

const codesOf = ({ notes }: { readonly notes: readonly { readonly code: string }[] }) =>
  notes.map(({ code }) => code).filter((code) => code !== 'no_schedule' && code !== 'owed');

async function salaryOf(small: SmallCompany, periodId: number, number: string) {
  const { runId } = await run(small, periodId);
  const { lines, warnings } = await payslip(small, { runId, number });
  return { runId, salary: lines['SALARY'], warnings };
}

describe('a person who comes back within a pay period', () => {
  it('is paid for the days of both employments', async () => {
    const small = await company(left);
    const within = await period(small, { from: '2026-11-02' });
    expect(codesOf(await take(small, back))).toEqual(['rehired']);
    const preview = must(await previewRun(small.world, { periodId: within }));
    expect(preview.totals.grossMinor).toBe(140_000n);
    const { runId, salary, warnings } = await salaryOf(small, within, 'H2');
    // 72,800 × 3 ÷ 364 + 72,800 × 4 ÷ 364
    expect(salary).toBe('1400.00');
    expect(warnings.map((text) => text.split(':')[0])).toEqual(['prorated']);
    const told = must(await explainPayslip(small.world, { runId, number: 'H2', line: 'SALARY' }));
    const text = told.text.join('\n');
    expect(text).toContain('2026-11-02 to 2026-11-04');
    expect(text).toContain('2026-11-12 to 2026-11-15');
    await expectSound(small.world);
    await small.close();
  });

  it('has the pay of each employment for its days', async () => {
    const small = await company(left);
    const within = await period(small, { from: '2026-11-02' });
    await take(small, h2('91000.00', '2026-11-12,'));
    // (72,800 × 3 + 91,000 × 4) ÷ 364
    expect((await salaryOf(small, within, 'H2')).salary).toBe('1600.00');
    await expectSound(small.world);
    await small.close();
  });

  it('has the pay that is dated, for the days of the employments only', async () => {
    const small = await company(left);
    const within = await period(small, { from: '2026-11-02' });
    await take(small, back);
    await terms(small, 'employee_id,from,pay_type,annual_salary\nH2,2026-11-03,salary,109200.00\n');
    // (72,800 × 1 + 109,200 × 2 + 109,200 × 4) ÷ 364
    expect((await salaryOf(small, within, 'H2')).salary).toBe('2000.00');
    await expectSound(small.world);
    await small.close();
  });

  it('is owed the days after the return when the period was paid before it was entered', async () => {
    const small = await company(left);
    const first = await period(small, { from: '2026-11-02' });
    expect((await salaryOf(small, first, 'H2')).salary).toBe('600.00');
    await take(small, h2('91000.00', '2026-11-12,'));
    const next = await period(small, { from: '2026-11-16' });
    const { runId } = await run(small, next);
    // 91,000 × 4 ÷ 364
    expect((await payslip(small, { runId, number: 'H2' })).lines).toMatchObject({
      SALARY: '3500.00',
      RETRO_PAY: '1000.00',
    });
    await expectSound(small.world);
    await small.close();
  });

  it('is paid by the hour for hours of both employments', async () => {
    const hourly = (dates: string, rate: string) => `H3,Ann Day,hourly,,${rate},single,${dates}\n`;
    const small = await company(hourly('2025-01-06,2026-11-04', '20.00'));
    const within = await period(small, { from: '2026-11-02' });
    await take(small, hourly('2026-11-12,', '20.00'));
    await hours(small, within, 'employee_id,regular_hours\nH3,40\n');
    const { runId } = await run(small, within);
    expect((await payslip(small, { runId, number: 'H3' })).lines['REGULAR']).toBe('800.00');
    await expectSound(small.world);
    await small.close();
  });
});

describe('a person who comes back later', () => {
  it('has no warning on later payslips, and what was paid stays right', async () => {
    const small = await company(h1('78000.00', '2025-01-06,2026-09-30'));
    const first = await period(small, { from: '2026-09-21', payOn: '2026-10-09' });
    const before = await salaryOf(small, first, 'H1');
    expect(codesOf(await take(small, h1('83200.00', '2026-11-02,'), true))).toEqual(['rehired']);
    await take(small, h1('83200.00', '2026-11-02,'));
    await run(small, await period(small, { from: '2026-11-02' }));
    const third = await salaryOf(small, await period(small, { from: '2026-11-16' }), 'H1');
    expect(third).toMatchObject({ salary: '3200.00', warnings: [] });
    expect((await payslip(small, { runId: before.runId, number: 'H1' })).lines['SALARY']) //
      .toBe(before.salary);
    await expectSound(small.world);
    await small.close();
  });

  it('is paid the first employment, with its pay, by a run that is late', async () => {
    const small = await company(h1('78000.00', '2025-01-06,2026-09-30'));
    const late = await period(small, { from: '2026-09-21', payOn: '2026-10-09' });
    await take(small, h1('83200.00', '2026-11-02,'));
    // 78,000 × 10 ÷ 364
    expect((await salaryOf(small, late, 'H1')).salary).toBe('2142.86');
    await expectSound(small.world);
    await small.close();
  });

  it('has the overtime of the last workweek of the first employment, also in a run that is late', async () => {
    const day = (dates: string) => `H4,Eve Ray,hourly,,20.00,single,${dates}\n`;
    const small = await company(day('2025-01-06,2026-11-17'));
    // Wednesday 4 to Tuesday 17 November: the last workweek has three days.
    const late = await period(small, { from: '2026-11-04', payOn: '2026-11-27' });
    await take(small, day('2026-12-01,'));
    const rows = [15, 16, 17].map((on) => `H4,REGULAR,14,2026-11-${on}`);
    await inputs(small, late, ['employee_id,code,hours,worked_on', ...rows, ''].join('\n'));
    const { runId } = await run(small, late);
    // Of 42 hours, two are above forty: 2 × 20.00 × 1.5.
    expect((await payslip(small, { runId, number: 'H4' })).lines).toMatchObject({
      REGULAR: '800.00',
      OVERTIME: '60.00',
    });
    await expectSound(small.world);
    await small.close();
  });

  it('is not in a period between the employments', async () => {
    const small = await company(h1('78000.00', '2025-01-06,2026-09-30'));
    await take(small, h1('83200.00', '2026-11-02,'));
    const between = await run(small, await period(small, { from: '2026-10-05' }));
    expect(between).toMatchObject({ paidCount: 0, excludedCount: 1 });
    await small.close();
  });
});

describe('the import of a roster', () => {
  it('returns to an earlier state, and says which days would no longer be paid', async () => {
    const small = await company(left);
    const within = await period(small, { from: '2026-11-02' });
    await take(small, back);
    expect(codesOf(await take(small, left, true))).toEqual(['days_no_longer_paid']);
    await take(small, left);
    expect((await salaryOf(small, within, 'H2')).salary).toBe('600.00');
    expect(codesOf(await take(small, back))).toEqual(['rehired']);
    expect(codesOf(await take(small, back))).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });

  it('keeps the first employment when the later one is corrected', async () => {
    const small = await company(left);
    const within = await period(small, { from: '2026-11-02' });
    await take(small, back);
    expect(codesOf(await take(small, h2('72800.00', '2026-11-14,')))).toEqual([
      'days_no_longer_paid',
    ]);
    // 3 + 2 days of 14
    expect((await salaryOf(small, within, 'H2')).salary).toBe('1000.00');
    await small.close();
  });

  it.each([
    ['a first day that is corrected', '2025-02-03,', ['days_no_longer_paid']],
    ['an earlier first day', '2024-12-02,', []],
    ['a last day', '2025-01-06,2026-12-31', []],
    ['an earlier last day', '2025-01-06,2026-09-30', ['days_no_longer_paid']],
  ])('takes no new employment from %s', async (_, dates, codes) => {
    const small = await company(h2('72800.00', '2025-01-06,2026-11-30'));
    expect(codesOf(await take(small, h2('72800.00', dates)))).toEqual(codes);
    await small.close();
  });
});
