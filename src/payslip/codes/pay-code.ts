/**
 * Pay codes: what a payslip line is, as data.
 *
 * A definition is plain JSON (amounts, rates and dates as text), so that a company can keep its
 * own in a file, change it from a date on, and read in words how a line comes about.
 *
 * Elsewhere: the check of a whole list (compile-pay-codes.ts), the codes a company starts with
 * (built-in-pay-codes.ts), how a rule turns into an amount (earn.ts, withhold.ts), the file
 * format (pay-code-file.ts).
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
 * What a percentage is of: pay codes by name, and three words. `-NAME` subtracts.
 *
 *   gross       all earnings
 *   disposable  earnings less taxes: what a court order may reach into
 *   net         what is left for the employee at that moment
 */
type Base = readonly string[];

/** Marginal: each band's percentage applies to the part of the base above its floor. */
interface Band {
  readonly above: string;
  readonly percent: string;
}

/** Of what the employee gives up to `upToPercent` of the base, the employer adds `matchPercent`. */
interface MatchTier {
  readonly upToPercent: string;
  readonly matchPercent: string;
}

/**
 * How an amount comes about. An item's own amount, where there is one, goes before the rule.
 *
 *   salary    the period's share of the annual salary, prorated for a part of the period
 *   hours     hours × rate × multiplier. The rate is the item's, else the code's, else the
 *             employee's. `premium`: on top of hours that another code pays. `ofSalary`: for a
 *             salaried employee the annual salary divided by the hours of a year.
 *   pieces    pieces × rate
 *   amount    the item's amount, else the code's
 *   percent   the item's percentage, else the code's, of a base
 *   bands     marginal bands of a base; `annualize` looks at a year's worth of the base
 *   match     the employer's share of what the employee gave to another code
 *   tax_pack  written by the country's taxes
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

/** How taxes look at an earning: with the period's regular wages, or as supplemental wages. */
type WageTreatment = 'regular' | 'supplemental';

/** The most that may be taken or given; what is above is left out and said in a warning. */
interface Caps {
  readonly perPeriod?: string;
  readonly monthly?: string;
  /** Of the tax year of the pay date. */
  readonly annual?: string;
}

/** A legal limit on all court-ordered deductions of one payslip together. */
interface GarnishmentLimit {
  readonly percentOfDisposable: string;
  /** Disposable earnings a week that stay out of reach. */
  readonly protectedPerWeek?: string;
}

/** When there is not enough net pay: hold the employee, take what is there, or take nothing. */
export type IfShort = 'hold' | 'part' | 'skip';

export interface PayCodeDefinition {
  /** Small, unique, and for ever: payslips store it. 1–999 are built in, a company's begin at 1000. */
  readonly id: number;
  /** Capital letters, digits and underscores. */
  readonly code: string;
  readonly kind: PayCodeKind;
  readonly title: string;
  /** Pay dates from this one on; absent: always. The same code may be listed again from a later date. */
  readonly validFrom?: string;
  /** Last pay date, included; absent: until a later version, or for ever. */
  readonly validUntil?: string;
  readonly amount: AmountRule;
  /** Of an earning: regular unless said otherwise. Of information: taxed only when said. */
  readonly wages?: WageTreatment;
  /** Taxes that leave this earning out, or that this deduction comes before. */
  readonly exemptFrom?: readonly string[];
  /** How an amount becomes whole minor units; half_up unless said otherwise. */
  readonly rounding?: RoundingMode;
  readonly caps?: Caps;
  /** Of hours: whether they are time worked, which counts towards weekly overtime; leave is not. */
  readonly hoursWorked?: boolean;
  /** Deductions: lower first; 100 unless said otherwise. */
  readonly priority?: number;
  /** Deductions after tax: net pay that has to be left. */
  readonly minimumNet?: string;
  /** Deductions: hold unless said otherwise. */
  readonly ifShort?: IfShort;
  readonly garnishment?: GarnishmentLimit;
  /** Calculated for every employee, without an item that asks for it. */
  readonly appliesToAll?: boolean;
  /** Account of the general ledger that the line is posted to. */
  readonly journalAccount: string;
}

/** One version of a pay code. */
export type PayCode = PayCodeDefinition;

/** A checked list of pay codes. */
export interface PayCodes {
  /** The newest version of each, in the order in which a payslip shows its lines. */
  readonly all: readonly PayCode[];
  readonly byId: ReadonlyMap<number, PayCode>;
  readonly byCode: ReadonlyMap<string, PayCode>;
  /** Every version, as they were listed. */
  readonly versions: readonly PayCode[];
}
