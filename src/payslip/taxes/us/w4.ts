/**
 * What an employee declared on Form W-4: the facts that federal withholding needs.
 *
 * Both generations of the form fit one shape. `allowances` is null or absent on a form of 2020 or
 * later, and a number on a form of 2019 or earlier. `step4cMinor` then holds the earlier form's
 * extra amount.
 */

import type { Minor } from '#money/minor.ts';
import { type Held, held } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { DatedForm } from '#payslip/taxes/tax-form.ts';
import type { ExemptionKind, ExemptionSpan } from './exemptions.ts';
import type { RateColumn } from './federal-year.ts';

/** single, married filing separately, married filing jointly, qualifying surviving spouse, head of household. */
export type FilingStatus = 'single' | 'mfs' | 'mfj' | 'qss' | 'hoh';

export const filingStatuses: readonly FilingStatus[] = ['single', 'mfs', 'mfj', 'qss', 'hoh'];

// A type, not an interface, so that it is assignable to TaxForm.
export type W4 = {
  /**
   * Null: unknown, and the employee is held. On a form of 2019 or earlier, single means "single",
   * mfj means "married", and mfs means "married, but withhold at higher single rate".
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
  /** The year that is printed on the form. It is kept where it matters: a claim to be exempt is for this year. */
  readonly formYear?: number | null;
  /** No part of Form W-4: why the employee's work is exempt from taxes, before the first row with dates. */
  readonly taxExemption?: ExemptionKind | 'none';
  /** Forms, letters and exemptions with their dates. `w4InForce` chooses among them. */
  readonly dated?: readonly DatedW4[];
  /** Of a form that was chosen: the exemptions of the year and of the period. Then `taxExemption` is absent. */
  readonly exemptions?: readonly ExemptionSpan[];
  /** Why these values count, if it is not the form that was given. */
  readonly because?: 'no_form' | 'exemption_ended' | 'exemption_not_begun' | 'lock_in';
  /** A lock-in letter in force. The form or the letter counts, whichever withholds more. */
  readonly lockIn?: W4 | null;
};

/** A form, letter or exemption with its dates. `none` ends the exemption before. */
export type DatedW4 = W4 & DatedForm;

/** The form of an employee under this pack. `w4Trouble` checks its members. */
export function w4Of({ taxForm }: Pick<PayslipInput, 'taxForm'>): W4 {
  return taxForm as W4;
}

const column: Readonly<Record<FilingStatus, RateColumn>> = {
  single: 'single',
  mfs: 'single',
  mfj: 'mfj',
  qss: 'mfj',
  hoh: 'hoh',
};

/** The column of the tables for a form that `w4Trouble` accepts. */
export function columnOf({ filingStatus }: W4): RateColumn {
  return filingStatus === null ? 'single' : column[filingStatus];
}

/** Why pay cannot be calculated with a form, or null. */
export function w4Trouble(w4: W4): Held | null {
  const { lockIn } = w4;
  return formTrouble(w4) ?? (lockIn === undefined || lockIn === null ? null : formTrouble(lockIn));
}

function formTrouble(w4: W4): Held | null {
  const { filingStatus, allowances } = w4;
  if (w4.exempt === true) return w4.nonresidentAlien === true ? exemptNonresident() : null;
  if (filingStatus === null || column[filingStatus] === undefined) return unknownStatus();
  if (!isAmount(w4.step3Minor) || !isAmount(w4.step4aMinor)) return badAmount('3 and 4(a)');
  if (!isAmount(w4.step4bMinor) || !isAmount(w4.step4cMinor)) return badAmount('4(b) and 4(c)');
  if (allowances === null || allowances === undefined) return null;
  return oldFormTrouble(w4, allowances);
}

function oldFormTrouble(w4: W4, allowances: number): Held | null {
  if (!Number.isInteger(allowances) || allowances < 0) {
    return held('w4_allowances', 'the allowances of Form W-4 are not a whole number', {
      hint: 'enter the number of allowances from the form of 2019 or earlier',
    });
  }
  if (w4.filingStatus === 'hoh' || w4.filingStatus === 'qss') {
    return held(
      'filing_status_not_on_form',
      `a Form W-4 of 2019 or earlier has no filing status ${w4.filingStatus}`,
      {
        hint: 'use single, mfj (married) or mfs (married, but withhold at higher single rate), or enter a form of 2020 or later',
      },
    );
  }
  if (w4.step2 || w4.step3Minor + w4.step4aMinor + w4.step4bMinor > 0n) {
    return held('w4_mixed_forms', 'Form W-4 has allowances and steps 2 to 4(b) at once', {
      hint: 'a form of 2019 or earlier has allowances, and a later form has steps; enter only one of them',
    });
  }
  return null;
}

// Forms come from storage as JSON, so a value may not be an amount at all.
function isAmount(amount: unknown): boolean {
  return typeof amount === 'bigint' && amount >= 0n;
}

function badAmount(steps: string): Held {
  return held('w4_amount', `steps ${steps} of Form W-4 are not amounts of zero or more`, {
    hint: 'enter them from the form; an empty step is 0',
  });
}

function unknownStatus(): Held {
  return held('unknown_filing_status', 'the filing status of Form W-4 is not known', {
    hint: 'enter it from the form; without a form IRS Publication 15-T treats the employee as single with no other entries',
  });
}

function exemptNonresident(): Held {
  return held('nonresident_exempt', 'a nonresident alien cannot claim exemption on Form W-4', {
    hint: 'ask for a corrected form; exemption under a treaty needs Form 8233 (IRS Publication 15, section 9)',
  });
}
