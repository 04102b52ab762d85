/**
 * Amounts by pay code, such as a year-to-date: a column of ids in ascending order and a column of
 * amounts.
 *
 * The amounts are whole numbers in a block of them, or `bigint` if any is beyond the bound of
 * safe-integers.ts. People with the same pay codes share one list of ids, and the amounts of many
 * people share one block. Whoever makes a list or a block does not change it afterwards.
 */

import type { Minor } from '#money/minor.ts';
import { wholeMax } from '#money/safe-integers.ts';
import type { AmountsRoom, InBlock } from './amounts-room.ts';

const noAmounts: readonly Minor[] = [];

interface With {
  readonly sign: 1 | -1;
  readonly room: AmountsRoom | null;
}

export class AmountsByCode
  implements InBlock, Iterable<readonly [payCodeId: number, amountMinor: Minor]>
{
  /** Shared by everybody without any. */
  static readonly none = AmountsByCode.#ofBlock([], new Float64Array(0), 0);

  /** The ids, in ascending order. */
  readonly codes: readonly number[];
  readonly #values: Float64Array | null;
  readonly #at: number;
  /** Instead of the values. */
  readonly #large: readonly Minor[];

  private constructor(
    codes: readonly number[],
    at: {
      readonly values: Float64Array | null;
      readonly at: number;
      readonly large: readonly Minor[];
    },
  ) {
    this.codes = codes;
    this.#values = at.values;
    this.#at = at.at;
    this.#large = at.large;
  }

  static from(amounts: ReadonlyMap<number, Minor>): AmountsByCode {
    const pairs = [...amounts].sort(([one], [other]) => one - other);
    return AmountsByCode.ofColumns(
      pairs.map(([id]) => id),
      pairs.map(([, amount]) => amount),
    );
  }

  /** Each id occurs once. A list in ascending order is kept. The amounts go into the room if one is given. */
  static ofColumns(
    codes: readonly number[],
    amounts: readonly Minor[],
    room: AmountsRoom | null = null,
  ): AmountsByCode {
    if (codes.length === 0) return AmountsByCode.none;
    if (!isAscending(codes)) {
      return AmountsByCode.from(new Map(codes.map((id, nth) => [id, amounts[nth] ?? 0n])));
    }
    const at = room?.take(codes.length) ?? 0;
    const values = room?.values ?? new Float64Array(codes.length);
    for (let nth = 0; nth < codes.length; nth += 1) {
      const value = Number(amounts[nth] ?? 0n);
      if (!isWhole(value)) return new AmountsByCode(codes, { values: null, at: 0, large: amounts });
      values[at + nth] = value;
    }
    return AmountsByCode.#ofBlock(codes, values, at);
  }

  /**
   * From a block of whole numbers within the bound, which begin at an index. The ids are in ascending
   * order. Neither is checked.
   */
  static ofWhole(
    codes: readonly number[],
    values: Float64Array,
    { at }: { readonly at: number },
  ): AmountsByCode {
    return codes.length === 0 ? AmountsByCode.none : AmountsByCode.#ofBlock(codes, values, at);
  }

  static #ofBlock(codes: readonly number[], values: Float64Array, at: number): AmountsByCode {
    return new AmountsByCode(codes, { values, at, large: noAmounts });
  }

  /** With `at`: the block. Null if the amounts are `bigint`. */
  get values(): Float64Array | null {
    return this.#values;
  }

  get at(): number {
    return this.#at;
  }

  get size(): number {
    return this.codes.length;
  }

  get(payCodeId: number): Minor | undefined {
    const nth = this.codes.indexOf(payCodeId);
    return nth === -1 ? undefined : this.#amountAt(nth);
  }

  /** Zero for an id without an amount. Not a number for an amount beyond the bound. */
  whole(payCodeId: number): number {
    const nth = this.codes.indexOf(payCodeId);
    return nth === -1 ? 0 : this.#wholeAt(nth);
  }

  /** In the order of the ids. */
  amounts(): readonly Minor[] {
    return this.#values === null ? this.#large : this.codes.map((_, nth) => this.#amountAt(nth));
  }

  *[Symbol.iterator](): Generator<readonly [payCodeId: number, amountMinor: Minor]> {
    for (const [nth, id] of this.codes.entries()) yield [id, this.#amountAt(nth)];
  }

  /** The sums. An id of either has an amount in the result. */
  plus(other: AmountsByCode, room: AmountsRoom | null = null): AmountsByCode {
    return this.size === 0 ? other : this.#with(other, { sign: 1, room });
  }

  /** The differences. An id of either has an amount in the result. */
  minus(other: AmountsByCode, room: AmountsRoom | null = null): AmountsByCode {
    return this.#with(other, { sign: -1, room });
  }

  #with(other: AmountsByCode, by: With): AmountsByCode {
    if (other.size === 0) return this;
    const codes = union(this.codes, other.codes);
    const whole = this.#wholeWith(other, by, codes);
    if (whole !== null) return whole;
    const sign = BigInt(by.sign);
    return AmountsByCode.ofColumns(
      codes,
      codes.map((id) => (this.get(id) ?? 0n) + sign * (other.get(id) ?? 0n)),
    );
  }

  /** Null: an amount or a result is beyond the bound. */
  #wholeWith(
    other: AmountsByCode,
    { sign, room }: With,
    codes: readonly number[],
  ): AmountsByCode | null {
    if (this.#values === null || other.#values === null) return null;
    const at = room?.take(codes.length) ?? 0;
    const values = room?.values ?? new Float64Array(codes.length);
    let [left, right] = [0, 0];
    for (let nth = 0; nth < codes.length; nth += 1) {
      const id = codes[nth];
      let value = 0;
      if (this.codes[left] === id) {
        value = this.#wholeAt(left);
        left += 1;
      }
      if (other.codes[right] === id) {
        value += sign * other.#wholeAt(right);
        right += 1;
      }
      if (!isWhole(value)) return null;
      values[at + nth] = value;
    }
    return AmountsByCode.#ofBlock(codes, values, at);
  }

  #wholeAt(nth: number): number {
    if (this.#values !== null) return this.#values[this.#at + nth] ?? 0;
    const value = Number(this.#large[nth] ?? 0n);
    return isWhole(value) ? value : Number.NaN;
  }

  #amountAt(nth: number): Minor {
    return this.#values === null ? (this.#large[nth] ?? 0n) : BigInt(this.#wholeAt(nth));
  }
}

function isWhole(value: number): boolean {
  return value <= wholeMax && value >= -wholeMax;
}

export function isAscending(codes: readonly number[]): boolean {
  for (let nth = 1; nth < codes.length; nth += 1) {
    if ((codes[nth] ?? 0) <= (codes[nth - 1] ?? 0)) return false;
  }
  return true;
}

/** In ascending order. It is one of both lists if that has every id. */
function union(left: readonly number[], right: readonly number[]): readonly number[] {
  if (left === right || hasEvery(left, right)) return left;
  if (hasEvery(right, left)) return right;
  return [...new Set([...left, ...right])].sort((one, other) => one - other);
}

/** Both lists are in ascending order. */
function hasEvery(all: readonly number[], few: readonly number[]): boolean {
  if (few.length > all.length) return false;
  let nth = 0;
  for (const id of all) if (few[nth] === id) nth += 1;
  return nth === few.length;
}
