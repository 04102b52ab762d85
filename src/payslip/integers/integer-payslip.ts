/**
 * A payslip that was calculated in whole numbers. Its amounts become `bigint` when they are read.
 */

import type { Minor } from '#money/minor.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { Payslip, PayslipLine, Warning } from '#payslip/payslip.ts';
import { totalOf } from './integer-code.ts';

/** The index of the first line. Before it are the totals of five kinds, and the net. */
export const totalsFirst = 6;
const net = 5;

interface IntegerPayslipParts {
  /** The pay codes of the lines. Payslips share the list. */
  readonly codes: readonly number[];
  /** From `at`: the six totals, then the amounts of the lines. Payslips share the block. */
  readonly values: Float64Array;
  readonly at: number;
  readonly before: AmountsByCode;
  /** Null: an amount of it is beyond the bound. */
  readonly after: AmountsByCode | null;
  readonly warnings: readonly Warning[];
}

export class IntegerPayslip implements Payslip {
  readonly warnings: readonly Warning[];
  readonly lineCodes: readonly number[];
  readonly values: Float64Array;
  readonly at: number;
  readonly #before: AmountsByCode;
  readonly #after: AmountsByCode | null;

  constructor({ codes, values, at, before, after, warnings }: IntegerPayslipParts) {
    this.warnings = warnings;
    this.lineCodes = codes;
    this.values = values;
    this.at = at;
    this.#before = before;
    this.#after = after;
  }

  get lines(): readonly PayslipLine[] {
    return this.lineCodes.map((payCodeId, index) => ({
      payCodeId,
      amountMinor: this.#value(totalsFirst + index),
    }));
  }

  get lineAmounts(): readonly Minor[] {
    return this.lineCodes.map((_, index) => this.#value(totalsFirst + index));
  }

  get grossMinor(): Minor {
    return this.#value(totalOf.earning);
  }

  get reimbursementsMinor(): Minor {
    return this.#value(totalOf.reimbursement);
  }

  get deductionsMinor(): Minor {
    return this.#value(totalOf.deduction);
  }

  get taxesMinor(): Minor {
    return this.#value(totalOf.tax);
  }

  get employerMinor(): Minor {
    return this.#value(totalOf.employer_contribution);
  }

  get netMinor(): Minor {
    return this.#value(net);
  }

  get yearToDate(): AmountsByCode {
    if (this.#after !== null) return this.#after;
    return this.#before.plus(AmountsByCode.ofColumns(this.lineCodes, this.lineAmounts));
  }

  #value(index: number): Minor {
    return BigInt(this.values[this.at + index] ?? 0);
  }
}
