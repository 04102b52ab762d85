/**
 * An import tells what is unusual in a file, with row, column and code: pay in another unit, dates of another century,
 * hours that no day can hold. It takes them; the limits of the run hold them.
 */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { importItems } from '#operations/people/import-items.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import type { UnusualValue } from '#operations/people/unusual-values.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, hours, period, run } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date\n';
const hourly = (number: string, rate: string, hired = '2025-01-06', ended = '') =>
  `${number},P ${number},hourly,,${rate},single,${hired},${ended}\n`;
const salaried = (number: string, salary: string) =>
  `${number},P ${number},salary,${salary},,single,2025-01-06,\n`;

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  small = await smallCompany({
    ...{ url: database.url, now: '2026-11-20T12:00:00Z' },
    roster: header + hourly('T1', '25.00') + hourly('T2', '24.00') + salaried('T3', '52000'),
  });
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

const found = ({ unusual }: { readonly unusual: readonly UnusualValue[] }) =>
  unusual.map(({ row, column, code, employee, limit }) =>
    [`row ${row}`, column, code, employee ?? 'column', ...(limit === null ? [] : [limit])].join(
      ' ',
    ),
  );

async function file(rows: string, how: { dryRun?: boolean; refuseUnusual?: boolean } = {}) {
  const company = await companyRow(small);
  return { company, bytes: Buffer.from(rows), dryRun: true, ...how };
}

const asRoster = async (rows: string, how: { dryRun?: boolean; refuseUnusual?: boolean } = {}) =>
  importRoster(small.world, { ...(await file(header + rows, how)), scheduleCode: null });

describe('a roster', () => {
  it('tells pay in another unit of new people, by the limits of an hour', async () => {
    const rows =
      hourly('N1', '2500') +
      hourly('N2', '52000') +
      salaried('N3', '25') +
      salaried('N4', '5200000') +
      hourly('N5', '26.00');
    const told = must(await asRoster(rows));
    expect(found(told)).toEqual([
      'row 2 hourly_rate rate_far_from_last N1 hour_most',
      'row 3 hourly_rate rate_far_from_last N2 hour_most',
      'row 4 annual_salary rate_far_from_last N3 hour_least',
      'row 5 annual_salary rate_far_from_last N4 hour_most',
    ]);
    expect(told.unusual[0]).toMatchObject({ before: null, after: '2500', factor: null });
    expect(told.added).toBe(5);
  });

  it('tells days that are years away, and days that move by years', async () => {
    const rows =
      hourly('N1', '26.00', '1926-03-01') +
      hourly('N2', '26.00', '2062-03-01') +
      hourly('N3', '26.00', '2026-03-01', '2062-03-01') +
      hourly('N4', '26.00', '2026-03-01', '2099-12-31') +
      hourly('T1', '25.00', '2015-01-06');
    const told = must(await asRoster(rows));
    expect(found(told)).toEqual([
      'row 2 hire_date date_far_away N1',
      'row 3 hire_date date_far_away N2',
      'row 4 end_date date_far_away N3',
      'row 6 hire_date date_moved_far T1',
    ]);
    expect(told.unusual[3]).toMatchObject({ before: '2025-01-06', after: '2015-01-06' });
  });

  it('tells the same in the first roster of a company and when it is read carefully', async () => {
    const rows = hourly('N1', '2500', '1926-03-01') + hourly('N2', '26.00');
    const plain = must(await asRoster(rows));
    const quoted = must(
      await asRoster(rows.replaceAll('P N', '"P, N').replaceAll(',hourly', '",hourly')),
    );
    expect(plain.unusual).toHaveLength(2);
    expect(found(quoted)).toEqual(found(plain));
    const { companyId } = must(
      await addCompany(small.world, {
        ...{ code: 'other', name: 'Other', currency: 'USD', timeZone: 'America/New_York' },
        ...{ calendar: 'fed', stateTax: 'none_calculated' },
      }),
    );
    const company = await companyRow({ ...small, companyId });
    const first = await importRoster(small.world, {
      ...(await file(header + rows)),
      ...{ company, scheduleCode: null },
    });
    expect(must(first).unusual).toEqual(plain.unusual);
  });

  it('says nothing of people whom it does not change', async () => {
    const odd = hourly('N1', '2500', '1926-03-01');
    must(await asRoster(odd, { dryRun: false }));
    expect(found(must(await asRoster(odd + hourly('N2', '26.00'))))).toEqual([]);
    expect(must(await asRoster(odd)).unusual).toEqual([]);
  });

  it('tells a column that became 100 times what it was', async () => {
    const numbers = ['A', 'B', 'C', 'D', 'E', 'F'];
    const of = (times: number) =>
      numbers.map((number, at) =>
        hourly(number, ((20 + at) * times + (times > 1 ? at * 20 : 0)).toFixed(2)),
      );
    must(await asRoster(of(1).join(''), { dryRun: false }));
    const told = must(await asRoster(of(100).join('')));
    expect(found(told)).toEqual(['row 2 hourly_rate column_multiplied column rate']);
    expect(told.unusual[0]).toMatchObject({ before: '20', after: '2000', factor: 100 });
    expect(must(await asRoster(of(1.04).join(''))).unusual).toEqual([]);
  });

  it('has one problem in a row of totals', async () => {
    const answered = await asRoster(`${hourly('T1', '26.00')}Total,,,,26.00,,,\n`);
    expect(answered).toMatchObject({
      refusal: { issues: [{ pointer: 'row 3', code: 'total_row' }], facts: { problems: 1 } },
    });
    const person = must(await asRoster(hourly('Total', '26.00')));
    expect(person.added).toBe(1);
  });

  it('is refused if the caller refuses what is unusual', async () => {
    const refused = await asRoster(hourly('N1', '2500') + hourly('T1', '2500'), {
      refuseUnusual: true,
    });
    expect(refused).toMatchObject({
      refusal: {
        code: 'file_refused',
        issues: [
          { pointer: 'row 2, column hourly_rate', code: 'rate_far_from_last' },
          { pointer: 'row 3, column hourly_rate', code: 'beyond_rate_limit' },
        ],
      },
    });
    must(await asRoster(hourly('N1', '26'), { refuseUnusual: true }));
  });
});

describe('terms', () => {
  const terms = async (rows: string) =>
    must(
      await importTerms(
        small.world,
        await file(`employee_id,job,from,until,pay_type,annual_salary,hourly_rate\n${rows}`),
      ),
    );

  it('tell first days of another century, last days years ahead, and pay of a new job', async () => {
    const told = await terms(
      'T1,,2062-11-02,,hourly,,26\n' +
        'T2,,1926-11-02,,hourly,,25\n' +
        'T1,guard,2026-11-02,2062-01-01,hourly,,2500\n' +
        'T2,guard,2020-11-02,2099-12-31,hourly,,26\n',
    );
    expect(found(told)).toEqual([
      'row 4 hourly_rate rate_far_from_last T1 hour_most',
      'row 2 from date_far_away T1',
      'row 3 from date_far_away T2',
      'row 4 until date_far_away T1',
    ]);
  });

  it('tell that they begin after the last day, and which column is in another unit', async () => {
    must(await asRoster(hourly('T1', '25.00', '2025-01-06', '2026-10-30'), { dryRun: false }));
    expect(found(await terms('T1,,2026-11-02,,hourly,,26\n'))).toEqual([
      'row 2 from outside_employment T1',
    ]);
    const more = ['A', 'B', 'C', 'D', 'E'];
    must(await asRoster(more.map((one) => hourly(one, '20')).join(''), { dryRun: false }));
    const cents = more.map((one) => `${one},,2026-11-02,,hourly,,2100\n`).join('');
    expect(found(await terms(cents))).toEqual(['row 2 hourly_rate column_multiplied column rate']);
  });
});

describe('hours and inputs', () => {
  const asHours = async (periodId: number, rows: string) =>
    must(
      await importHours(small.world, {
        ...(await file(`employee_id,regular_hours,overtime_hours,bonus\n${rows}`)),
        periodId,
      }),
    );
  const asInputs = async (periodId: number, rows: string) =>
    must(
      await importInputs(small.world, {
        ...(await file(`employee_id,code,hours,rate,amount,percent,worked_on\n${rows}`)),
        periodId,
      }),
    );

  it('tell hours that the days cannot hold, and amounts far above the pay', async () => {
    const periodId = await period(small, { from: '2026-11-02' });
    const told = await asHours(periodId, 'T1,230,,\nT2,80,,500000\nT3,,,500\n');
    expect(found(told)).toEqual([
      'row 2 regular_hours hours_beyond_period T1 hours_a_day',
      'row 3 bonus amount_far_above_pay T2 pay_above',
    ]);
    expect(told.unusual[1]).toMatchObject({
      before: '1920.00',
      after: '500000.00',
      factor: 260.42,
    });
  });

  it('tell hours far above those of the last periods', async () => {
    const before = await period(small, { from: '2026-10-19' });
    await hours(small, before, 'employee_id,regular_hours\nT1,40\nT2,8\n');
    await run(small, before);
    const periodId = await period(small, { from: '2026-11-02' });
    const told = await asHours(periodId, 'T1,44,,\nT2,80,,\n');
    expect(found(told)).toEqual(['row 3 regular_hours hours_far_above_usual T2 hours_above']);
    expect(told.unusual[0]).toMatchObject({ before: '8', after: '80', factor: 10 });
  });

  it('tell days, rates and percentages that are hardly meant', async () => {
    must(await asRoster(hourly('T2', '24.00', '2026-11-04'), { dryRun: false }));
    const periodId = await period(small, { from: '2026-11-02' });
    const told = await asInputs(
      periodId,
      'T1,REGULAR,30,,,,2026-11-02\n' +
        'T1,REGULAR,8,,,,2026-11-03\n' +
        'T1,REGULAR,8,,,,2025-11-04\n' +
        'T2,REGULAR,8,,,,2026-11-03\n' +
        'T2,REGULAR,8,2500,,,2026-11-05\n',
    );
    expect(found(told)).toEqual([
      'row 6 rate rate_far_from_last T2 rate',
      'row 2 hours hours_beyond_period T1 hours_on_a_day',
      'row 5 worked_on outside_employment T2',
      'row 4 worked_on before_period T1',
    ]);
    expect(told.unusual[0]).toMatchObject({ before: '24', after: '2500', factor: 104.17 });
  });

  it('say nothing of a usual fortnight, or of a total for each week', async () => {
    const periodId = await period(small, { from: '2026-11-02' });
    expect((await asHours(periodId, 'T1,80,4,200\nT2,76,,\n')).unusual).toEqual([]);
    const weeks = 'T1,REGULAR,40,,,,2026-11-08\nT1,REGULAR,40,,,,2026-11-15\n';
    expect((await asInputs(periodId, weeks)).unusual).toEqual([]);
  });

  it('say nothing of the last day worked of sick pay', async () => {
    const periodId = await period(small, { from: '2026-11-02' });
    const sick = 'T1,SICK_PAY,,,100,,2026-09-30\nT1,BONUS,,,100,,2026-09-30\n';
    const told = await asInputs(periodId, sick);
    expect(found(told)).toEqual(['row 3 worked_on before_period T1']);
  });
});

it('items tell first days of another century, amounts above the pay, and percentages below 1', async () => {
  const rows =
    'T1,BONUS,50000,,2026-11-02\nT2,ROTH_401K,,0.05,2026-11-02\nT3,BONUS,100,,1926-11-02\n';
  const told = must(
    await importItems(small.world, await file(`employee_id,code,amount,percent,from\n${rows}`)),
  );
  expect(found(told)).toEqual([
    'row 2 amount amount_far_above_pay T1 pay_above',
    'row 3 percent percent_below_one T2',
    'row 4 from date_far_away T3',
  ]);
});

it('balances tell earnings far above a year of pay, and years that nobody pays now', async () => {
  const rows = 'T1,2026,GROSS,5200000\nT2,2026,GROSS,48000\nT3,2062,GROSS,40000\n';
  const told = must(
    await importBalances(small.world, await file(`employee_id,year,code,amount\n${rows}`)),
  );
  expect(found(told)).toEqual([
    'row 2 amount year_to_date_jump T1 year_to_date',
    'row 4 year date_far_away T3',
  ]);
  expect(told.unusual[0]).toMatchObject({ before: '52000.00', factor: 100 });
});
