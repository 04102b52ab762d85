/**
 * The lines of Form 940 that follow from payslips. Source: Instructions for Form 940 (2025).
 *
 * Line 12 is line 8 unless a company has a higher rate of its own, as in a credit reduction state: then the rest is
 * the adjustment of lines 9 to 11. Lines 3 to 6 are left out, because payslips keep no FUTA wages above the base.
 */
import type { Minor } from '#money/minor.ts';
import { mulDiv } from '#money/rounding.ts';
import type { ReturnLine, SumOf, YearSums } from '#payslip/taxes/tax-returns.ts';
import type { FederalFigures } from '#payslip/taxes/us/federal-year.ts';
import type { Quarter } from '#time/quarter.ts';

export function linesOf940(
  figures: FederalFigures,
  { sumOf, quarters, payslips }: YearSums,
): readonly ReturnLine[] {
  const wagesMinor = sumOf('FUTA_WAGES');
  const beforeMinor = mulDiv(wagesMinor, figures.futa.rate, 'half_up');
  const paidMinor = sumOf('FUTA_EMPLOYER');
  const differenceMinor = paidMinor - beforeMinor;
  const isCents = magnitude(differenceMinor) * 2n <= BigInt(payslips);
  const adjustmentMinor = isCents ? 0n : differenceMinor;
  const totalMinor = beforeMinor + adjustmentMinor;
  const firstThree = quarters.slice(0, 3).map((of) => of('FUTA_EMPLOYER'));
  const fourthMinor = firstThree.reduce((rest, amountMinor) => rest - amountMinor, totalMinor);
  const line = (number: string, title: string, amountMinor: Minor) => ({
    ...{ form: '940', line: number, title, wagesMinor: null, amountMinor },
  });
  return [
    { form: '940', line: '7', title: 'Taxable FUTA wages', wagesMinor, amountMinor: null },
    line('8', 'FUTA tax before adjustments', beforeMinor),
    line('9-11', 'Adjustments of the credit', adjustmentMinor),
    line('12', 'Total FUTA tax', totalMinor),
    ...firstThree.map((amountMinor, place) =>
      line(`16${'abc'[place]}`, `Liability, quarter ${place + 1}`, amountMinor),
    ),
    // The Instructions: line 12 less the other three.
    line('16d', 'Liability, quarter 4', fourthMinor),
    line('17', 'Liability of the year', totalMinor),
  ];
}

/** The line of one quarter, with the wages that were taxed in it. */
export function quarterLine940({ quarter }: Quarter, sumOf: SumOf): ReturnLine {
  return {
    ...{
      form: '940',
      line: `16${'abcd'[quarter - 1]}`,
      title: 'FUTA wages and liability of the quarter',
    },
    ...{ wagesMinor: sumOf('FUTA_WAGES'), amountMinor: sumOf('FUTA_EMPLOYER') },
  };
}

function magnitude(amountMinor: Minor): Minor {
  return amountMinor < 0n ? -amountMinor : amountMinor;
}
