/** Tips and wages above a threshold of runs of one year: what returns need and no pay code has. */
import { assert } from '#errors.ts';
import { payCodeIdOf } from '#operations/companies/pay-codes.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import type { TaxReturns } from '#payslip/taxes/tax-returns.ts';
import { type ApartIds, tipsOfRuns, wagesAbove } from '#store/reads/wages-apart.ts';
import type { Reading } from '#store/store.ts';

export function apartIdsOf(pack: CountryPack, { apart }: TaxReturns): ApartIds {
  const idOf = (code: string) => payCodeIdOf(code, pack);
  return {
    tips: apart.tips.map(idOf),
    cappedWages: idOf(apart.cappedWages),
    wholeWages: idOf(apart.wholeWages),
    additionalTax: idOf(apart.additionalTax),
  };
}

export async function wagesApart(
  at: Reading,
  of: {
    readonly pack: CountryPack;
    readonly returns: TaxReturns;
    readonly year: number;
    readonly runIds: readonly number[];
  },
): Promise<{ readonly tipsMinor: bigint; readonly aboveMinor: bigint }> {
  const { pack, returns, year, runIds } = of;
  const ids = apartIdsOf(pack, returns);
  const thresholdMinor = returns.additionalAbove(year);
  assert(thresholdMinor !== null || runIds.length === 0, `runs of ${year} have a tax table`);
  return {
    tipsMinor: await tipsOfRuns(at, { runIds, ids }),
    aboveMinor:
      thresholdMinor === null ? 0n : await wagesAbove(at, { runIds, ids, thresholdMinor }),
  };
}
