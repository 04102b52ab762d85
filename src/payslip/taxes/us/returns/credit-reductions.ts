/**
 * States that have not repaid a federal loan: employers there lose a part of the FUTA credit (26 U.S.C. 3302(c)(2)). Form
 * 940, Schedule A. It is a liability of the fourth quarter, and the list of a year is final in November of it.
 *
 * Sources, which quote the final lists of the Department of Labor and agree:
 *   - 2025: PayrollOrg, "FUTA credit reduction 2025"; Paylocity, "FUTA credit reduction announced".
 *   - 2024: PayrollOrg, 13 November 2024; realtaxtools.com with the text of the list of 12 November 2024.
 *   - 2023: PayrollOrg, PayState Update 25-23; Paylocity, 16 November 2023.
 *
 * A company with a rate of its own (`--employer-tax`) pays by that rate, and nothing is added.
 */
import type { Minor } from '#money/minor.ts';
import { percent } from '#money/rate.ts';
import { mulDiv } from '#money/rounding.ts';
import type { ReducedCredit, RegionWages } from '#payslip/taxes/tax-returns.ts';
import type { FederalFigures } from '#payslip/taxes/us/federal-year.ts';

/** Year → state → percent. */
export type CreditReductions = ReadonlyMap<number, ReadonlyMap<string, string>>;

export const creditReductions: CreditReductions = new Map([
  [
    2023,
    new Map([
      ['CA', '0.6'],
      ['NY', '0.6'],
      ['VI', '3.9'],
    ]),
  ],
  [
    2024,
    new Map([
      ['CA', '0.9'],
      ['NY', '0.9'],
      ['VI', '4.2'],
    ]),
  ],
  [
    2025,
    new Map([
      ['CA', '1.2'],
      ['VI', '4.5'],
    ]),
  ],
]);

/** The states whose employers pay more for a year. Null: it is not known. */
export function reducedStates(
  year: number,
  reductions: CreditReductions,
): readonly string[] | null {
  const known = reductions.get(year);
  return known === undefined ? null : [...known.keys()];
}

/** One for each state with wages. */
export function reducedCredits(
  year: number,
  of: {
    readonly figures: FederalFigures;
    readonly regions: readonly RegionWages[];
    readonly reductions: CreditReductions;
  },
): readonly ReducedCredit[] {
  const known = of.reductions.get(year);
  return of.regions.flatMap(({ region, wagesMinor, taxMinor, payslips }) => {
    const rate = known?.get(region);
    if (rate === undefined || wagesMinor === 0n) return [];
    const usual = mulDiv(wagesMinor, of.figures.futa.rate, 'half_up');
    const isOwnRate = magnitude(taxMinor - usual) * 2n > BigInt(payslips);
    const amountMinor = isOwnRate ? 0n : mulDiv(wagesMinor, percent(rate), 'half_up');
    return [{ region, wagesMinor, percent: rate, amountMinor, isOwnRate }];
  });
}

export function sumOfReduced(credits: readonly ReducedCredit[]): Minor {
  return credits.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function magnitude(amountMinor: Minor): Minor {
  return amountMinor < 0n ? -amountMinor : amountMinor;
}
