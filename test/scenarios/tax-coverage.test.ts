/**
 * Missing tax coverage is reported when a company is added, and by doctor, not on the night of the
 * pay run.
 */
import { expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { doctor } from '#operations/doctor.ts';
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import { freshDatabase } from '../support/database.ts';
import { as, must, smallCompany, takeRoster } from '../support/small-company.ts';

const lyon = {
  code: 'lyon',
  name: 'Acme SARL',
  timeZone: 'Europe/Paris',
  calendar: 'target2',
  stateTax: 'none_calculated',
};

it('a currency without known taxes is refused, unless the company only plans pay dates', async () => {
  await using database = await freshDatabase();
  const small = await smallCompany({ url: database.url, now: '2026-03-02T12:00:00Z' });
  const { world } = small;
  const found = async () =>
    (await doctor(world, { embeddedIn: null })).filter(({ check }) => check === 'currency');
  expect(await addCompany(world, { ...lyon, currency: 'EUR' })).toMatchObject({
    refusal: {
      code: 'company_invalid',
      issues: [{ pointer: '/currency', code: 'currency_not_covered' }],
    },
  });
  expect(await addCompany(world, { ...lyon, currency: 'USD', isPlanOnly: true })).toMatchObject({
    refusal: { issues: [{ code: 'plan_only_not_needed' }] },
  });
  expect(await found()).toEqual([]);
  const { companyId, covered } = must(
    await addCompany(world, { ...lyon, currency: 'EUR', isPlanOnly: true }),
  );
  expect(covered).toBe(null);
  expect(await found()).toMatchObject([{ level: 'warning' }]);
  await takeRoster(world, {
    companyId,
    text: 'employee_id,name,pay_type,annual_salary,hire_date\nada,Ada,salary,9000.00,2019-03-01\n',
  });
  expect(await found()).toMatchObject([{ level: 'wrong' }]);
  await small.close();
});

it('adding a company shows what is calculated for it', async () => {
  await using database = await freshDatabase();
  const small = await smallCompany({ url: database.url, now: '2026-03-02T12:00:00Z' });
  const added = must(await addCompany(small.world, { ...lyon, currency: 'USD' }));
  expect(added.covered).toContain('2023-01-01 to 2026-12-31');
  await small.close();
});

it('doctor counts planned pay dates without a tax table for each company', async () => {
  await using database = await freshDatabase();
  const small = await smallCompany({ url: database.url, now: '2026-11-02T12:00:00Z' });
  const { world, companyId } = small;
  const definition = { code: 'shop', frequency: 'weekly', anchor: '2026-11-06' };
  must(await addSchedule(as(world, 'person:ada'), { companyId, definition }));
  await extendSchedules(world);
  const dates = (await doctor(world, { embeddedIn: null })).filter(
    ({ check }) => check === 'pay dates',
  );
  expect(dates).toMatchObject([
    {
      level: 'warning',
      seen: expect.stringMatching(/\bsmall, 2027-01-\d\d to \d{4}-\d\d-\d\d\b/),
    },
  ]);
  await small.close();
});
