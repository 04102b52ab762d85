/**
 * The amounts of the payslip being calculated, in whole numbers: by slot, and the total of each
 * kind. One sheet serves a whole run.
 *
 * No line may exceed `lineMax`, and there are at most `slotsMax` lines. So no total, no net pay and
 * no taxable wages can leave the bound of safe-integers.ts, and adding them up needs no check. A
 * line above `lineMax` ends the calculation in whole numbers.
 */

import { SafeIntegers } from '#money/safe-integers.ts';
import { DISPOSABLE, GROSS, NET } from '#payslip/codes/pay-code-stage.ts';
import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { BaseTerm } from '#payslip/codes/ready-rule.ts';
import type { PreparedPeriod } from '#payslip/employment.ts';
import type { Warning } from '#payslip/payslip.ts';
import type { PayslipFacts } from '#payslip/payslip-input.ts';
import type { IntegerTaxSheet } from '#payslip/taxes/tax-pack.ts';
import { noWages, regularWages, supplementalWages, totalOf, totalsCount } from './integer-code.ts';
import { IntegerPayslip, totalsFirst } from './integer-payslip.ts';

/** 2^42 minor units: 43 billion dollars in cents. */
const lineMax = 2 ** 42;
/** 2^42 × 2^9 = 2^51, half of the bound. */
export const slotsMax = 2 ** 9;
/** The results of some four hundred payslips. */
const blockLength = 8_192;
/** Remembered lists of pay codes. Most payslips of a run have the same few. */
const listsMax = 64;

export class IntegerSheet implements IntegerTaxSheet {
  readonly integers = new SafeIntegers();
  /** By slot. Zero where the payslip has no line. */
  readonly amounts: Float64Array;
  /** By slot: 1 if the payslip has a line, even a line of zero. */
  readonly present: Uint8Array;
  /** By kind, then the taxable wages. The indexes are in integer-code.ts. */
  readonly totals = new Float64Array(totalsCount);

  readonly #count: number;
  /** By slot. */
  readonly #ids: Int16Array;
  readonly #kinds: Uint8Array;
  readonly #wages: Uint8Array;
  /** The pay codes of the payslip that is being taken. */
  readonly #found: Int16Array;
  /** Holds the results of many payslips. */
  #block = new Float64Array(blockLength);
  #blockUsed = 0;
  readonly #lists: (readonly number[])[] = [];
  #input: PayslipFacts | null = null;
  #period: PreparedPeriod | null = null;
  #isUsed = false;

  constructor(codes: readonly ReadyPayCode[]) {
    this.#count = codes.length;
    this.amounts = new Float64Array(codes.length);
    this.present = new Uint8Array(codes.length);
    this.#found = new Int16Array(codes.length);
    this.#ids = Int16Array.from(codes, ({ id }) => id);
    this.#kinds = Uint8Array.from(codes, ({ kind }) => totalOf[kind]);
    this.#wages = Uint8Array.from(codes, ({ wages }) =>
      wages === null ? noWages : wages === 'regular' ? regularWages : supplementalWages,
    );
    for (let hash = 0; hash < listsMax; hash += 1) this.#lists.push([]);
  }

  begin(input: PayslipFacts, period: PreparedPeriod): void {
    this.#input = input;
    this.#period = period;
    this.integers.begin();
    if (this.#isUsed) {
      this.amounts.fill(0);
      this.present.fill(0);
    }
    this.#isUsed = true;
    for (let index = 0; index < totalsCount; index += 1) this.totals[index] = 0;
  }

  write(slot: number, amount: number): void {
    const line = (this.amounts[slot] ?? 0) + amount;
    if (line > lineMax || line < -lineMax) this.integers.isBeyond = true;
    this.amounts[slot] = line;
    this.present[slot] = 1;
    const kind = this.#kinds[slot] ?? 0;
    this.totals[kind] = (this.totals[kind] ?? 0) + amount;
    const wages = this.#wages[slot] ?? noWages;
    this.totals[wages] = (this.totals[wages] ?? 0) + amount;
  }

  get input(): PayslipFacts {
    if (this.#input === null) throw new TypeError('the sheet has not begun');
    return this.#input;
  }

  get period(): PreparedPeriod {
    if (this.#period === null) throw new TypeError('the sheet has not begun');
    return this.#period;
  }

  get gross(): number {
    return this.totals[totalOf.earning] ?? 0;
  }

  get disposable(): number {
    return this.gross - (this.totals[totalOf.tax] ?? 0);
  }

  get net(): number {
    const reimbursed = this.totals[totalOf.reimbursement] ?? 0;
    return this.disposable + reimbursed - (this.totals[totalOf.deduction] ?? 0);
  }

  baseOf(terms: readonly BaseTerm[]): number {
    let sum = 0;
    for (const { at, subtracted } of terms) {
      const amount = this.#amountAt(at);
      sum = this.integers.within(subtracted ? sum - amount : sum + amount);
    }
    return sum;
  }

  #amountAt(at: number): number {
    switch (at) {
      case GROSS:
        return this.gross;
      case DISPOSABLE:
        return this.disposable;
      case NET:
        return this.net;
      default:
        return this.amounts[at] ?? 0;
    }
  }

  /** Empties the sheet into a payslip. */
  take(warnings: readonly Warning[]): IntegerPayslip {
    const { amounts, present, totals } = this;
    const at = this.#roomFor(totalsFirst + this.#count);
    const values = this.#block;
    for (let index = 0; index < totalsFirst - 1; index += 1)
      values[at + index] = totals[index] ?? 0;
    values[at + totalsFirst - 1] = this.net;
    const first = at + totalsFirst;
    let lines = 0;
    let hash = 0;
    for (let slot = 0; slot < this.#count; slot += 1) {
      if (present[slot] === 0) continue;
      values[first + lines] = amounts[slot] ?? 0;
      this.#found[lines] = this.#ids[slot] ?? 0;
      lines += 1;
      hash = (hash * 31 + slot) & 0xffff;
      amounts[slot] = 0;
      present[slot] = 0;
    }
    this.#isUsed = false;
    this.#blockUsed = first + lines;
    const codes = this.#listOf(lines, hash);
    return new IntegerPayslip({ codes, values, at, before: this.input.yearToDate, warnings });
  }

  /** The index in the block from which there is room for so many values. */
  #roomFor(count: number): number {
    if (this.#blockUsed + count > this.#block.length) {
      this.#block = new Float64Array(blockLength);
      this.#blockUsed = 0;
    }
    return this.#blockUsed;
  }

  /** The pay codes of the lines. Payslips with the same codes share one list. */
  #listOf(lines: number, hash: number): readonly number[] {
    const at = hash % listsMax;
    const list = this.#lists[at];
    if (list !== undefined && list.length === lines) {
      let index = 0;
      while (index < lines && list[index] === this.#found[index]) index += 1;
      if (index === lines) return list;
    }
    const made = Array.from(this.#found.subarray(0, lines));
    this.#lists[at] = made;
    return made;
  }
}
