/**
 * The roster file that was imported last is recognized, and answered as a comparison of all its rows
 * would be. Whatever changes what the comparison would find, makes it compare.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRosterFile } from '#files/roster-file.ts';
import { USD } from '#money/minor.ts';
import { importItems } from '#operations/people/import-items.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import { moveEmployee } from '#operations/people/move-employee.ts';
import { rosterReading } from '#operations/people/same-roster.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { forgetFiles, watched } from '../support/compared-import.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, hours, period } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const header =
  'employee_id,name,pay_type,annual_salary,filing_status,hire_date,k401_pct,routing,account\n';
const row = (number: string, salary = 52_000) =>
  `${number},Nobody In Particular,salary,${salary},single,2020-01-01,5,111000025,${number.charCodeAt(0)}\n`;
const file = header + ['a', 'b', 'c'].map((number) => row(number)).join('');
const office = {
  ...{ code: 'office', frequency: 'biweekly', anchor: '2026-06-19' },
  pay_date: { days_after_end: 5 },
};

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  const settings = { importSliceRows: 2 };
  company = await smallCompany({
    ...{ url: database.url, now: '2026-06-01T12:00:00Z', settings, roster: file },
  });
});
afterEach(async () => {
  await company.close();
  await database.drop();
});

/** The answer, and whether the rows were compared. */
async function again(text = file, more: { scheduleCode?: string; dryRun?: boolean } = {}) {
  const own = { company: await companyRow(company), bytes: Buffer.from(text) };
  const ask = { ...own, scheduleCode: null, dryRun: false, ...more };
  return watched(company, async (world) => must(await importRoster(world, ask)));
}

const dated = async (text: string) => ({
  ...{ company: await companyRow(company), bytes: Buffer.from(text), dryRun: false },
  replaceAll: true,
});

describe('the roster that was imported last', () => {
  it.each([{ dryRun: false }, { dryRun: true }])(
    'is recognized, with the answer of a comparison: %j',
    async (how) => {
      const recognized = await again(file, how);
      await forgetFiles(company);
      const compared = await again(file, how);
      expect([recognized.isCompared, compared.isCompared]).toEqual([false, true]);
      expect(recognized.answered).toEqual(compared.answered);
      expect(recognized.answered).toMatchObject({ rows: 3, unchanged: 3, written: false });
      expect(recognized.answered.notes.map(({ code }) => code)).toEqual([
        'bank_details_not_stored',
      ]);
    },
  );

  it('is recognized after terms, dated items and hours, which change nothing of it', async () => {
    const { world } = company;
    must(
      await importTerms(
        world,
        await dated('employee_id,from,pay_type,annual_salary\na,2026-01-01,salary,1\n'),
      ),
    );
    must(
      await importItems(
        world,
        await dated('employee_id,code,amount,from\na,POST_TAX,10,2026-06-01\n'),
      ),
    );
    await hours(company, await period(company, { from: '2026-06-01' }), 'employee_id,bonus\na,8\n');
    const recognized = await again();
    await forgetFiles(company);
    const compared = await again();
    expect(recognized).toEqual({ ...compared, isCompared: false });
  });

  it('is compared after another file, and then it changes what that file changed', async () => {
    await again(header + row('b', 60_000));
    expect(await again()).toMatchObject({
      isCompared: true,
      answered: { changed: 1, unchanged: 2 },
    });
    expect((await again()).isCompared).toBe(false);
  });

  it('is compared after a dry run of another file, which changes nothing, without a difference', async () => {
    await again(header + row('b', 60_000), { dryRun: true });
    expect(await again()).toMatchObject({ isCompared: false, answered: { unchanged: 3 } });
  });

  it('is compared if it is asked for another schedule, or the schedules are others', async () => {
    const { world, companyId } = company;
    must(await addSchedule(world, { companyId, definition: office }));
    const withNote = await again();
    expect(withNote.isCompared).toBe(true);
    expect(withNote.answered.notes.map(({ code }) => code)).toContain('no_schedule');
    expect(await again(file, { scheduleCode: 'office' })).toMatchObject({
      ...{ isCompared: true, answered: { changed: 3 } },
    });
    expect((await again(file, { scheduleCode: 'office' })).isCompared).toBe(false);
  });

  it('is compared after a move of one of its people', async () => {
    const { world, companyId } = company;
    must(await addSchedule(world, { companyId, definition: office }));
    must(await addSchedule(world, { companyId, definition: { ...office, code: 'plant' } }));
    await again(file, { scheduleCode: 'office' });
    must(
      await moveEmployee(world, {
        ...{ company: await companyRow(company), number: 'a', toCode: 'plant', dryRun: false },
        ...{ from: { on: Temporal.PlainDate.from('2026-06-12') }, reason: 'a new job' },
      }),
    );
    expect(await again(file, { scheduleCode: 'office' })).toMatchObject({
      ...{ isCompared: true, answered: { changed: 1 } },
    });
  });

  it('is compared if one character differs', async () => {
    expect((await again(file.replace('Particular', 'particular'))).isCompared).toBe(true);
  });
});

describe('the reading of a roster', () => {
  it('has its number: raise rosterReading when the example is read to something else', async () => {
    const parsed = parseRosterFile(await readFile('examples/roster-2000.csv'), {
      ...{ currency: USD, country: usFederal, schedules: new Set<string>() },
    });
    const { notes, rows } = must(parsed);
    const hash = createHash('sha256').update(JSON.stringify(notes));
    for (const one of rows()) {
      hash.update(
        JSON.stringify(one, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      );
    }
    expect([rosterReading, hash.digest('hex')]).toEqual([
      5,
      '5c1ff7dee065f04317d36d426dcb2509f878ecfc96b6a41fc93bf055ee045be3',
    ]);
  });
});
