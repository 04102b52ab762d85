/** The FUTA credit reduction of states: by the state in which each person worked when a run opened. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { yearPage } from '#operations/liabilities/year-liabilities.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, period, run } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';

const roster = `employee_id,name,pay_type,annual_salary,filing_status,hire_date,work_state
ada,Ada Vale,salary,78000.00,single,2019-01-01,CA
bea,Bea Orr,salary,52000.00,single,2019-01-01,TX
`;

let database: TestDatabase;
let company: SmallCompany;

beforeAll(async () => {
  database = await freshDatabase();
  company = await smallCompany({ url: database.url, now: '2025-10-02T12:00:00Z', roster });
});

afterAll(async () => {
  await company.close();
  await database.drop();
});

it('counts the wages of somebody who moved in both states, and is due with the fourth quarter', async () => {
  await run(company, await period(company, { from: '2025-09-29' }));
  const { world, companyId } = company;
  await takeRoster(world, { companyId, text: roster.replace('TX', 'CA') });
  await run(company, await period(company, { from: '2025-10-13' }));
  const asked = { company: await companyRow(company), year: 2025, after: null, limit: 10 };
  const { head } = must(await yearPage(world, asked));
  // Ada 2 × 3,000.00 and Bea 2,000.00 in California; 2,000.00 of Bea in Texas. 1.2 % of 8,000.00.
  expect(head.reducedCredits).toEqual([
    {
      ...{ region: 'CA', wagesMinor: 8_000_00n, percent: '1.2' },
      ...{ amountMinor: 96_00n, isOwnRate: false },
    },
  ]);
  // 0.6 % of 10,000.00, and 96.00.
  expect(head).toMatchObject({ statedMinor: 156_00n, paidMinor: 156_00n });
  const list = must(
    await listLiabilities(world, {
      company: asked.company,
      ...{ fromOn: plainDate('2025-10-01'), toOn: plainDate('2025-12-31') },
    }),
  );
  const deposit = list.deposits.find(({ form }) => form === '940');
  expect(deposit).toMatchObject({ amountMinor: 156_00n, rule: 'with_return' });
  expect(list.reducedCredits).toEqual([
    { year: 2025, isKnown: true, credits: head.reducedCredits },
  ]);
});
