/**
 * Deposits and returns of United States federal taxes: Form 941 for each quarter, Form 940 and Form W-2 for each year.
 *
 * When pay of an earlier year is reversed, Form 941-X corrects Social Security and Medicare of both sides; income tax
 * and Additional Medicare stay (IRS Publication 15 (2026), section 13, "Wage Repayments"). When it is of an earlier
 * quarter, Form 941-X corrects all of them. The deposits of that quarter stay as they were.
 */
import type { TaxReturns, YearReturn, YearSums } from '#payslip/taxes/tax-returns.ts';
import type { FederalFigures } from '#payslip/taxes/us/federal-year.ts';
import { figuresOfYear } from '#payslip/taxes/us/federal-years.ts';
import { epochDayOf } from '#time/plain-date.ts';
import {
  type CreditReductions,
  creditReductions,
  reducedCredits,
  reducedStates,
  sumOfReduced,
} from './credit-reductions.ts';
import { deposits940, mayWaitMinor940 } from './deposits-940.ts';
import { byDueDay, deposits941 } from './deposits-941.ts';
import { dueFrom, monthAfterQuarter, semiweeklyEnd, semiweeklyStart } from './due-days.ts';
import { linesOf940, quarterLine940 } from './form-940.ts';
import { liability941, linesOf941, mayWaitMinor941 } from './form-941.ts';
import { w2Boxes, w2CodeOf } from './w2.ts';
import { w2Codes } from './w2-codes.ts';

/** Pay codes that are not given back with pay of an earlier year. */
const keptOfEarlierYear: readonly string[] = ['FIT', 'FIT_WAGES', 'ADDITIONAL_MEDICARE'];

const forms: ReadonlyMap<string, string> = new Map([
  ...['FIT', 'SS', 'MEDICARE', 'ADDITIONAL_MEDICARE', 'SS_EMPLOYER', 'MEDICARE_EMPLOYER'].map(
    (code) => [code, '941'] as const,
  ),
  ['FUTA_EMPLOYER', '940'],
]);

interface UsReturnYears {
  /** Null: a year has none. */
  readonly figuresOf: (year: number) => FederalFigures | null;
  readonly reductions: CreditReductions;
}

export const usReturnsWith = ({ figuresOf, reductions }: UsReturnYears): TaxReturns => ({
  statement: 'W-2',
  quarterForm: '941',
  yearForm: '940',
  // Publication 15 (2026), section 11, "Lookback period".
  lookback: (year) => ({
    fromOn: epochDayOf({ year: year - 2, month: 7, day: 1 }),
    untilOn: epochDayOf({ year: year - 1, month: 6, day: 30 }),
    monthlyMaxMinor: 50_000_00n,
  }),
  quarterLiability: liability941,
  waiting: { code: 'FUTA_EMPLOYER', maxMinor: mayWaitMinor940 },
  depositPeriod: (day) => ({ fromOn: semiweeklyStart(day), untilOn: semiweeklyEnd(day) }),
  deposits({ days, whole, statusOf, ofYearEnd }) {
    const of941 = deposits941(
      days.map(({ on, sumOf }) => ({ on, amountMinor: liability941(sumOf) })),
      statusOf,
    );
    const of940 = deposits940(
      days
        .filter(({ on }) => on >= whole.fromOn && on <= whole.untilOn)
        .map(({ on, sumOf }) => ({ on, amountMinor: sumOf('FUTA_EMPLOYER') })),
      ofYearEnd,
    );
    return {
      deposits: [...of941.deposits, ...of940.deposits].sort(byDueDay),
      carried: of940.carried,
      leftOver: [...of941.leftOver, ...of940.leftOver],
      nextDays: of941.nextDays,
    };
  },
  quarter(of, sums) {
    const figures = figuresOf(of.year);
    if (figures === null) return null;
    const lines = [...linesOf941(figures, sums), quarterLine940(of, sums.sumOf)];
    const statedMinor = lines.find(({ line }) => line === '12')?.amountMinor ?? 0n;
    const paidMinor = liability941(sums.sumOf);
    // The day on which the return is due: Instructions for Form 941 (March 2026), "When Must You File?".
    const due = dueFrom(monthAfterQuarter(of));
    return { lines, statedMinor, paidMinor, due, mayWaitForReturn: statedMinor < mayWaitMinor941 };
  },
  year: (year, sums) => yearReturn(figuresOf(year), { year, sums, reductions }),
  yearTax: { wages: 'FUTA_WAGES', tax: 'FUTA_EMPLOYER' },
  reducedRegions: (year) => reducedStates(year, reductions),
  reducedCredits(year, regions) {
    const figures = figuresOf(year);
    return figures === null ? [] : reducedCredits(year, { figures, regions, reductions });
  },
  statementCodes: w2Codes,
  statementCodeOf: w2CodeOf,
  boxes: w2Boxes,
  apart: {
    tips: ['TIPS', 'CASH_TIPS'],
    cappedWages: 'SS_WAGES',
    wholeWages: 'MEDICARE_WAGES',
    additionalTax: 'ADDITIONAL_MEDICARE',
  },
  additionalAbove: (year) => figuresOf(year)?.medicare.additionalAboveMinor ?? null,
  formOf: (code) => forms.get(code) ?? null,
  isGivenBack: (code, { isEarlierYear }) => !isEarlierYear || !keptOfEarlierYear.includes(code),
});

export const usReturns: TaxReturns = usReturnsWith({
  figuresOf: figuresOfYear,
  reductions: creditReductions,
});

function yearReturn(
  figures: FederalFigures | null,
  of: {
    readonly year: number;
    readonly sums: YearSums;
    readonly reductions: CreditReductions;
  },
): YearReturn | null {
  if (figures === null) return null;
  const { year, sums, reductions } = of;
  const isReductionKnown = reducedStates(year, reductions) !== null;
  const credits = reducedCredits(year, { figures, regions: sums.regions ?? [], reductions });
  const lines = linesOf940(figures, sums, { year, reduced: isReductionKnown ? credits : null });
  const statedMinor = lines.find(({ line }) => line === '12')?.amountMinor ?? 0n;
  const paidMinor = sums.sumOf('FUTA_EMPLOYER') + sumOfReduced(credits);
  const due = dueFrom(monthAfterQuarter({ year, quarter: 4 }));
  return { lines, reducedCredits: credits, isReductionKnown, statedMinor, paidMinor, due };
}
