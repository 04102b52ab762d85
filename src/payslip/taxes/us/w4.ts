/**
 * What an employee declared on Form W-4: the facts that federal withholding needs.
 *
 * Both generations of the form fit one shape: `allowances` null means the form of 2020 or later,
 * a number means a form of 2019 or earlier, whose extra amount is in `step4cMinor`.
 */

import type { Minor } from '#money/minor.ts';

/** single, married filing separately, married filing jointly, qualifying surviving spouse, head of household. */
export type FilingStatus = 'single' | 'mfs' | 'mfj' | 'qss' | 'hoh';

export const filingStatuses: readonly FilingStatus[] = ['single', 'mfs', 'mfj', 'qss', 'hoh'];

export interface W4 {
  /**
   * Null: not known, and the employee is held.
   * On a form of 2019 or earlier: single, mfj for "married", mfs for "married, but withhold at
   * higher single rate".
   */
  readonly filingStatus: FilingStatus | null;
  /** Step 2(c): two jobs in total, or both spouses work. */
  readonly step2: boolean;
  /** Step 3, a year: dependents and other credits. */
  readonly step3Minor: Minor;
  /** Step 4(a), a year: other income. */
  readonly step4aMinor: Minor;
  /** Step 4(b), a year: deductions. */
  readonly step4bMinor: Minor;
  /** Step 4(c), each pay period: extra withholding. */
  readonly step4cMinor: Minor;
  /** Claims exemption from withholding. */
  readonly exempt?: boolean;
  /** A nonresident alien, to whom the addition of Publication 15-T applies. */
  readonly nonresidentAlien?: boolean;
  /** Number of allowances of a form of 2019 or earlier; null or absent for the form of 2020 or later. */
  readonly allowances?: number | null;
}
