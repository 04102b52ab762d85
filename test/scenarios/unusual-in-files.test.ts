/**
 * An import tells what is unusual in a file, with row, column and code: pay in another unit, dates of another century,
 * hours that no day can hold. It takes them; the limits of the run hold them.
 */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import type { UnusualValue } from '#operations/people/unusual-values.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow } from '../support/paid-periods.ts';
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
      numbers.map((number, at) => hourly(number, ((20 + at) * times).toFixed(2)));
    must(await asRoster(of(1).join(''), { dryRun: false }));
    const told = must(await asRoster(of(100).join('')));
    expect(found(told)).toEqual(['row 2 hourly_rate column_multiplied column rate']);
    expect(told.unusual[0]).toMatchObject({ before: '20', after: '2000', factor: 100 });
    expect(must(await asRoster(of(1.04).join(''))).unusual).toEqual([]);
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
