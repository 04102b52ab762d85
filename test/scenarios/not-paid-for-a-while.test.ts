/** A person whom the last runs held goes on from their newest payslip of the year. */
import { expect, it } from 'vitest';
import { payCodeIdOf } from '#operations/companies/pay-codes.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { payslipOf } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { hours, period, run } from '../support/paid-periods.ts';
import { smallCompany } from '../support/small-company.ts';

const salaried = Array.from(
  { length: 12 },
  (_, nth) => `s${nth},Person ${nth},salary,91000.00,,single,2019-03-01`,
);
const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
${salaried.join('\n')}
ben,Ben Carter,hourly,,25.00,single,2021-06-14
`;

it('the year-to-date of a person who was held twice follows the newest of their payslips', async () => {
  await using database = await freshDatabase();
  const settings = { chunkSize: 100 };
  const now = '2026-04-02T12:00:00Z';
  const company = await smallCompany({ url: database.url, now, roster, settings });
  const { world } = company;
  const socialSecurity: (bigint | undefined)[] = [];
  for (const [nth, worked] of [80, 40, null, null, 60].entries()) {
    const from = Temporal.PlainDate.from('2026-01-05').add({ days: 14 * nth });
    const periodId = await period(company, { from: from.toString() });
    if (worked !== null) {
      await hours(company, periodId, `employee_id,regular_hours\nben,${worked}\n`);
    }
    const { runId, state } = await run(company, periodId);
    expect(state).toBe('committed');
    const slip = await world.store.read(company, (at) => payslipOf(at, { runId, number: 'ben' }));
    const place = slip?.ytdCodes.indexOf(payCodeIdOf('SS', usFederal)) ?? -1;
    socialSecurity.push(slip?.ytdAmounts[place]);
  }
  // 6.2 % of 2,000, of 3,000 and of 4,500.
  expect(socialSecurity).toEqual([12_400n, 18_600n, undefined, undefined, 27_900n]);
  await company.close();
});
