/** The companies, as somebody sees them who looks. */
import { conditionOf, scopeOf } from '#caller.ts';
import type { World } from '#operations/world.ts';
import { type CompanyRow, companies } from '#store/reads/companies.ts';
import { eachShownAs } from './json-form.ts';

export type ListedCompany = CompanyRow;

export async function companiesListed({
  store,
  caller,
}: Pick<World, 'store' | 'caller'>): Promise<readonly ListedCompany[]> {
  const all = await store.read(scopeOf(caller), (at) => companies(at, conditionOf(caller)));
  return eachShownAs(all, ({ companyId: _, ...company }) => company);
}
