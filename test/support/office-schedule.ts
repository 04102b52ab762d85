/** A small company with the schedule `office`, as of June 2026. */
import { addSchedule } from '#operations/schedules/add-schedule.ts';
import { type PeriodRow, periods } from '#store/reads/periods.ts';
import { as, must, type SmallCompany, smallCompany } from './small-company.ts';

export const byAda = 'person:ada';

/**
 * Two weeks, Monday to Sunday, paid on the Friday after. The run is due three banking days before.
 */
export const officeBiweekly = {
  code: 'office',
  frequency: 'biweekly',
  anchor: '2026-01-02',
  pay_date: { days_after_end: 5 },
  rule: { days_before_pay_date: 3, business_days: true },
};

export async function officeCompany(url: string): Promise<SmallCompany> {
  const company = await smallCompany({ url, now: '2026-06-10T12:00:00Z' });
  const { world, companyId } = company;
  must(await addSchedule(as(world, byAda), { companyId, definition: officeBiweekly }));
  return company;
}

export function storedPeriods(company: SmallCompany): Promise<readonly PeriodRow[]> {
  const { world, companyId } = company;
  return world.store.read({ companyId }, (at) => periods(at, { companyId, limit: 100 }));
}
