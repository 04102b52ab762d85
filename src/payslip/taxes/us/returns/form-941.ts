/**
 * The lines of Form 941 that follow from payslips. Sources: Instructions for Form 941 (March 2026), lines 2 to 12;
 * IRS Publication 15 (2026), section 13, for fractions of cents and group-term life of former employees, and section 6 for
 * taxes on tips that were not taken. Sick pay by a third party is on lines 2, 5a and 5c; line 3 has no tax that the third
 * party withheld (Publication 15-A, section 6).
 *
 * Line 7 corrects only what was withheld from employees: each payslip rounds its taxes, and the form rounds once. The
 * employer's share on the form is computed from the wages. So line 12 may differ from the payslips by some cents.
 */
import type { Minor } from '#money/minor.ts';
import { addRates, type Rate } from '#money/rate.ts';
import { divideRounded, mulDiv } from '#money/rounding.ts';
import type { QuarterSums, ReturnLine, SumOf } from '#payslip/taxes/tax-returns.ts';
import type { FederalFigures } from '#payslip/taxes/us/federal-year.ts';
import { incomeOf } from './w2.ts';

/** Instructions for Form 941, "Must You Deposit Your Taxes?". */
export const mayWaitMinor941 = 2_500_00n;

export function linesOf941(figures: FederalFigures, sums: QuarterSums): readonly ReturnLine[] {
  const { sumOf, tipsMinor, aboveMinor } = sums;
  const ss = figures.socialSecurity.rate;
  const { rate: medicare, additionalRate: additional } = figures.medicare;
  const taxed = [
    {
      line: '5a',
      title: 'Social Security wages',
      wagesMinor: sumOf('SS_WAGES') - tipsMinor,
      rate: both(ss),
    },
    { line: '5b', title: 'Social Security tips', wagesMinor: tipsMinor, rate: both(ss) },
    {
      line: '5c',
      title: 'Medicare wages and tips',
      wagesMinor: sumOf('MEDICARE_WAGES'),
      rate: both(medicare),
    },
    {
      line: '5d',
      title: 'Wages for Additional Medicare',
      wagesMinor: aboveMinor,
      rate: additional,
    },
  ].map(({ rate, ...of }) => ({ ...of, amountMinor: mulDiv(of.wagesMinor, rate, 'half_up') }));
  const ficaMinor = taxed.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const beforeMinor = sumOf('FIT') + ficaMinor;
  const centsMinor = fractionsOfCents(sums, { ss, medicare, additional });
  const notTakenMinor = -notTakenFrom(sumOf);
  const sickMinor = -withheldBySickPayers(sumOf);
  const afterMinor = beforeMinor + centsMinor + sickMinor + notTakenMinor;
  const line = (number: string, title: string, amountMinor: Minor) => ({
    ...{ line: number, title, wagesMinor: null, amountMinor },
  });
  return [
    {
      line: '2',
      title: 'Wages, tips and other pay',
      wagesMinor: incomeOf(sumOf),
      amountMinor: null,
    },
    line('3', 'Federal income tax withheld', sumOf('FIT')),
    ...taxed,
    line('5e', 'Social Security and Medicare taxes', ficaMinor),
    line('6', 'Total taxes before adjustments', beforeMinor),
    line('7', 'Fractions of cents', centsMinor),
    ...(sickMinor === 0n ? [] : [line('8', 'Withheld by payers of sick pay', sickMinor)]),
    ...(notTakenMinor === 0n
      ? []
      : [line('9', 'Uncollected taxes on tips and group-term life', notTakenMinor)]),
    line('10', 'Total taxes after adjustments', afterMinor),
    line('12', 'Total taxes after adjustments and credits', afterMinor),
  ].map((of) => ({ form: '941', ...of }));
}

interface EmployeeRates {
  readonly ss: Rate;
  readonly medicare: Rate;
  readonly additional: Rate;
}

/** What was due on each payslip less the employee's rates of the wages; negative if less was due. */
function fractionsOfCents(
  { sumOf, aboveMinor }: QuarterSums,
  { ss, medicare, additional }: EmployeeRates,
): Minor {
  const shares = [
    [sumOf('SS_WAGES'), ss],
    [sumOf('MEDICARE_WAGES'), medicare],
    [aboveMinor, additional],
  ] as const;
  const denominator = shares.reduce((all, [, rate]) => all * rate.denominator, 1n);
  const numerator = shares.reduce(
    (all, [wagesMinor, rate]) =>
      all + (wagesMinor * rate.numerator * denominator) / rate.denominator,
    0n,
  );
  return (
    withheldFrom(sumOf) +
    withheldBySickPayers(sumOf) +
    notTakenFrom(sumOf) -
    divideRounded(numerator, denominator, 'half_up')
  );
}

function withheldFrom(sumOf: SumOf): Minor {
  return sumOf('SS') + sumOf('MEDICARE') + sumOf('ADDITIONAL_MEDICARE');
}

/** The employee's share of third-party sick pay, which the third party deposits: Instructions for Form 941, line 8. */
function withheldBySickPayers(sumOf: SumOf): Minor {
  return sumOf('THIRD_PARTY_SS') + sumOf('THIRD_PARTY_MEDICARE');
}

/** Below zero in a quarter that takes what an earlier one could not. */
function notTakenFrom(sumOf: SumOf): Minor {
  const onTips =
    sumOf('UNCOLLECTED_SS') + sumOf('UNCOLLECTED_MEDICARE') + sumOf('UNCOLLECTED_ADDITIONAL');
  return onTips + sumOf('UNCOLLECTED_LIFE_SS') + sumOf('UNCOLLECTED_LIFE_MEDICARE');
}

/** Both sides together, for the pay of one day or of a quarter. */
export function liability941(sumOf: SumOf): Minor {
  return sumOf('FIT') + withheldFrom(sumOf) + sumOf('SS_EMPLOYER') + sumOf('MEDICARE_EMPLOYER');
}

function both(rate: Rate): Rate {
  return addRates([rate, rate]);
}
