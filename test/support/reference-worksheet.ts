/** Income tax on one payment of wages for the slow reference, with every line of the official worksheet. */
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { FederalYear } from '#payslip/taxes/us/federal-year.ts';
import { w4Of } from '#payslip/taxes/us/w4.ts';
import {
  add,
  cents,
  decimal,
  type Fraction,
  fraction,
  larger,
  less,
  minus,
  over,
  rounded,
  times,
  ZERO,
} from './fractions.ts';

/** Publication 15-T, Worksheet 1A, line by line. Rounded to dollars and cents only at the end. */
export function worksheet(year: FederalYear, input: PayslipInput, wages: Fraction): Fraction {
  const { lockIn = null } = w4Of(input);
  const own = worksheetOn(year, input, wages);
  // A lock-in letter: the larger tax counts.
  return lockIn === null
    ? own
    : larger(own, worksheetOn(year, { ...input, taxForm: lockIn }, wages));
}

function worksheetOn(year: FederalYear, input: PayslipInput, wages: Fraction): Fraction {
  const { period } = input;
  const w4 = w4Of(input);
  const column =
    w4.filingStatus === 'mfj' || w4.filingStatus === 'qss'
      ? 'mfj'
      : w4.filingStatus === 'hoh'
        ? 'hoh'
        : 'single';
  const isOldForm = w4.allowances !== null && w4.allowances !== undefined;
  const periods = fraction(BigInt(period.periodsPerYear));

  let line1a = wages;
  if (w4.nonresidentAlien === true) {
    const { from2020, before2020 } = year.nonresidentAddition;
    const perPeriod = over(decimal(isOldForm ? before2020 : from2020), periods);
    // The published tables are in tens of cents.
    line1a = add(line1a, over(rounded(over(perPeriod, fraction(10n))), fraction(1n, 10n)));
  }
  const line1c = times(line1a, periods);
  let adjusted: Fraction;
  let schedule: FederalYear['standard'];
  let line3a: Fraction;
  if (isOldForm) {
    const line1k = times(fraction(BigInt(w4.allowances ?? 0)), decimal(year.allowance));
    adjusted = larger(minus(line1c, line1k), ZERO);
    schedule = year.standard;
    line3a = ZERO;
  } else {
    const line1e = add(line1c, cents(w4.step4aMinor));
    const line1g = w4.step2 ? ZERO : decimal(year.line1g[column]);
    const line1h = add(cents(w4.step4bMinor), line1g);
    adjusted = larger(minus(line1e, line1h), ZERO);
    schedule = w4.step2 ? year.step2 : year.standard;
    line3a = cents(w4.step3Minor);
  }
  let line2g = ZERO;
  for (const [atLeast, tax, percent] of schedule[column]) {
    if (less(adjusted, decimal(atLeast))) break;
    const excess = minus(adjusted, decimal(atLeast));
    line2g = add(decimal(tax), times(excess, over(decimal(percent), fraction(100n))));
  }
  const line2h = over(line2g, periods);
  const line3b = over(line3a, periods);
  const line3c = larger(minus(line2h, line3b), ZERO);
  return rounded(add(line3c, cents(w4.step4cMinor)));
}
