/**
 * What the calculation of one employee answers with.
 *
 * Promises, for every payslip
 *   - grossMinor = Σ lines of kind earning, and so for each kind of its name;
 *   - netMinor = gross + reimbursements − deductions − taxes, and it is not negative;
 *   - lines are in the order of the pay codes, at most one a code, so equal inputs give equal bytes.
 *
 * A line of kind `information` (a taxable base) counts towards no total.
 */

import type { Minor } from '#money/minor.ts';

export interface PayslipLine {
  readonly payCodeId: number;
  readonly amountMinor: Minor;
}

/** Something a person should know; the employee is paid all the same. */
export interface Warning {
  /** A word in snake_case that programs can rely on. */
  readonly code: string;
  readonly message: string;
}

export interface Payslip {
  readonly lines: readonly PayslipLine[];
  readonly grossMinor: Minor;
  readonly deductionsMinor: Minor;
  readonly taxesMinor: Minor;
  readonly reimbursementsMinor: Minor;
  readonly employerMinor: Minor;
  readonly netMinor: Minor;
  /** After this payslip: every pay code seen this tax year, by pay code id. */
  readonly yearToDateMinor: ReadonlyMap<number, Minor>;
  readonly warnings: readonly Warning[];
}

/** One employee's data cannot be calculated. It holds that employee, never the run. */
export interface Held {
  readonly kind: 'held';
  /** A word in snake_case that programs can rely on. */
  readonly code: string;
  /** What is wrong, in one sentence. */
  readonly detail: string;
  /** What to do about it. */
  readonly hint: string;
}

export type PayslipOutcome = { readonly kind: 'payslip'; readonly payslip: Payslip } | Held;

export function held(code: string, detail: string, { hint }: { readonly hint: string }): Held {
  return { kind: 'held', code, detail, hint };
}
