/**
 * A company of sixty people, or more, in its own database, with one period that is due now by the real clock.
 * Its run holds every seventh, which its limit allows.
 */

import { addCompany } from '#operations/companies/add-company.ts';
import { setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import type { World } from '#operations/world.ts';
import { companyById } from '#store/reads/companies.ts';
import { as, must, takeRoster } from './small-company.ts';

export async function dueCompany(
  world: World,
  people = 60,
): Promise<{ companyId: number; periodId: number }> {
  const by = 'person:test';
  const { companyId } = must(
    await addCompany(as(world, by), {
      code: 'sixty',
      name: 'Sixty People',
      currency: 'USD',
      timeZone: 'UTC',
      calendar: 'fed',
      stateTax: 'none_calculated',
    }),
  );
  const company = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) throw new Error('the company is there');
  must(await setPaySettings(as(world, by), { company, heldPercentMax: 100 }));
  const header =
    'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,k401_pct,hire_date';
  const rows = Array.from({ length: people }, (_, index) => {
    // Every seventh employee is hourly without hours, and is therefore held.
    const hourly = index % 7 === 6;
    const pay = hourly ? `hourly,,${20 + index / 4}` : `salary,${40_000 + index * 1_337}.50,`;
    return `p${index},Person ${index},${pay},single,${index % 5},2020-01-06`;
  });
  await takeRoster(world, { companyId, text: [header, ...rows, ''].join('\n') });
  const today = Temporal.Now.plainDateISO('UTC');
  const { periodId } = must(
    await addPeriod(as(world, by), {
      companyId,
      scheduleId: null,
      frequency: 'biweekly',
      startOn: today.subtract({ days: 13 }),
      endOn: today,
      payOn: null,
      rule: { run_on_date: today.toString(), at: '00:00' },
    }),
  );
  must(await activatePeriod(as(world, by), { periodId }));
  return { companyId, periodId };
}
