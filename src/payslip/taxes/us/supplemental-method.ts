/**
 * Which method withholds income tax on supplemental wages. The flat rate is allowed only if income tax was withheld
 * from regular wages in the calendar year of the payment or in the year before: IRS Publication 15 (2026), section 7;
 * 26 CFR 31.3402(g)-1(a)(7). Otherwise the aggregate method applies, which is always allowed.
 *
 * Tax on an earlier bonus does not count. Tax that this payslip withholds from regular wages does.
 *
 * Elsewhere: the arithmetic of both methods (income-tax.ts).
 */
import type { Minor } from '#money/minor.ts';
import type { Rate } from '#money/rate.ts';
import { mulDiv } from '#money/rounding.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { flatRateConditionSinceEdition } from '#payslip/rules-editions.ts';

/**
 * How an employer withholds on bonuses and other supplemental wages. `flat` withholds 22 % where the law allows it.
 * `aggregate` taxes them as one payment with the regular wages.
 */
export type SupplementalMethod = 'flat' | 'aggregate';

/** Ids of pay codes in the year-to-date. */
interface SupplementalLines {
  readonly tax: number;
  readonly wages: number;
  readonly supplementalWages: number;
  readonly taxOnSupplemental: number;
}

export interface MethodAsk {
  /** The company's choice. */
  readonly supplementalMethod: SupplementalMethod;
  readonly rulesEdition: number;
  readonly lines: SupplementalLines;
  readonly flatRate: Rate;
}

/** Why a method applies. */
export type MethodReason =
  | 'company_setting'
  | 'first_edition'
  | 'tax_on_this_payslip'
  | 'tax_on_regular_wages'
  | 'no_tax_on_regular_wages'
  | 'nothing_known';

export interface ChosenMethod {
  readonly method: SupplementalMethod;
  readonly why: MethodReason;
  /** The tax on regular wages that allows the flat rate. */
  readonly amountMinor: Minor;
  /** The payslip or the year of that tax, in words. */
  readonly found: string;
}

/** `regularTaxMinor` is the tax that this payslip withholds from its regular wages alone. */
export function methodFor(
  ask: MethodAsk,
  { input, regularTaxMinor }: { readonly input: PayslipInput; readonly regularTaxMinor: Minor },
): ChosenMethod {
  const none = { amountMinor: 0n, found: '' };
  if (ask.supplementalMethod === 'aggregate') {
    return { method: 'aggregate', why: 'company_setting', ...none };
  }
  if (ask.rulesEdition < flatRateConditionSinceEdition) {
    return { method: 'flat', why: 'first_edition', ...none };
  }
  if (regularTaxMinor > 0n) {
    const found = 'this payslip';
    return { method: 'flat', why: 'tax_on_this_payslip', amountMinor: regularTaxMinor, found };
  }
  const earlier = earlierTax(ask, input);
  if (earlier !== null) return { method: 'flat', why: 'tax_on_regular_wages', ...earlier };
  const why = isAnythingKnown(ask, input) ? 'no_tax_on_regular_wages' : 'nothing_known';
  return { method: 'aggregate', why, ...none };
}

function earlierTax(
  { lines, flatRate }: MethodAsk,
  { regularTax, yearToDate, yearBefore, period }: PayslipInput,
): Pick<ChosenMethod, 'amountMinor' | 'found'> | null {
  if (regularTax !== undefined && regularTax !== null) {
    const { payOn, taxYear, amountMinor } = regularTax;
    const found = payOn === null ? `opening balances of ${taxYear}` : `payslip of ${payOn}`;
    return { amountMinor, found };
  }
  const { year } = period.payOn;
  const years = [
    ...(regularTax === null ? [] : [{ amounts: yearToDate, found: `year-to-date of ${year}` }]),
    ...(yearBefore === undefined ? [] : [{ amounts: yearBefore, found: `year ${year - 1}` }]),
  ];
  for (const { amounts, found } of years) {
    const amountMinor = taxOnRegularIn(amounts, { lines, flatRate });
    if (amountMinor > 0n) return { amountMinor, found };
  }
  return null;
}

/** Without a line for the tax on supplemental wages, the flat rate of those wages stands for it. */
function taxOnRegularIn(
  amounts: AmountsByCode,
  { lines, flatRate }: Pick<MethodAsk, 'lines' | 'flatRate'>,
): Minor {
  const tax = amounts.get(lines.tax) ?? 0n;
  const supplemental = amounts.get(lines.supplementalWages) ?? 0n;
  const known = amounts.get(lines.taxOnSupplemental);
  return tax - (known ?? mulDiv(supplemental, flatRate, 'half_up'));
}

function isAnythingKnown(
  { lines }: MethodAsk,
  { yearToDate, yearBefore, lastRegularPay }: PayslipInput,
): boolean {
  if (lastRegularPay !== undefined && lastRegularPay !== null) return true;
  return [yearToDate, yearBefore].some(
    (amounts) => amounts?.get(lines.tax) !== undefined || amounts?.get(lines.wages) !== undefined,
  );
}

/** Whether regular wages were paid in the year of the payment or the year before, as far as known. */
export function hasRegularWages(
  { lines }: Pick<MethodAsk, 'lines'>,
  { yearToDate, yearBefore }: PayslipInput,
): boolean {
  return [yearToDate, yearBefore].some((amounts) => {
    const wages = amounts?.get(lines.wages) ?? 0n;
    return wages > (amounts?.get(lines.supplementalWages) ?? 0n);
  });
}
