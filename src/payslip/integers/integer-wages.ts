/**
 * The taxable wages of each tax subject, in whole numbers. The same sums as taxable-wages.ts; the
 * arrays are reused for every employee of a run.
 */

import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { IntegerTaxableWages } from '#payslip/taxes/tax-pack.ts';
import { regularWages, supplementalWages } from './integer-code.ts';
import type { IntegerSheet } from './integer-sheet.ts';

export class IntegerWages implements IntegerTaxableWages {
  readonly regular: Float64Array;
  readonly supplemental: Float64Array;
  readonly pretax: Float64Array;
  readonly #exempting: readonly ReadyPayCode[];

  constructor(subjects: number, codes: readonly ReadyPayCode[]) {
    this.regular = new Float64Array(subjects);
    this.supplemental = new Float64Array(subjects);
    this.pretax = new Float64Array(subjects);
    this.#exempting = codes.filter(({ exempt }) => exempt.length > 0);
  }

  /** Fills the arrays. Returns false if the deductions before a tax exceed its wages. */
  read(sheet: IntegerSheet): boolean {
    const { regular, supplemental, pretax } = this;
    const { amounts, present, totals } = sheet;
    for (let subject = 0; subject < regular.length; subject += 1) {
      regular[subject] = totals[regularWages] ?? 0;
      supplemental[subject] = totals[supplementalWages] ?? 0;
      pretax[subject] = 0;
    }
    for (const code of this.#exempting) {
      if (present[code.slot] === 0) continue;
      const amount = amounts[code.slot] ?? 0;
      const from = code.wages === 'supplemental' ? supplemental : regular;
      for (const subject of code.exempt) {
        if (code.kind === 'deduction') pretax[subject] = (pretax[subject] ?? 0) + amount;
        else from[subject] = (from[subject] ?? 0) - amount;
      }
    }
    for (let subject = 0; subject < regular.length; subject += 1) {
      const wages = (regular[subject] ?? 0) + (supplemental[subject] ?? 0);
      if (wages < (pretax[subject] ?? 0)) return false;
    }
    return true;
  }
}
