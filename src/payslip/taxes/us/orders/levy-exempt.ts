/**
 * What a federal tax levy leaves to the employee: 26 U.S.C. 6334(d) and IRS Publication 1494.
 *
 * The exempt amount of a pay period is the standard deduction of the stated filing status, and an amount for each
 * dependent, each divided by the pay periods of a year and rounded to the cent. This gives every amount that the
 * publication prints for 2024. For a year or a dependent without a published amount nothing is guessed: somebody enters
 * the exempt amount from the table that came with the levy.
 */
import type { Minor } from '#money/minor.ts';
import { divideRounded } from '#money/rounding.ts';
import type { UsOrderFacts } from './us-order.ts';

export interface LevyYear {
  readonly source: string;
  /** Yearly amounts in cents. */
  readonly single: Minor;
  readonly joint: Minor;
  readonly headOfHousehold: Minor;
  /** Null: the amount for a dependent is not known. */
  readonly dependent: Minor | null;
}

export type LevyYears = ReadonlyMap<number, LevyYear>;

export const levyYears: LevyYears = new Map([
  [
    2024,
    {
      source: 'IRS Publication 1494 (1-2024)',
      single: 14_600_00n,
      joint: 29_200_00n,
      headOfHousehold: 21_900_00n,
      dependent: 5_000_00n,
    },
  ],
  [
    2026,
    {
      source: '26 U.S.C. 6334(d) with the standard deductions of 2026 (IRS Publication 15-T, 2026)',
      single: 16_100_00n,
      joint: 32_200_00n,
      headOfHousehold: 24_150_00n,
      dependent: null,
    },
  ],
]);

interface LevyExempt {
  readonly amountMinor: Minor;
  readonly source: string;
  /** How it was found, for the explanation. */
  readonly told: string;
}

export function yearOfLevy({ levyYear, receivedOn }: UsOrderFacts): number {
  return levyYear ?? Number(receivedOn.slice(0, 4));
}

/** Null: the amount is not known, and somebody has to enter it. */
export function levyExempt(
  facts: UsOrderFacts,
  { periodsPerYear, years }: { readonly periodsPerYear: bigint; readonly years: LevyYears },
): LevyExempt | null {
  const { exemptMinor, levyDependents } = facts;
  if (exemptMinor !== null) {
    return {
      amountMinor: exemptMinor,
      source: 'the table that came with the levy',
      told: 'as entered',
    };
  }
  const year = years.get(yearOfLevy(facts));
  if (year === undefined) return null;
  const { dependent, source } = year;
  if (dependent === null && levyDependents > 0) return null;
  const inPeriod = (amount: Minor) => divideRounded(amount, periodsPerYear, 'half_up');
  const base = inPeriod(year[columnOf(facts)]);
  const each = inPeriod(dependent ?? 0n);
  const status = facts.levyStatus ?? 'no statement: married filing separately';
  const told = `${status}, dependents: ${levyDependents}`;
  return { amountMinor: base + each * BigInt(levyDependents), source, told };
}

/** Without a returned statement the employee counts as married filing separately, without dependents. */
function columnOf({ levyStatus }: UsOrderFacts): 'single' | 'joint' | 'headOfHousehold' {
  if (levyStatus === 'mfj' || levyStatus === 'qss') return 'joint';
  return levyStatus === 'hoh' ? 'headOfHousehold' : 'single';
}
