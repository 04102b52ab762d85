/** The wages of regions whose employers lose a part of a credit, in the runs of one year. */
import { payCodeIdOf } from '#operations/companies/pay-codes.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import type { RegionWages, TaxReturns } from '#payslip/taxes/tax-returns.ts';
import { wagesByRegion } from '#store/reads/region-wages.ts';
import type { Reading } from '#store/store.ts';
import type { LiableRun } from './liable-runs.ts';

/** Of the pay dates of the year. A reversal of an earlier year's pay belongs to that year. */
export async function reducedWages(
  at: Reading,
  of: {
    readonly pack: CountryPack;
    readonly returns: TaxReturns;
    readonly year: number;
    readonly runs: readonly LiableRun[];
  },
): Promise<readonly RegionWages[]> {
  const { pack, returns, year, runs } = of;
  const regions = returns.reducedRegions(year) ?? [];
  const runIds = runs
    .filter(({ payOn, adjusts }) => payOn.year === year && adjusts?.isEarlierYear !== true)
    .map(({ runId }) => runId);
  if (regions.length === 0 || runIds.length === 0) return [];
  const { wages, tax } = returns.yearTax;
  const ids = { wages: payCodeIdOf(wages, pack), tax: payCodeIdOf(tax, pack) };
  return wagesByRegion(at, { runIds, regions, ...ids });
}
