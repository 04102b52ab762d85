/** A country whose taxes are calculated and whose due dates are unknown; and a currency of no country at all. */
import '../support/with-made-up-country.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { liabilitiesShape } from '#answers/liabilities.ts';
import { regionalTaxesInWords } from '#answers/taxes.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { listPayCodes } from '#operations/companies/list-pay-codes.ts';
import { liabilitiesCsv } from '#operations/liabilities/liabilities-csv.ts';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { quarterLiabilities } from '#operations/liabilities/quarter-liabilities.ts';
import { openYear } from '#operations/liabilities/year-liabilities.ts';
import { generalPayCodes } from '#payslip/codes/general-pay-codes.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, items, period, run, settings } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  small = await smallCompany({ url: database.url, now: '2030-01-10T12:00:00Z' });
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

const day = Temporal.PlainDate.from;
const january = { fromOn: day('2030-01-01'), toOn: day('2030-01-31') };

it('has its taxes by pay date, with due dates that are unknown, and no returns', async () => {
  const { companyId } = must(
    await addCompany(small.world, {
      ...{ code: 'tea', name: 'Tea', currency: 'JPY', timeZone: 'Asia/Tokyo', calendar: 'fed' },
      stateTax: 'none_calculated',
    }),
  );
  const own: SmallCompany = { ...small, companyId };
  await settings(own, { secondEyes: 'none', heldPercentMax: 100, overtime: 'none' });
  const text =
    'employee_id,name,pay_type,annual_salary,hire_date,residence\nkei,Kei,salary,1200000,2025-01-01,here\n';
  await takeRoster(small.world, { companyId, text });
  await items(own, 'employee_id,code,amount,from\nkei,PENSION_FUND,500,2030-01-01\n');
  const dates = { from: '2030-01-01', to: '2030-01-31', payOn: '2030-01-31', type: 'monthly' };
  expect((await run(own, await period(own, dates))).state).toBe('committed');
  const company = await companyRow(own);
  const list = must(await listLiabilities(small.world, { company, ...january }));
  // 1,200,000 ÷ 12 = 100,000 less 500, above an allowance of 1,000: 10 % of 98,500.
  expect(list.taxes).toMatchObject([
    { code: 'WAGE_TAX', amountMinor: 9_850n, payee: 'Made-Up Treasury', dueOn: null, rule: null },
  ]);
  expect(list.others).toMatchObject([{ code: 'PENSION_FUND', amountMinor: 500n }]);
  expect(list).toMatchObject({ depositors: null, deposits: [], carried: [], nextDays: [] });
  expect(liabilitiesShape(list)).toMatchObject({
    depositors: null,
    totals: { taxesMinor: 9_850n },
  });
  expect(liabilitiesCsv(list)).toContain('WAGE_TAX');
  const refused = { refusal: { code: 'deposits_not_covered' } };
  const quarter = { company, quarter: { year: 2030, quarter: 1 } };
  expect(await quarterLiabilities(small.world, quarter)).toMatchObject(refused);
  expect(await openYear(small.world, { company, year: 2030 })).toMatchObject(refused);
});

it('a company of a currency without a country is shown nothing of another country', async () => {
  must(
    await addCompany(small.world, {
      ...{ code: 'eu', name: 'Eu', currency: 'EUR', timeZone: 'Europe/Paris' },
      ...{ calendar: 'target2', stateTax: 'none_calculated', isPlanOnly: true },
    }),
  );
  const company = must(await findCompany(small.world, 'eu'));
  expect(await listLiabilities(small.world, { company, ...january })).toMatchObject({
    refusal: { code: 'deposits_not_covered' },
  });
  const codes = (await listPayCodes(small.world, company)).map(({ json, listed }) => {
    return [json.code, listed] as const;
  });
  expect(new Map(codes)).toEqual(new Map(generalPayCodes.map(({ code }) => [code, null])));
  expect(regionalTaxesInWords('EUR')).toBe(null);
});
