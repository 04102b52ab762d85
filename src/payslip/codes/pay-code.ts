/**
 * Pay codes define the lines of a payslip as data.
 *
 * A definition is plain JSON: amounts, rates and dates are text. A company can keep its own pay
 * codes in a file and change one from a date on. The explanation of a line follows from its
 * definition.
 *
 * Elsewhere: the check of a whole list (compile-pay-codes.ts), the built-in codes
 * (built-in-pay-codes.ts), the calculation of amounts (earn.ts, deduct.ts), and the file format
 * (pay-code-file.ts).
 */

import type { RoundingMode } from '#money/rounding.ts';

export type PayCodeKind =
  | 'earning'
  | 'reimbursement'
  | 'deduction'
  | 'tax'
  | 'employer_contribution'
  | 'information';

/**
 * The base of a percentage: names of pay codes, and three words. `-NAME` subtracts a pay code.
 *
 *   gross       all earnings
 *   disposable  earnings less taxes, which limit what a court order may take
 *   net         the employee's pay after the lines calculated so far
 */
type Base = readonly string[];

/** A marginal band: its percentage applies to the part of the base above its floor. */
interface Band {
  readonly above: string;
  readonly percent: string;
}

/** The employer adds `matchPercent` of the employee's contribution, up to `upToPercent` of the base. */
interface MatchTier {
  readonly upToPercent: string;
  readonly matchPercent: string;
}

/**
 * How an amount is calculated. If the item has an amount, that amount is used instead.
 *
 *   salary    the period's share of the annual salary, prorated for a part of the period
 *   hours     hours × rate × multiplier. The rate is the item's, else the code's, else the
 *             employee's. `premium`: paid in addition to hours under another code. `ofSalary`: a
 *             salaried employee's rate is the annual salary ÷ the hours of a year.
 *   pieces    pieces × rate
 *   amount    the item's amount, else the code's
 *   percent   a percentage of the base: the item's percentage, else the code's
 *   bands     marginal bands of the base. `annualize` applies yearly bands to a year's worth of it.
 *   match     the employer's match of the employee's contribution under another code
 *   tax_pack  calculated by the country's taxes
 */
export type AmountRule =
  | { readonly by: 'salary' }
  | {
      readonly by: 'hours';
      readonly multiplier: string;
      readonly rate?: string;
      readonly premium?: boolean;
      readonly ofSalary?: boolean;
    }
  | { readonly by: 'pieces'; readonly rate?: string }
  | { readonly by: 'amount'; readonly amount?: string }
  | { readonly by: 'percent'; readonly of: Base; readonly percent?: string }
  | {
      readonly by: 'bands';
      readonly of: Base;
      readonly bands: readonly Band[];
      readonly annualize?: boolean;
    }
  | {
      readonly by: 'match';
      readonly matches: string;
      readonly of: Base;
      readonly tiers: readonly MatchTier[];
    }
  | { readonly by: 'tax_pack' };

/** How taxes treat an earning: as regular wages of the period, or as supplemental wages. */
type WageTreatment = 'regular' | 'supplemental';

/** The most that a line may take or give. The payslip warns about any amount that a cap cuts off. */
interface Caps {
  readonly perPeriod?: string;
  readonly monthly?: string;
  /** For the tax year of the pay date. */
  readonly annual?: string;
}

/** The legal limit on all court-ordered deductions of one payslip together. */
interface GarnishmentLimit {
  readonly percentOfDisposable: string;
  /** The weekly amount of disposable earnings that may not be taken. */
  readonly protectedPerWeek?: string;
}

/** If net pay is too low: hold the employee, take what is available, or take nothing. */
export type IfShort = 'hold' | 'part' | 'skip';

/** The payee of a deduction that stays with the company. */
export const keptByCompany = 'company';

export interface PayCodeDefinition {
  /**
   * Small, unique and permanent, because payslips store it. 1 to 999 are built in; a company's
   * begin at 1000.
   */
  readonly id: number;
  /** Capital letters, digits and underscores. */
  readonly code: string;
  readonly kind: PayCodeKind;
  readonly title: string;
  /** First pay date. Absent: always valid. The code may be listed again from a later date. */
  readonly validFrom?: string;
  /** Last pay date, included. Absent: valid until a later version begins, or without end. */
  readonly validUntil?: string;
  readonly amount: AmountRule;
  /** Earnings: regular by default. Information: taxed only if this is given. */
  readonly wages?: WageTreatment;
  /** Taxes that exempt this earning, or taxes before which this deduction is taken. */
  readonly exemptFrom?: readonly string[];
  /** How the exact amount is rounded to whole minor units. Default: half_up. */
  readonly rounding?: RoundingMode;
  readonly caps?: Caps;
  /** For hours: whether they are time worked, which counts towards weekly overtime. Leave does not. */
  readonly hoursWorked?: boolean;
  /**
   * Earnings in addition to the pay of hours: whether they are in the rate on which overtime is paid. A promised bonus
   * is, a gift is not.
   */
  readonly inRegularRate?: boolean;
  /**
   * Reimbursements by pieces, such as miles or days: the rate up to which the law takes the expense as proved, and who
   * says so. What is paid above it is wages. Absent: that of the country for a built-in pay code, else none.
   */
  readonly substantiatedRate?: string;
  readonly substantiatedSource?: string;
  /** Deductions: the lowest is taken first. Default: 100. */
  readonly priority?: number;
  /** Deductions after tax: the net pay that must remain. */
  readonly minimumNet?: string;
  /** Deductions only. Default: hold. */
  readonly ifShort?: IfShort;
  readonly garnishment?: GarnishmentLimit;
  /** Whether the code is calculated for every employee, without an item. */
  readonly appliesToAll?: boolean;
  /**
   * Deductions, contributions and a company's own taxes: who gets the money. `company`: nobody else does, as with
   * the instalments of a loan. Absent: not named.
   */
  readonly payee?: string;
  /**
   * The code under which a person's yearly statement lists the amounts, as the country's returns name it. Absent: that
   * of a built-in pay code, else none.
   */
  readonly statementCode?: string;
  /**
   * Deductions and contributions: the yearly limit of the country's law to which the amounts count, or `none`. Absent:
   * that of the built-in pay code or of the statement code, else none.
   */
  readonly limit?: string;
  /** The general ledger account to which the line is posted. */
  readonly journalAccount: string;
}

/** A company's own ids start here. Lower ones are built in or kept for it. */
export const ownIdsFrom = 1_000;

/** One version of a pay code. */
export type PayCode = PayCodeDefinition;

/** A checked list of pay codes. */
export interface PayCodes {
  /** The newest version of each code, in the order of a payslip's lines. */
  readonly all: readonly PayCode[];
  readonly byId: ReadonlyMap<number, PayCode>;
  readonly byCode: ReadonlyMap<string, PayCode>;
  /** Every version, in the order of the list. */
  readonly versions: readonly PayCode[];
}
