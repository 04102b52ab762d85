/**
 * Room for whole numbers of many people in one block. An array for each of them takes several times as long
 * to make and to collect. What was taken is never given out again.
 */

/** Some four hundred payslips. */
const blockLength = 8_192;
/** Of the first block: most runs have few people. */
const firstLength = 1_024;

/** Amounts in a block, as the calculation left them. */
export interface InBlock {
  /** Null: the amounts are `bigint`, because one is too large or a rule needs them. */
  readonly values: Float64Array | null;
  /** The index of the first amount. */
  readonly at: number;
}

export class AmountsRoom {
  #block = new Float64Array(firstLength);
  #used = 0;

  /** The block of the last `take`. */
  get values(): Float64Array {
    return this.#block;
  }

  /** The index from which there is room for so many values. They are zero. */
  take(count: number): number {
    if (this.#used + count > this.#block.length) {
      this.#block = new Float64Array(Math.max(blockLength, count));
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += count;
    return at;
  }

  /** Gives back the end of what was taken last. It must still be zero. */
  giveBack(count: number): void {
    this.#used -= count;
  }
}
