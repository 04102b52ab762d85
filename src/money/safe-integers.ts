/**
 * Whole numbers in the processor's own numbers, for loops where `bigint` is too slow.
 *
 * A number holds every whole number up to 2^53 exactly. The bound here is 2^52, so the sum or the
 * difference of two values within it is exact too. A product that leaves the bound is calculated
 * with `bigint`. A result that leaves it is not a number that anybody may use: `isBeyond` becomes
 * true and stays true until `begin`. The caller then repeats the whole calculation with `bigint`.
 *
 * Elsewhere: the same rounding for `bigint` (rounding.ts).
 */

import { assert } from '#errors.ts';
import type { Minor } from './minor.ts';
import { divideRounded, type RoundingMode } from './rounding.ts';

/** The largest size of a value: 2^52 - 1, some 45 trillion dollars in cents. */
export const wholeMax = 2 ** 52 - 1;

/** What a product is divided by, and how the result is rounded. */
export interface Division {
  /** Greater than zero, and within the bound. */
  readonly divisor: number;
  readonly mode: RoundingMode;
}

export class SafeIntegers {
  /** Whether a value has left the bound since `begin`. Every result since then is worthless. */
  isBeyond = false;
  readonly #long = new BigInt64Array(1);
  readonly #halves = new Int32Array(this.#long.buffer);
  readonly #low: 0 | 1;
  readonly #high: 0 | 1;

  constructor() {
    this.#long[0] = 1n;
    this.#low = this.#halves[0] === 1 ? 0 : 1;
    this.#high = this.#low === 0 ? 1 : 0;
  }

  begin(): void {
    this.isBeyond = false;
  }

  /**
   * The same number, if it is within the bound. It is read as two halves of 32 bits, which takes
   * half the time of `Number(value)`.
   */
  of(value: Minor): number {
    if (BigInt.asIntN(64, value) !== value) {
      this.isBeyond = true;
      return 0;
    }
    this.#long[0] = value;
    const high = this.#halves[this.#high] ?? 0;
    const low = this.#halves[this.#low] ?? 0;
    // Beyond 2^53 the sum may be rounded, but never to a number within the bound.
    return this.within(high * 2 ** 32 + (low >>> 0));
  }

  within(value: number): number {
    if (value <= wholeMax && value >= -wholeMax) return value;
    this.isBeyond = true;
    return 0;
  }

  /** Exact, because a product above 2^53 is never rounded to a number within the bound. */
  product(left: number, right: number): number {
    return this.within(left * right);
  }

  /** left × right ÷ the divisor, rounded once. */
  mulDiv(left: number, right: number, by: Division): number {
    const product = left * right;
    if (product <= wholeMax && product >= -wholeMax) return divideWhole(product, by);
    return this.#mulDivLarge(left, right, by);
  }

  #mulDivLarge(left: number, right: number, { divisor, mode }: Division): number {
    return this.of(divideRounded(BigInt(left) * BigInt(right), BigInt(divisor), mode));
  }
}

/** Rounds a whole number within the bound, divided by the divisor, to a whole number. */
export function divideWhole(dividend: number, { divisor, mode }: Division): number {
  const size = dividend < 0 ? -dividend : dividend;
  // Exact. A quotient just below a whole number k differs from it by 1 ÷ divisor or more. It is
  // rounded to k only if k × divisor exceeds 2^53, and then so does the dividend.
  const cut = Math.floor(size / divisor);
  const remainder = size - cut * divisor;
  if (remainder === 0) return dividend < 0 ? -cut : cut;
  const isNegative = dividend < 0;
  const isAway =
    mode === 'half_up'
      ? remainder * 2 >= divisor
      : goesAway(mode, { cut, isNegative, pastHalf: remainder * 2 - divisor });
  const rounded = isAway ? cut + 1 : cut;
  return isNegative ? -rounded : rounded;
}

/** Whether rounding moves the cut quotient one away from zero. */
function goesAway(
  mode: RoundingMode,
  of: { cut: number; isNegative: boolean; pastHalf: number },
): boolean {
  switch (mode) {
    case 'half_up':
      return of.pastHalf >= 0;
    case 'half_even':
      return of.pastHalf > 0 || (of.pastHalf === 0 && of.cut % 2 !== 0);
    case 'down':
      return false;
    case 'up':
      return true;
    case 'ceiling':
      return !of.isNegative;
    case 'floor':
      return of.isNegative;
  }
}

/** The same number. A number of the source or of a table that is beyond the bound is a bug. */
export function wholeOf(value: bigint): number {
  const whole = Number(value);
  assert(whole <= wholeMax && whole >= -wholeMax, `${value} is beyond the bound of whole numbers`);
  return whole;
}
