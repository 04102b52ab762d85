/**
 * The taxable wages of each tax subject, in whole numbers. The same sums as taxable-wages.ts; the
 * arrays are reused for every employee of a run.
 */

import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { IntegerTaxableWages } from '#payslip/taxes/tax-pack.ts';
import { regularWages, supplementalWages } from './integer-code.ts';
import type { IntegerSheet } from './integer-sheet.ts';
import { addSlot, lowestSlot, wordsFor } from './slot-bits.ts';

export class IntegerWages implements IntegerTaxableWages {
  readonly regular: Float64Array;
  readonly supplemental: Float64Array;
  readonly pretax: Float64Array;
  /** By slot. */
  readonly #codes: readonly ReadyPayCode[];
  /** The slots of pay codes that are exempt from some tax, or deducted before one. */
  readonly #exempting: Int32Array;

  constructor(subjects: number, codes: readonly ReadyPayCode[]) {
    this.regular = new Float64Array(subjects);
    this.supplemental = new Float64Array(subjects);
    this.pretax = new Float64Array(subjects);
    this.#codes = codes;
    this.#exempting = new Int32Array(wordsFor(codes.length));
    for (const { slot, exempt } of codes) if (exempt.length > 0) addSlot(this.#exempting, slot);
  }

  /** Fills the arrays. Returns false if the deductions before a tax exceed its wages. */
  read(sheet: IntegerSheet): boolean {
    const { regular, supplemental, pretax } = this;
    const { amounts, slots, totals } = sheet;
    for (let subject = 0; subject < regular.length; subject += 1) {
      regular[subject] = totals[regularWages] ?? 0;
      supplemental[subject] = totals[supplementalWages] ?? 0;
      pretax[subject] = 0;
    }
    for (let word = 0; word < slots.length; word += 1) {
      let left = (slots[word] ?? 0) & (this.#exempting[word] ?? 0);
      for (; left !== 0; left &= left - 1) {
        const slot = word * 32 + lowestSlot(left);
        const code = this.#codes[slot];
        if (code !== undefined) this.#exempt(code, amounts[slot] ?? 0);
      }
    }
    for (let subject = 0; subject < regular.length; subject += 1) {
      const wages = (regular[subject] ?? 0) + (supplemental[subject] ?? 0);
      if (wages < (pretax[subject] ?? 0)) return false;
    }
    return true;
  }

  #exempt(code: ReadyPayCode, amount: number): void {
    const from = code.wages === 'supplemental' ? this.supplemental : this.regular;
    for (const subject of code.exempt) {
      if (code.kind === 'deduction') this.pretax[subject] = (this.pretax[subject] ?? 0) + amount;
      else from[subject] = (from[subject] ?? 0) - amount;
    }
  }
}
