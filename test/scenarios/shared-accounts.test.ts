/** The same bank account twice in a roster is found, also in a row of a file that was imported before. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importRoster } from '#operations/people/import-roster.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const header = 'employee_id,name,pay_type,annual_salary,filing_status,hire_date,routing,account\n';
const row = (number: number, account = number) =>
  `N${number},Person ${number},salary,52000,single,2020-01-01,111000025,${account}\n`;
const count = 3_000;
const rows = Array.from({ length: count }, (_, at) => row(at + 1));

let database: TestDatabase;
let company: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  const now = '2026-06-01T12:00:00Z';
  company = await smallCompany({ url: database.url, now, roster: header + rows.join('') });
});
afterEach(async () => {
  await company.close();
  await database.drop();
});

async function take(text: string, allowSharedAccounts = false) {
  const own = { company: await companyRow(company), bytes: Buffer.from(text) };
  return importRoster(company.world, {
    ...{ ...own, scheduleCode: null, dryRun: true, allowSharedAccounts },
  });
}

describe('the same bank account twice', () => {
  it('is a note in a large company, also if only one of the two rows is read anew', async () => {
    const ghost = header + rows.join('') + row(count + 1, 1);
    const imported = must(await take(ghost));
    expect(imported).toMatchObject({ added: 1, unchanged: count });
    expect(imported.notes.find(({ code }) => code === 'shared_accounts')?.facts).toEqual({
      ...{ count: 1, rows: [{ row: count + 2, first: 2 }] },
    });
  });

  it('is refused in a small file, unless it is meant', async () => {
    const couple = header + row(1) + row(2, 1);
    expect(await take(couple)).toMatchObject({
      refusal: { issues: [{ pointer: 'row 3, column account', code: 'shared_account' }] },
    });
    expect(must(await take(couple, true))).toMatchObject({ unchanged: 2 });
  });
});
