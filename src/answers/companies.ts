/** The companies and their JSON form. */
import { conditionOf, scopeOf } from '#caller.ts';
import type { AddCompany, AddedCompany } from '#operations/companies/add-company.ts';
import type { PaySettingsSet } from '#operations/companies/set-pay-settings.ts';
import type { World } from '#operations/world.ts';
import { type CompanyRow, companies } from '#store/reads/companies.ts';
import { eachShownAs } from './json-form.ts';

export type ListedCompany = CompanyRow;

export async function companiesListed({
  store,
  caller,
}: Pick<World, 'store' | 'caller'>): Promise<readonly ListedCompany[]> {
  const all = await store.read(scopeOf(caller), (at) => companies(at, conditionOf(caller)));
  return eachShownAs(all, (company) => ({ ...company }));
}

export function addedCompanyShape(added: AddedCompany, ask: AddCompany): object {
  const { companyId, code, covered } = added;
  const { name, currency, timeZone, calendar, stateTax } = ask;
  return { companyId, code, covered, name, currency, timeZone, calendar, stateTax };
}

export function settingsShape(
  { code }: Pick<ListedCompany, 'code'>,
  { settings, secondEyes, changed }: PaySettingsSet,
): object {
  return { company: code, ...settings, secondEyes, changed };
}
