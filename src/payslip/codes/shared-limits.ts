/**
 * The yearly limits of a country's law, prepared once a run: which pay codes share each of them.
 *
 * What was given under a code counts although the code has ended before the pay date.
 */
import type { Minor } from '#money/minor.ts';
import type { PersonLimits, YearLimit } from '#payslip/taxes/person-limits.ts';
import type { PayCode, PayCodes } from './pay-code.ts';

export interface SharedLimit {
  /** What people call it. */
  readonly title: string;
  readonly year: number;
  /** Null: the limit of the year is not known. */
  readonly limit: YearLimit | null;
  /** All pay codes that count, by id. */
  readonly ids: readonly number[];
  readonly names: readonly string[];
  /** The slots of those that are valid on the pay date. */
  readonly slots: readonly number[];
  /** The pay codes of another limit, which count up to an amount. Null: none do. */
  readonly also: {
    readonly ids: readonly number[];
    readonly slots: readonly number[];
    readonly mostMinor: Minor;
  } | null;
  /** What applies to everybody of whom nothing else is known. */
  readonly usualMinor: Minor;
  /** The pay code of the wages that decide what is taken after tax. Null: they do not matter. */
  readonly wagesId: number | null;
}

export function sharedLimits(ask: {
  readonly codes: PayCodes;
  /** The pay codes of the pay date, by slot. */
  readonly active: readonly PayCode[];
  readonly limits: PersonLimits;
  readonly year: number;
}): (code: PayCode) => SharedLimit | null {
  const { codes, active, limits, year } = ask;
  const inYear = limits.inYear(year);
  const made = new Map([...limits.titles].map(([name, title]) => [name, sharedBy(name, title)]));

  function sharedBy(name: string, title: string): SharedLimit {
    const counting = countingIn(name);
    const limit = inYear?.get(name) ?? null;
    const wages = limit?.addedAfterTax?.wages;
    return {
      title,
      year,
      limit,
      ids: idsOf(counting),
      names: [...new Set(counting.map(({ code }) => code))],
      slots: slotsOf(name),
      also: limit?.alsoCounts === undefined ? null : alsoOf(limit.alsoCounts),
      usualMinor: limit?.choices[0]?.amountMinor ?? 0n,
      wagesId: wages === undefined ? null : (codes.byCode.get(wages)?.id ?? null),
    };
  }

  function countingIn(name: string): readonly PayCode[] {
    return codes.versions.filter((code) => limits.nameOf(code) === name);
  }

  function slotsOf(name: string): readonly number[] {
    return active.flatMap((code, slot) => (limits.nameOf(code) === name ? [slot] : []));
  }

  function alsoOf(name: string): SharedLimit['also'] {
    const mostMinor = inYear?.get(name)?.choices[0]?.amountMinor ?? 0n;
    return { ids: idsOf(countingIn(name)), slots: slotsOf(name), mostMinor };
  }

  return (code) => {
    const name = limits.nameOf(code);
    return name === null ? null : (made.get(name) ?? null);
  };
}

function idsOf(codes: readonly PayCode[]): readonly number[] {
  return [...new Set(codes.map(({ id }) => id))];
}
