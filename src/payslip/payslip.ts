/**
 * The result of one employee's calculation.
 *
 * Promises, for every payslip
 *   - grossMinor = Σ lines of kind earning. The other totals are the sums of their kinds;
 *   - netMinor = gross + reimbursements − deductions − taxes, and it is not negative;
 *   - lines are in the order of the pay codes, with at most one line for each code. So equal inputs
 *     give equal bytes.
 *
 * With values in a block, these are at `at`: gross, reimbursements, deductions, taxes, employer and net,
 * and then the lines.
 *
 * A line of kind `information` (a taxable base) counts towards no total.
 */

import type { Minor } from '#money/minor.ts';
import type { AmountsByCode } from './amounts-by-code.ts';
import type { InBlock } from './amounts-room.ts';

export interface PayslipLine {
  readonly payCodeId: number;
  readonly amountMinor: Minor;
}

/** A fact that somebody should check. The employee is still paid. */
export interface Warning {
  /** A code in snake_case on which programs can rely. */
  readonly code: string;
  readonly message: string;
}

export interface Payslip extends InBlock {
  readonly lines: readonly PayslipLine[];
  /** The lines once more, in columns: for a run, which stores them so. */
  readonly lineCodes: readonly number[];
  readonly lineAmounts: readonly Minor[];
  readonly grossMinor: Minor;
  readonly deductionsMinor: Minor;
  readonly taxesMinor: Minor;
  readonly reimbursementsMinor: Minor;
  readonly employerMinor: Minor;
  readonly netMinor: Minor;
  /** After this payslip, for each pay code used this tax year. */
  readonly yearToDate: AmountsByCode;
  readonly warnings: readonly Warning[];
  /** What each court order gets of the line of its pay code. Absent: the payslip has no orders. */
  readonly ordersTaken?: readonly OrderAmount[];
}

/** What one court order takes from a payslip. */
export interface OrderAmount {
  readonly payCodeId: number;
  /** The number of the case. Empty: the order has none. */
  readonly reference: string;
  /** Null: not named. */
  readonly payee: string | null;
  readonly amountMinor: Minor;
}

/** One employee's pay cannot be calculated. A hold stops that employee's payslip, never the run. */
export interface Held {
  readonly kind: 'held';
  /** A code in snake_case on which programs can rely. */
  readonly code: string;
  /** What is wrong, in one sentence. */
  readonly detail: string;
  /** What to do, in one sentence. */
  readonly hint: string;
}

export type PayslipOutcome = { readonly kind: 'payslip'; readonly payslip: Payslip } | Held;

export function held(code: string, detail: string, { hint }: { readonly hint: string }): Held {
  return { kind: 'held', code, detail, hint };
}
