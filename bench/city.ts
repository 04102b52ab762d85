/** The city of the examples for benches that pay it in this process: any number of people, one fortnight a round. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addCompany } from '#operations/companies/add-company.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import type { World } from '#operations/world.ts';
import { type CompanyRow, companyById } from '#store/reads/companies.ts';
import { benchFolder } from './clean-up.ts';
import { must } from './due-companies.ts';
import { writeMadeUp } from './made-up-roster.ts';

export interface City {
  /** Adds the next fortnight with hours for those who need them, active and not due. */
  nextFortnight(): Promise<number>;
}

/** The company of the city, without people. */
export async function addCity(world: World, code = 'city'): Promise<CompanyRow> {
  const { companyId } = must(
    await addCompany(world, {
      ...{ code, name: 'City', currency: 'USD', timeZone: 'America/New_York' },
      ...{ calendar: 'fed', stateTax: 'none_calculated' },
    }),
  );
  const company = await world.store.read({ companyId }, (at) => companyById(at, companyId));
  if (!company) throw new Error('the company is there');
  return company;
}

export async function layCity(
  world: World,
  { code, people }: { readonly code: string; readonly people: number },
): Promise<City> {
  const company = await addCity(world, code);
  const { companyId } = company;
  const folder = await benchFolder();
  const [roster, hours] = [join(folder, 'roster.csv'), join(folder, 'hours.csv')];
  await writeMadeUp(roster, { like: 'examples/roster-2000.csv', people });
  await writeMadeUp(hours, { like: 'examples/roster-2000-hours.csv', people });
  const bytes = await readFile(roster);
  must(await importRoster(world, { company, bytes, scheduleCode: null, dryRun: false }));
  let startOn = Temporal.PlainDate.from('2026-01-05');
  return {
    async nextFortnight() {
      const endOn = startOn.add({ days: 13 });
      const { periodId } = must(
        await addPeriod(world, {
          ...{ companyId, scheduleId: null, frequency: 'biweekly', payOn: null, rule: null },
          ...{ startOn, endOn },
        }),
      );
      must(await activatePeriod(world, { periodId }));
      must(await importHours(world, { periodId, bytes: await readFile(hours), dryRun: false }));
      startOn = startOn.add({ days: 14 });
      return periodId;
    },
  };
}
