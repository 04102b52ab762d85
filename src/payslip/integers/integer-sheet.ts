/**
 * The amounts of the payslip being calculated, in whole numbers: by slot, and the total of each
 * kind. One sheet serves a whole run.
 *
 * No line may exceed `lineMax`, and there are at most `slotsMax` lines. So no total, no net pay and
 * no taxable wages can leave the bound of safe-integers.ts, and adding them up needs no check. A
 * line above `lineMax` ends the calculation in whole numbers.
 */

import { SafeIntegers, wholeMax } from '#money/safe-integers.ts';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { AmountsRoom } from '#payslip/amounts-room.ts';
import { CodePlaces } from '#payslip/code-lists.ts';
import { DISPOSABLE, GROSS, NET } from '#payslip/codes/pay-code-stage.ts';
import type { ReadyPayCode } from '#payslip/codes/ready-pay-code.ts';
import type { BaseTerm } from '#payslip/codes/ready-rule.ts';
import type { PreparedPeriod } from '#payslip/employment.ts';
import type { Warning } from '#payslip/payslip.ts';
import type { EmployeeFacts, PayslipFacts } from '#payslip/payslip-input.ts';
import type { IntegerTaxSheet } from '#payslip/taxes/tax-pack.ts';
import { noWages, regularWages, supplementalWages, totalOf, totalsCount } from './integer-code.ts';
import { IntegerPayslip, totalsFirst } from './integer-payslip.ts';
import { addSlot, LineLists, lowestSlot, wordsFor } from './slot-bits.ts';

/** 2^42 minor units: 43 billion dollars in cents. */
const lineMax = 2 ** 42;
/** 2^42 × 2^9 = 2^51, half of the bound. */
export const slotsMax = 2 ** 9;

interface SheetPeriod {
  readonly period: PreparedPeriod;
  /** What is valid in the whole period. */
  readonly pay: Pick<EmployeeFacts, 'payType' | 'annualSalaryMinor' | 'hourlyRateMicro'>;
  /** Whether it is from dated terms. */
  readonly isDated: boolean;
}

export class IntegerSheet implements IntegerTaxSheet {
  readonly integers = new SafeIntegers();
  /** By slot. Zero where the payslip has no line. */
  readonly amounts: Float64Array;
  /** The slots for which the payslip has a line, even a line of zero. */
  readonly slots: Int32Array;
  /** By kind, then the taxable wages. The indexes are in integer-code.ts. */
  readonly totals = new Float64Array(totalsCount);

  readonly #count: number;
  /** By slot. */
  readonly #kinds: Uint8Array;
  readonly #wages: Uint8Array;
  /** Holds the results of many payslips. */
  readonly #room = new AmountsRoom();
  readonly #lists: LineLists;
  readonly #places = new CodePlaces();
  #input: PayslipFacts | null = null;
  #of: SheetPeriod | null = null;
  #isUsed = false;

  constructor(codes: readonly ReadyPayCode[]) {
    this.#count = codes.length;
    this.amounts = new Float64Array(codes.length);
    this.slots = new Int32Array(wordsFor(codes.length));
    this.#lists = new LineLists(codes.map(({ id }) => id));
    this.#kinds = Uint8Array.from(codes, ({ kind }) => totalOf[kind]);
    this.#wages = Uint8Array.from(codes, ({ wages }) =>
      wages === null ? noWages : wages === 'regular' ? regularWages : supplementalWages,
    );
  }

  begin(input: PayslipFacts, of: SheetPeriod): void {
    this.#input = input;
    this.#of = of;
    this.integers.begin();
    if (this.#isUsed) {
      this.amounts.fill(0);
      this.slots.fill(0);
    }
    this.#isUsed = true;
    for (let index = 0; index < totalsCount; index += 1) this.totals[index] = 0;
  }

  write(slot: number, amount: number): void {
    const line = (this.amounts[slot] ?? 0) + amount;
    if (line > lineMax || line < -lineMax) this.integers.isBeyond = true;
    this.amounts[slot] = line;
    addSlot(this.slots, slot);
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
    return this.#begun.period;
  }

  get pay(): SheetPeriod['pay'] {
    return this.#begun.pay;
  }

  get isDated(): boolean {
    return this.#begun.isDated;
  }

  get #begun(): SheetPeriod {
    if (this.#of === null) throw new TypeError('the sheet has not begun');
    return this.#of;
  }

  get gross(): number {
    return this.totals[totalOf.earning] ?? 0;
  }

  get disposable(): number {
    return this.gross - (this.totals[totalOf.tax] ?? 0);
  }

  get reimbursed(): number {
    return this.totals[totalOf.reimbursement] ?? 0;
  }

  get net(): number {
    return this.disposable + this.reimbursed - (this.totals[totalOf.deduction] ?? 0);
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
    const { amounts, slots, totals } = this;
    const room = this.#room;
    const most = totalsFirst + this.#count;
    const at = room.take(most);
    const { values } = room;
    for (let index = 0; index < totalsFirst - 1; index += 1)
      values[at + index] = totals[index] ?? 0;
    values[at + totalsFirst - 1] = this.net;
    const first = at + totalsFirst;
    let lines = 0;
    const codes = this.#lists.of(slots);
    for (let word = 0; word < slots.length; word += 1) {
      for (let left = slots[word] ?? 0; left !== 0; left &= left - 1) {
        const slot = word * 32 + lowestSlot(left);
        values[first + lines] = amounts[slot] ?? 0;
        lines += 1;
        amounts[slot] = 0;
      }
      slots[word] = 0;
    }
    this.#isUsed = false;
    room.giveBack(this.#count - lines);
    const before = this.input.yearToDate;
    const after = this.#yearAfter(before, { codes, values, first });
    return new IntegerPayslip({ codes, values, at, before, after, warnings });
  }

  /** The year-to-date with these lines. Null: an amount is beyond the bound. */
  #yearAfter(
    before: AmountsByCode,
    lines: {
      readonly codes: readonly number[];
      readonly values: Float64Array;
      readonly first: number;
    },
  ): AmountsByCode | null {
    if (before.values === null) return null;
    const { codes, ofFirst, ofSecond } = this.#places.of(before.codes, lines.codes);
    const at = this.#room.take(codes.length);
    const { values } = this.#room;
    for (let nth = 0; nth < before.size; nth += 1) {
      const to = ofFirst === null ? nth : (ofFirst[nth] ?? 0);
      values[at + to] = before.values[before.at + nth] ?? 0;
    }
    for (let nth = 0; nth < ofSecond.length; nth += 1) {
      const to = at + (ofSecond[nth] ?? 0);
      const sum = (values[to] ?? 0) + (lines.values[lines.first + nth] ?? 0);
      if (sum > wholeMax || sum < -wholeMax) return null;
      values[to] = sum;
    }
    return AmountsByCode.ofWhole(codes, values, { at });
  }
}
