/**
 * Federal income tax of one payslip. Regular wages follow IRS Publication 15-T, Worksheet 1A
 * (percentage method for automated payroll systems). Supplemental wages follow Publication 15,
 * section 7.
 *
 * The worksheet's lines are one fraction with the denominator 100 × periods a year. Only its last
 * line is rounded to cents (half_up). The publication also allows rounding each line, which can
 * differ by a cent.
 *
 * Elsewhere: what an employee declared (w4.ts), and the same steps in words
 * (explain-income-tax.ts).
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded, mulDiv } from '#money/rounding.ts';
import { type Held, held } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { TaxableWages } from '#payslip/taxes/tax-pack.ts';
import type { Bracket, FederalFigures, RateColumn } from './federal-year.ts';
import { columnOf, type W4, w4Of, w4Trouble } from './w4.ts';

/**
 * How an employer withholds on bonuses and other supplemental wages (Publication 15, section 7).
 * `flat` withholds 22 %, which requires income tax withheld from regular wages this year or last.
 * `aggregate` taxes them as one payment with the regular wages.
 */
export type SupplementalMethod = 'flat' | 'aggregate';

export interface IncomeTaxAsk {
  readonly figures: FederalFigures;
  readonly supplementalMethod: SupplementalMethod;
  /** The pay code of the supplemental wages. Its year-to-date decides when the high rate applies. */
  readonly supplementalWagesId: number;
}

export interface FitWages {
  readonly regularMinor: Minor;
  readonly supplementalMinor: Minor;
}

/**
 * Deductions before tax reduce the regular wages first, and the rest reduces the supplemental
 * wages.
 */
export function fitWagesOf(wages: TaxableWages, subject: number): FitWages {
  const regular = (wages.regular[subject] ?? 0n) - (wages.pretax[subject] ?? 0n);
  const supplemental = wages.supplemental[subject] ?? 0n;
  if (regular >= 0n) return { regularMinor: regular, supplementalMinor: supplemental };
  return { regularMinor: 0n, supplementalMinor: supplemental + regular };
}

/** The income tax on one employee's wages, or why the employee is held. */
export function incomeTax(ask: IncomeTaxAsk, input: PayslipInput, wages: FitWages): Minor | Held {
  const w4 = w4Of(input);
  const trouble = w4Trouble(w4);
  if (trouble !== null) return trouble;
  const exempt = w4.exempt === true;
  if (wages.supplementalMinor === 0n) {
    if (exempt || wages.regularMinor === 0n) return 0n;
    return onRegular(ask.figures, input, wages.regularMinor);
  }
  const { highMinor, lowMinor } = splitSupplemental(ask, input, wages.supplementalMinor);
  const high = mulDiv(highMinor, ask.figures.supplemental.highRate, 'half_up');
  if (exempt) return high;
  if (ask.supplementalMethod === 'flat') {
    const flat = mulDiv(lowMinor, ask.figures.supplemental.flatRate, 'half_up');
    if (wages.regularMinor === 0n) return flat + high;
    return onRegular(ask.figures, input, wages.regularMinor) + flat + high;
  }
  const aggregate = onAggregate(ask.figures, input, { regularMinor: wages.regularMinor, lowMinor });
  return typeof aggregate === 'bigint' ? aggregate + high : aggregate;
}

/**
 * Splits supplemental wages at a million dollars in the year. The part above has a mandatory rate,
 * whatever Form W-4 says, even if it claims exemption.
 */
export function splitSupplemental(
  ask: IncomeTaxAsk,
  input: PayslipInput,
  supplementalMinor: Minor,
): { readonly highMinor: Minor; readonly lowMinor: Minor; readonly beforeMinor: Minor } {
  const beforeMinor = input.yearToDate.get(ask.supplementalWagesId) ?? 0n;
  const above = beforeMinor + supplementalMinor - ask.figures.supplemental.highAboveMinor;
  const highMinor = above <= 0n ? 0n : above < supplementalMinor ? above : supplementalMinor;
  return { highMinor, lowMinor: supplementalMinor - highMinor, beforeMinor };
}

/** Publication 15, section 7, method 1b. */
function onAggregate(
  figures: FederalFigures,
  input: PayslipInput,
  { regularMinor, lowMinor }: { regularMinor: Minor; lowMinor: Minor },
): Minor | Held {
  if (regularMinor > 0n) return onRegular(figures, input, regularMinor + lowMinor);
  if (lowMinor === 0n) return 0n;
  const last = input.lastRegularPay;
  if (last === undefined || last === null) return missingLastRegularPay();
  const together = onRegular(figures, input, last.wagesMinor + lowMinor);
  return together > last.withheldMinor ? together - last.withheldMinor : 0n;
}

/** Worksheet 1A on one payment of regular wages above zero, in cents. */
function onRegular(figures: FederalFigures, input: PayslipInput, wagesMinor: Minor): Minor {
  const { period } = input;
  const w4 = w4Of(input);
  const periods = BigInt(period.periodsPerYear);
  const { annualMinor, schedule, creditMinor } = adjustedAnnualWages(figures, {
    w4,
    periods,
    wagesMinor,
  });
  const hundredfold = annualTaxHundredfold(schedule, annualMinor) - 100n * creditMinor;
  if (hundredfold <= 0n) return w4.step4cMinor;
  return divideRounded(hundredfold, 100n * periods, 'half_up') + w4.step4cMinor;
}

interface AdjustedWages {
  /** Line 1i (form of 2020 or later) or line 1l (form of 2019 or earlier). May be below zero. */
  readonly annualMinor: Minor;
  readonly schedule: readonly Bracket[];
  /** Line 3a, a year. */
  readonly creditMinor: Minor;
}

/** Worksheet step 1, and the schedule that step 2 uses. */
function adjustedAnnualWages(
  figures: FederalFigures,
  ask: { readonly w4: W4; readonly periods: bigint; readonly wagesMinor: Minor },
): AdjustedWages {
  const { w4, periods } = ask;
  const column: RateColumn = columnOf(w4);
  const { allowances } = w4;
  if (allowances === null || allowances === undefined) {
    const added =
      w4.nonresidentAlien === true ? nonresidentAddition(figures, 'from2020', periods) : 0n;
    const line1e = (ask.wagesMinor + added) * periods + w4.step4aMinor;
    const line1g = w4.step2 ? 0n : figures.line1gMinor[column];
    return {
      annualMinor: line1e - w4.step4bMinor - line1g,
      schedule: (w4.step2 ? figures.step2 : figures.standard)[column],
      creditMinor: w4.step3Minor,
    };
  }
  const added =
    w4.nonresidentAlien === true ? nonresidentAddition(figures, 'before2020', periods) : 0n;
  const line1c = (ask.wagesMinor + added) * periods;
  return {
    annualMinor: line1c - BigInt(allowances) * figures.allowanceMinor,
    schedule: figures.standard[column],
    creditMinor: 0n,
  };
}

/**
 * The amount that Publication 15-T adds to a nonresident alien's wages of one pay period. Its
 * tables divide the annual amount by the periods and round to the nearest ten cents.
 */
export function nonresidentAddition(
  figures: FederalFigures,
  form: 'from2020' | 'before2020',
  periods: bigint,
): Minor {
  return divideRounded(figures.nonresidentMinor[form], periods * 10n, 'half_up') * 10n;
}

export function bracketOf(schedule: readonly Bracket[], annualMinor: Minor): Bracket | null {
  for (let index = schedule.length - 1; index >= 0; index -= 1) {
    const row = schedule[index];
    if (row !== undefined && annualMinor >= row.atLeastMinor) return row;
  }
  return null;
}

/** Worksheet step 2 before the division by the periods, times 100 so that it stays whole. */
function annualTaxHundredfold(schedule: readonly Bracket[], annualMinor: Minor): bigint {
  const row = bracketOf(schedule, annualMinor);
  if (row === null) return 0n;
  return 100n * row.taxMinor + row.percent * (annualMinor - row.atLeastMinor);
}

function missingLastRegularPay(): Held {
  return held(
    'missing_last_regular_pay',
    'supplemental wages are paid alone under the aggregate method, and the last regular pay is not known',
    {
      hint: 'pay them with the regular wages, or enter the last regular wages and their withholding',
    },
  );
}
