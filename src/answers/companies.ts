/** The companies, as somebody sees them who looks. */
import { conditionOf } from '#caller.ts';
import type { World } from '#operations/world.ts';
import { type CompanyRow, companies } from '#store/reads/companies.ts';
import { eachShownAs } from './json-form.ts';

export async function companiesListed({
  store,
  caller,
}: Pick<World, 'store' | 'caller'>): Promise<readonly CompanyRow[]> {
  const all = await store.read('every company', (at) => companies(at, conditionOf(caller)));
  return eachShownAs(all, ({ companyId: _, ...company }) => company);
}
