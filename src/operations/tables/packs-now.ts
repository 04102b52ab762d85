/** Countries' packs with the tables that are loaded now. For questions: a run reads those with which it was opened. */
import type { World } from '#operations/world.ts';
import { type CountryPack, packOfCurrency, taxPacks } from '#payslip/taxes/tax-packs.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { type LoadedTables, loadedTablesNow } from '#store/reads/tax-tables.ts';
import type { Reading } from '#store/store.ts';

export async function packsNow(at: Reading): Promise<readonly CountryPack[]> {
  const loaded = await loadedTablesNow(at);
  return taxPacks.map((pack) => packWith(pack, loaded));
}

/** Null: no pack covers the currency. */
export async function packOfCompany(
  { store }: Pick<World, 'store'>,
  { companyId, currency }: Pick<CompanyRow, 'companyId' | 'currency'>,
): Promise<CountryPack | null> {
  const pack = packOfCurrency(currency);
  if (pack === null) return null;
  return packWith(pack, await store.read({ companyId }, loadedTablesNow));
}

export function packWith(pack: CountryPack, loaded: LoadedTables | undefined): CountryPack {
  return loaded === undefined ? pack : pack.with({ given: loaded.of(pack.country) });
}
