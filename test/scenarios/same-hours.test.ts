/**
 * The hours file that was imported last is recognized, and answered as a comparison of all its rows would be.
 * Whatever may change what the comparison would find, makes it compare.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { forgetFiles, watched } from '../support/compared-import.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { hours, period } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';

const header = 'employee_id,name,pay_type,hourly_rate,filing_status,hire_date,end_date\n';
const row = (number: string, rate = 20, end = '') =>
  `${number},Nobody In Particular,hourly,${rate},single,2020-01-01,${end}\n`;
const roster = header + row('a') + row('b') + row('c', 20, '2026-01-31');
const file = 'employee_id,regular_hours,bonus\na,90,10\nb,8,\nc,8,\n';

let database: TestDatabase;
let company: SmallCompany;
let periodId: number;
beforeEach(async () => {
  database = await freshDatabase();
  const settings = { importSliceRows: 1 };
  company = await smallCompany({
    url: database.url,
    now: '2026-06-01T12:00:00Z',
    settings,
    roster,
  });
  periodId = await period(company, { from: '2026-06-01' });
  await hours(company, periodId, file);
});
afterEach(async () => {
  await company.close();
  await database.drop();
});

/** The answer, and whether the rows were compared. */
function again(text = file, more: { dryRun?: boolean; replace?: boolean; periodId?: number } = {}) {
  const ask = { periodId, bytes: Buffer.from(text), dryRun: false, ...more };
  return watched(company, async (world) => must(await importHours(world, ask)));
}

describe('the hours that were imported last', () => {
  it.each([{ dryRun: false }, { dryRun: true }])(
    'are recognized, with the answer of a comparison: %j',
    async (how) => {
      const recognized = await again(file, how);
      await forgetFiles(company);
      const compared = await again(file, how);
      expect([recognized.isCompared, compared.isCompared]).toEqual([false, true]);
      expect(recognized.answered).toEqual(compared.answered);
      expect(recognized.answered).toMatchObject({
        rows: 3,
        items: 4,
        unchanged: 4,
        written: false,
      });
      expect(recognized.answered.notes.map(({ code }) => code)).toEqual([
        'not_employed',
        'overtime_without_days',
      ]);
    },
  );

  it('are compared after any change of an input, and recognized after they were imported again', async () => {
    const { world, companyId } = company;
    await takeRoster(world, { companyId, text: header + row('a', 21) });
    expect((await again()).isCompared).toBe(true);
    await again(file.replace('a,90,10', 'a,91,10'), { replace: true });
    expect((await again(file, { replace: true })).answered).toMatchObject({ replaced: 1 });
    expect((await again(file, { replace: true })).isCompared).toBe(false);
  });

  it('are compared for another period, or when they may replace rows', async () => {
    expect((await again(file, { replace: true })).isCompared).toBe(true);
    const other = await period(company, { from: '2026-06-15' });
    const found = await again(file, { periodId: other });
    expect(found).toMatchObject({ isCompared: true, answered: { added: 4 } });
  });
});
