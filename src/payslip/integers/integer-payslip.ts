/**
 * A payslip that was calculated in whole numbers. Its amounts become `bigint` when they are read.
 */

import type { Minor } from '#money/minor.ts';
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
  readonly before: ReadonlyMap<number, Minor>;
  readonly warnings: readonly Warning[];
}

export class IntegerPayslip implements Payslip {
  readonly warnings: readonly Warning[];
  readonly #codes: readonly number[];
  readonly #values: Float64Array;
  readonly #at: number;
  readonly #before: ReadonlyMap<number, Minor>;
  #lines: readonly PayslipLine[] | null = null;

  constructor({ codes, values, at, before, warnings }: IntegerPayslipParts) {
    this.warnings = warnings;
    this.#codes = codes;
    this.#values = values;
    this.#at = at;
    this.#before = before;
  }

  get lines(): readonly PayslipLine[] {
    this.#lines ??= this.#codes.map((payCodeId, index) => ({
      payCodeId,
      amountMinor: this.#value(totalsFirst + index),
    }));
    return this.#lines;
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

  get yearToDateMinor(): ReadonlyMap<number, Minor> {
    const after = new Map(this.#before);
    for (const { payCodeId, amountMinor } of this.lines) {
      after.set(payCodeId, (after.get(payCodeId) ?? 0n) + amountMinor);
    }
    return after;
  }

  #value(index: number): Minor {
    return BigInt(this.#values[this.#at + index] ?? 0);
  }
}
