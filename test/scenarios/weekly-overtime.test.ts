/**
 * Daily hours, and weekly overtime above forty: in one period, across two, entered late, next to an
 * off-cycle run, for a leaver, and with a back-dated raise.
 *
 * Every payslip in these tests is also explained from the inputs that its run froze.
 */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { Bug } from '#errors.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import type { Settings } from '#settings/work-settings.ts';
import { freshDatabase } from '../support/database.ts';
import {
  companyRow,
  inputs,
  limits,
  payCodes,
  payslip,
  period,
  run,
  settings,
  terms,
} from '../support/paid-periods.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date,overtime\n';
const ben = 'ben,Ben Carter,hourly,,20,single,2021-06-14,,\n';
const ada = 'ada,Ada Lovelace,salary,91000,,single,2019-03-01,,\n';

type Company = SmallCompany & { readonly url: string };

async function changed({ url }: Company, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** What the migration does with runs that existed before it. */
const runsHaveIt = (company: Company, has: boolean) =>
  changed(company, `alter table paybeat.pay_run alter column weekly_overtime set default ${has}`);

/** Of every run, as if an earlier version had opened it. */
const editionBecomes = (company: Company, edition: number) =>
  changed(
    company,
    'alter table paybeat.pay_run disable trigger user',
    `update paybeat.pay_run set rules_edition = ${edition}`,
  );

async function company(people = ben, settings: Partial<Settings> = {}): Promise<Company> {
  const { url } = await freshDatabase();
  const roster = header + people;
  const ask = { url, now: '2026-01-02T12:00:00Z', roster, settings };
  return { ...(await smallCompany(ask)), url };
}

/** One row per day: `9:10` is ten hours on 9 January. */
function worked(number: string, ...days: readonly string[]): string {
  const rows = days.map((text) => {
    const [day = '', hours] = text.split(':');
    return `${number},REGULAR,${hours},2026-01-${day.padStart(2, '0')}`;
  });
  return ['employee_id,code,hours,worked_on', ...rows, ''].join('\n');
}

/** Sunday 4 to Saturday 17 January, and Thursday 8 to Wednesday 21. */
const whole = { from: '2026-01-04' };
const crossed = [{ from: '2025-12-25' }, { from: '2026-01-08' }, { from: '2026-01-22' }] as const;

async function pay(small: SmallCompany, periodId: number, number = 'ben') {
  const { runId } = await run(small, periodId);
  return { runId, ...(await payslip(small, { runId, number })) };
}

/** Earnings only. */
function earned({ lines }: { readonly lines: Readonly<Record<string, string>> }) {
  const codes = ['SALARY', 'REGULAR', 'OVERTIME', 'WEEKLY_OVERTIME_PREMIUM', 'RETRO_PAY'];
  return Object.fromEntries(Object.entries(lines).filter(([code]) => codes.includes(code)));
}

describe('daily hours above forty in a workweek', () => {
  it('are paid as overtime to hourly people, but not to exempt people', async () => {
    const cal = 'cal,Cal Reed,hourly,,50,single,2021-06-14,,exempt\n';
    const small = await company(ben + ada + cal);
    const first = await period(small, whole);
    const days = ['5:9', '6:9', '7:9', '8:9', '9:9', '12:8'];
    await inputs(
      small,
      first,
      worked('ben', ...days) +
        worked('cal', ...days)
          .split('\n')
          .slice(1)
          .join('\n'),
    );
    const paid = await pay(small, first);
    expect(earned(paid)).toEqual({ REGULAR: '960.00', OVERTIME: '150.00' });
    const { runId } = paid;
    expect(earned(await payslip(small, { runId, number: 'cal' }))).toEqual({ REGULAR: '2650.00' });
    expect(earned(await payslip(small, { runId, number: 'ada' }))).toEqual({ SALARY: '3500.00' });
    await expectSound(small.world);
    await small.close();
  });

  it("are paid at the plain rate if another system calculates overtime, and count in the company's workweek", async () => {
    const small = await company();
    await settings(small, { overtime: 'none' });
    const first = await period(small, whole);
    await inputs(small, first, worked('ben', '5:10', '6:10', '7:10', '8:10', '9:10', '11:5'));
    expect(earned(await pay(small, first))).toEqual({ REGULAR: '1100.00' });
    await settings(small, { overtime: 'weekly', workweekStart: 'monday' });
    const second = await period(small, { from: '2026-01-18' });
    await inputs(small, second, worked('ben', '19:8', '20:8', '21:8', '22:8', '23:8', '25:5'));
    expect(earned(await pay(small, second))).toEqual({ REGULAR: '800.00', OVERTIME: '150.00' });
    await expectSound(small.world);
    await small.close();
  });

  it('stay without overtime for an exempt person whose later roster row does not say so', async () => {
    const small = await company('cal,Cal Reed,hourly,,50,single,2021-06-14,,exempt\n');
    const again =
      'employee_id,name,pay_type,hourly_rate,filing_status,hire_date\ncal,Cal Reed,hourly,60,single,2021-06-14\n';
    await takeRoster(small.world, { companyId: small.companyId, text: again });
    const first = await period(small, whole);
    await inputs(small, first, worked('cal', '5:20', '6:21'));
    expect(earned(await pay(small, first, 'cal'))).toEqual({ REGULAR: '2460.00' });
    await small.close();
  });
});

describe('overtime of two rates', () => {
  it('is on the regular rate in new runs, or on the rate of the job by agreement', async () => {
    const small = await company();
    const weeks = [
      await period(small, { from: '2026-01-04' }),
      await period(small, { from: '2026-01-18' }),
    ] as const;
    const mondays = ['2026-01-05', '2026-01-19'];
    // 40 × 20 + 10 × 30, of which the last ten hours are at 30.
    for (const [index, week] of weeks.entries()) {
      const monday = Temporal.PlainDate.from(mondays[index] ?? '');
      const rows = [0, 1, 2, 3, 4].map(
        (days) => `ben,REGULAR,10,${monday.add({ days }).toString()},${days === 4 ? '30' : ''}`,
      );
      const columns = 'employee_id,code,hours,worked_on,rate';
      await inputs(small, week, [columns, ...rows, ''].join('\n'));
    }
    const first = await pay(small, weeks[0]);
    expect(earned(first)).toEqual({ REGULAR: '800.00', OVERTIME: '410.00' });
    await settings(small, { jobRateOvertime: 'all' });
    expect(earned(await pay(small, weeks[1]))).toEqual({ REGULAR: '800.00', OVERTIME: '450.00' });
    await expectSound(small.world);
    // The rules of the run decide: by the first ones, its payslip would be another.
    await editionBecomes(small, 2);
    await expect(payslip(small, { ...first, number: 'ben' })).rejects.toBeInstanceOf(Bug);
    await small.close();
  });
});

describe('pay for workweeks of a period that was paid before', () => {
  it('adds to the overtime of each, and a salary counts the hours of both periods', async () => {
    const people = `${ben}sal,Sal Moss,salary,52000,,single,2019-03-01,,nonexempt\n`;
    const small = await company(people);
    await payCodes(small, [
      {
        ...{ id: 1001, code: 'PROMISED', kind: 'earning', title: 'Promised bonus' },
        ...{ amount: { by: 'amount' }, in_regular_rate: true, journal_account: 'wages_expense' },
      },
    ]);
    const [first, second] = [await period(small, crossed[0]), await period(small, crossed[1])];
    // The week of the 4th goes on in the second period: 48 hours of Sal, of which 12 are there.
    const sal = worked('sal', '4:12', '5:12', '6:12').split('\n').slice(1).join('\n');
    await inputs(small, first, worked('ben', '5:10', '6:10', '7:10') + sal);
    await pay(small, first);
    const rows = [
      'ben,REGULAR,20,,2026-01-08',
      'ben,PROMISED,,50,2026-01-05',
      'ben,PROMISED,,70,2025-12-30',
      'sal,REGULAR,12,,2026-01-08',
    ];
    await inputs(
      small,
      second,
      ['employee_id,code,hours,amount,worked_on', ...rows, ''].join('\n'),
    );
    const { runId, ...paid } = await pay(small, second);
    // 50 hours: 50.00 more is 1.00 an hour, so 10 × 21.00 × ½ = 105.00. The week of 30 December has no hours.
    expect(earned(paid)).toEqual({ REGULAR: '200.00', OVERTIME: '305.00' });
    expect(paid.warnings).toEqual([expect.stringContaining('regular_rate_not_calculated')]);
    // 52,000 ÷ 2,080 = 25.00; eight hours at 37.50.
    const salaried = await payslip(small, { runId, number: 'sal' });
    expect(earned(salaried)).toEqual({ SALARY: '2000.00', OVERTIME: '300.00' });
    await expectSound(small.world);
    await small.close();
  });
});

describe('a workweek that spans two periods', () => {
  it('is paid completely in the period in which it ends', async () => {
    const small = await company();
    const [first, second] = [await period(small, crossed[0]), await period(small, crossed[1])];
    await inputs(small, first, worked('ben', '4:8', '5:12', '6:12', '7:12'));
    await inputs(small, second, worked('ben', '8:6', '12:8'));
    expect(earned(await pay(small, first))).toEqual({ REGULAR: '880.00' });
    // 50 hours: six from Thursday, and four from Wednesday that are already paid.
    expect(earned(await pay(small, second))).toEqual({
      ...{ REGULAR: '160.00', OVERTIME: '180.00', WEEKLY_OVERTIME_PREMIUM: '40.00' },
    });
    await expectSound(small.world);
    await small.close();
  });

  it('has its late hours paid once, in the period or in an off-cycle run', async () => {
    const small = await company();
    const [first, second, third] = [
      await period(small, crossed[0]),
      await period(small, crossed[1]),
      await period(small, crossed[2]),
    ];
    await inputs(small, first, worked('ben', '5:10', '6:10', '7:10'));
    await inputs(small, second, worked('ben', '8:10', '9:10'));
    await pay(small, first);
    expect(earned(await pay(small, second))).toEqual({ REGULAR: '200.00', OVERTIME: '300.00' });
    const ask = {
      company: await companyRow(small),
      bytes: Buffer.from(worked('ben', '10:2')),
      payOn: Temporal.PlainDate.from('2026-01-23'),
      ...{
        startOn: null,
        endOn: null,
        frequency: 'biweekly',
        key: null,
        dryRun: false,
      },
    };
    const late = must(await runOffCycle(small.world, ask, drivenBy(small.clock)));
    if (late.kind !== 'ran') throw new Error('it ran');
    const paid = await payslip(small, { runId: late.run.runId, number: 'ben' });
    expect(earned(paid)).toEqual({ OVERTIME: '60.00' });
    await inputs(small, third, worked('ben', '10:1', '26:8'));
    expect(earned(await pay(small, third))).toEqual({ REGULAR: '160.00', OVERTIME: '30.00' });
    await expectSound(small.world);
    await small.close();
  });

  it('ends with the employment of a person who leaves in it', async () => {
    const small = await company('ben,Ben Carter,hourly,,20,single,2021-06-14,2026-01-07,\n');
    const first = await period(small, crossed[0]);
    await inputs(small, first, worked('ben', '4:11', '5:11', '6:11', '7:11'));
    expect(earned(await pay(small, first))).toEqual({ REGULAR: '800.00', OVERTIME: '120.00' });
    await small.close();
  });
});

describe('a back-dated raise', () => {
  it('also pays the difference of the overtime, and adds no overtime', async () => {
    const small = await company();
    const [first, second, third] = [
      await period(small, crossed[0]),
      await period(small, crossed[1]),
      await period(small, crossed[2]),
    ];
    await inputs(small, first, worked('ben', '5:10', '6:10', '7:10'));
    await inputs(small, second, worked('ben', '8:10', '9:10'));
    await inputs(small, third, worked('ben', '26:8'));
    await pay(small, first);
    await pay(small, second);
    await terms(small, 'employee_id,from,pay_type,hourly_rate\nben,2026-01-09,hourly,22\n');
    // Friday's ten hours are 2.00 more each, and half of the regular rate is 0.40 × 10 ÷ 2 more.
    expect(earned(await pay(small, third))).toEqual({ REGULAR: '176.00', RETRO_PAY: '22.00' });
    await expectSound(small.world);
    await small.close();
  });

  it('finds no overtime in a run from before Paybeat calculated any', async () => {
    // A run that is opened and paid in one transaction is of this version, and does not read its row again.
    const small = await company(ben, { setCompanies: 0 });
    const [first, second] = [
      await period(small, whole),
      await period(small, { from: '2026-01-18' }),
    ];
    await inputs(small, first, worked('ben', '5:10', '6:10', '7:10', '8:10', '9:10'));
    await inputs(small, second, worked('ben', '19:8'));
    await runsHaveIt(small, false);
    expect(earned(await pay(small, first))).toEqual({ REGULAR: '1000.00' });
    await runsHaveIt(small, true);
    // One day of work after a week of them.
    await limits(small, { pay_below: 'off' });
    await terms(small, 'employee_id,from,pay_type,hourly_rate\nben,2026-01-09,hourly,22\n');
    expect(earned(await pay(small, second))).toEqual({ REGULAR: '176.00', RETRO_PAY: '20.00' });
    await expectSound(small.world);
    await small.close();
  });
});

describe('an import of hours', () => {
  it('counts the people with overtime above the limit, with hours by day and without', async () => {
    const cal = 'cal,Cal Reed,hourly,,50,single,2021-06-14,,exempt\n';
    const small = await company(ben + cal);
    const first = await period(small, whole);
    const days = ['5:9', '6:9', '7:9', '8:9', '9:9'];
    const file =
      worked('ben', ...days) +
      worked('cal', ...days)
        .split('\n')
        .slice(1)
        .join('\n');
    const ask = { periodId: first, replaceAll: false, dryRun: true };
    const byDay = must(
      await importInputs(small.world, { ...ask, replace: false, bytes: Buffer.from(file) }),
    );
    expect(byDay.notes).toMatchObject([
      { code: 'overtime_found', message: expect.stringContaining('5 hours of 1 person') },
    ]);
    const totals = Buffer.from('employee_id,regular_hours\nben,87.5\ncal,90\n');
    const without = must(await importHours(small.world, { ...ask, replace: false, bytes: totals }));
    expect(without.notes).toMatchObject([
      { code: 'overtime_without_days', message: expect.stringContaining('7.5 hours of 1 person') },
    ]);
    await small.close();
  });
});
