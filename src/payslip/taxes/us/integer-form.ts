/**
 * A Form W-4 in whole numbers. Many employees have the same form, and a form is never changed, so each is
 * read once. The rules are those of `w4Trouble` in w4.ts.
 */

import { SafeIntegers } from '#money/safe-integers.ts';
import type { W4 } from './w4.ts';

/** The columns of the tables: single, married filing jointly, head of household. */
export type ColumnIndex = 0 | 1 | 2;

export interface IntegerForm {
  readonly isExempt: boolean;
  readonly column: ColumnIndex;
  readonly step2: boolean;
  /** A year's credits in hundredths of a cent. */
  readonly credit: number;
  readonly step4a: number;
  readonly step4b: number;
  readonly extra: number;
  /** Null: a form of 2020 or later. */
  readonly allowances: number | null;
}

export class IntegerForms {
  readonly #integers = new SafeIntegers();
  readonly #known = new WeakMap<W4, IntegerForm | { readonly isCovered: false }>();

  /** Null: `bigint` decides, because the form is invalid, a nonresident's, that of a person with an exemption, or beyond the
   * bound. */
  of(w4: W4): IntegerForm | null {
    let form = this.#known.get(w4);
    if (form === undefined) {
      form = this.#read(w4) ?? notCovered;
      this.#known.set(w4, form);
    }
    return 'isCovered' in form ? null : form;
  }

  #read(w4: W4): IntegerForm | null {
    if (w4.nonresidentAlien === true) return null;
    if (w4.taxExemption !== undefined || w4.exemptions !== undefined) return null;
    // Both have a warning.
    if (w4.because === 'exemption_ended' || w4.because === 'exemption_not_begun') return null;
    if (w4.lockIn !== undefined && w4.lockIn !== null) return null;
    if (w4.exempt === true) return exempt;
    const column = columnOf(w4);
    if (column === null) return null;
    const integers = this.#integers;
    integers.begin();
    const step3 = this.#amountOf(w4.step3Minor);
    const step4a = this.#amountOf(w4.step4aMinor);
    const step4b = this.#amountOf(w4.step4bMinor);
    const extra = this.#amountOf(w4.step4cMinor);
    const credit = integers.product(100, step3);
    if (step3 < 0 || step4a < 0 || step4b < 0 || extra < 0 || integers.isBeyond) return null;
    const { step2 } = w4;
    const allowances = w4.allowances ?? null;
    if (allowances !== null) {
      const isValid = Number.isInteger(allowances) && allowances >= 0 && column !== 2;
      if (!isValid || w4.filingStatus === 'qss') return null;
      if (step2 || step3 + step4a + step4b > 0) return null;
    }
    return { isExempt: false, column, step2, credit, step4a, step4b, extra, allowances };
  }

  /** Below zero: not an amount of zero or more. Forms are stored as JSON, so it may be anything. */
  #amountOf(amount: unknown): number {
    return typeof amount === 'bigint' ? this.#integers.of(amount) : -1;
  }
}

const notCovered = { isCovered: false } as const;

const exempt: IntegerForm = {
  ...{ isExempt: true, column: 0, step2: false, credit: 0, step4a: 0, step4b: 0, extra: 0 },
  allowances: null,
};

/** Null: an unknown status. */
function columnOf({ filingStatus }: W4): ColumnIndex | null {
  switch (filingStatus) {
    case 'single':
    case 'mfs':
      return 0;
    case 'mfj':
    case 'qss':
      return 1;
    case 'hoh':
      return 2;
    default:
      return null;
  }
}
