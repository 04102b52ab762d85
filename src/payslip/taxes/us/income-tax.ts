/**
 * Federal income tax of one payslip. Regular wages follow IRS Publication 15-T, Worksheet 1A
 * (percentage method for automated payroll systems). Supplemental wages follow Publication 15,
 * section 7.
 *
 * The worksheet's lines are one fraction with the denominator 100 × periods a year. Only its last
 * line is rounded to cents (half_up). The publication also allows rounding each line, which can
 * differ by a cent.
 *
 * Elsewhere: what an employee declared (w4.ts), which method supplemental wages have
 * (supplemental-method.ts), and the same steps in words (explain-income-tax.ts).
 */

import type { Minor } from '#money/minor.ts';
import { divideRounded, mulDiv } from '#money/rounding.ts';
import { type Held, held } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { flatRateConditionSinceEdition } from '#payslip/rules-editions.ts';
import type { TaxableWages } from '#payslip/taxes/tax-pack.ts';
import { exemptedIn } from './exemptions.ts';
import type { Bracket, FederalFigures, RateColumn } from './federal-year.ts';
import { hasRegularWages, type MethodAsk, methodFor } from './supplemental-method.ts';
import { columnOf, type W4, w4Of, w4Trouble } from './w4.ts';

export interface IncomeTaxAsk extends MethodAsk {
  readonly figures: FederalFigures;
}

export interface IncomeTax {
  readonly amountMinor: Minor;
  /** The part that the supplemental wages cause. */
  readonly onSupplementalMinor: Minor;
  /** The aggregate method applies, and no pay before this payslip is known. */
  readonly isNothingKnown: boolean;
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

/** The part that supplemental wages cause of the tax that is taken. The tax on regular wages is taken first. */
export function onSupplementalOf(
  tax: Pick<IncomeTax, 'amountMinor' | 'onSupplementalMinor'>,
  takenMinor: Minor,
): Minor {
  const rest = takenMinor - (tax.amountMinor - tax.onSupplementalMinor);
  return takenMinor < tax.amountMinor && rest < 0n ? 0n : rest;
}

const noIncomeTax: IncomeTax = {
  ...{ amountMinor: 0n, onSupplementalMinor: 0n, isNothingKnown: false },
};

/** The income tax on one employee's wages, or why the employee is held. */
export function incomeTax(
  ask: IncomeTaxAsk,
  input: PayslipInput,
  wages: FitWages,
): IncomeTax | Held {
  const exempted = exemptedIn(input, ask.rulesEdition);
  if ('kind' in exempted) return exempted;
  // The pay of a minister is no wages, whatever Form W-4 says.
  if (exempted.incomeTax !== null) return noIncomeTax;
  const w4 = w4Of(input);
  const trouble = w4Trouble(w4);
  if (trouble !== null) return trouble;
  const { regularMinor, supplementalMinor } = wages;
  const exempt = w4.exempt === true;
  const regular = exempt || regularMinor === 0n ? 0n : onRegular(ask.figures, input, regularMinor);
  if (supplementalMinor === 0n) {
    return { amountMinor: regular, onSupplementalMinor: 0n, isNothingKnown: false };
  }
  const { highMinor, lowMinor } = splitSupplemental(ask, input, supplementalMinor);
  const high = mulDiv(highMinor, ask.figures.supplemental.highRate, 'half_up');
  const withLow = (low: Minor, isNothingKnown = false): IncomeTax => ({
    amountMinor: regular + low + high,
    onSupplementalMinor: low + high,
    isNothingKnown,
  });
  if (exempt || lowMinor === 0n) return withLow(0n);
  const { method, why } = methodFor(ask, { input, regularTaxMinor: regular });
  if (method === 'flat') {
    return withLow(mulDiv(lowMinor, ask.figures.supplemental.flatRate, 'half_up'));
  }
  const aggregate = onAggregate(ask, input, { regularMinor, lowMinor });
  if (typeof aggregate !== 'bigint') return aggregate;
  const hasNothing = why === 'nothing_known' || (regularMinor === 0n && !hasLastRegularPay(input));
  return withLow(aggregate - regular, hasNothing);
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
  const beforeMinor = input.yearToDate.get(ask.lines.supplementalWages) ?? 0n;
  const above = beforeMinor + supplementalMinor - ask.figures.supplemental.highAboveMinor;
  const highMinor = above <= 0n ? 0n : above < supplementalMinor ? above : supplementalMinor;
  return { highMinor, lowMinor: supplementalMinor - highMinor, beforeMinor };
}

/** Publication 15, section 7, method 1b: the tax on regular and supplemental wages as one payment. */
function onAggregate(
  ask: IncomeTaxAsk,
  input: PayslipInput,
  { regularMinor, lowMinor }: { regularMinor: Minor; lowMinor: Minor },
): Minor | Held {
  const { figures } = ask;
  if (regularMinor > 0n) return onRegular(figures, input, regularMinor + lowMinor);
  const last = payToAddTo(ask, input);
  if (last === null) return missingLastRegularPay();
  const together = onRegular(figures, input, last.wagesMinor + lowMinor);
  return together > last.withheldMinor ? together - last.withheldMinor : 0n;
}

/**
 * The pay with which supplemental wages paid alone are added up. Where no regular wages are known at all, such as before
 * the first pay of a new employee, there is nothing to add. Null: it is needed, but not known.
 */
export function payToAddTo(
  ask: MethodAsk,
  input: PayslipInput,
): NonNullable<PayslipInput['lastRegularPay']> | null {
  if (hasLastRegularPay(input)) return input.lastRegularPay ?? null;
  if (ask.rulesEdition < flatRateConditionSinceEdition || hasRegularWages(ask, input)) return null;
  return { wagesMinor: 0n, withheldMinor: 0n };
}

function hasLastRegularPay({ lastRegularPay }: PayslipInput): boolean {
  return lastRegularPay !== undefined && lastRegularPay !== null;
}

/** Worksheet 1A on one payment of regular wages above zero, in cents. Under a lock-in letter, the larger tax counts. */
function onRegular(figures: FederalFigures, input: PayslipInput, wagesMinor: Minor): Minor {
  const w4 = w4Of(input);
  const { lockIn } = w4;
  const ask = { wagesMinor, periods: BigInt(input.period.periodsPerYear) };
  const onOwn = onForm(figures, { ...ask, w4 });
  if (lockIn === undefined || lockIn === null) return onOwn;
  const onLetter = onForm(figures, { ...ask, w4: lockIn });
  return onLetter > onOwn ? onLetter : onOwn;
}

interface FormAsk {
  readonly w4: W4;
  readonly periods: bigint;
  readonly wagesMinor: Minor;
}

function onForm(figures: FederalFigures, { w4, periods, wagesMinor }: FormAsk): Minor {
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
