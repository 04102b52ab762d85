import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideRounded, roundingModes } from './rounding.ts';
import { divideWhole, SafeIntegers, wholeMax, wholeOf } from './safe-integers.ts';

const max = BigInt(wholeMax);

/** Whole numbers of every size, and those around the bound. */
const whole = fc.oneof(
  fc.bigInt({ min: -1_000n, max: 1_000n }),
  fc.bigInt({ min: -max, max }),
  fc.bigInt({ min: max - 3n, max }),
  fc.bigInt({ min: -max, max: 3n - max }),
);
const positive = fc.oneof(
  fc.bigInt({ min: 1n, max: 1_000n }),
  fc.bigInt({ min: 1n, max }),
  fc.bigInt({ min: max - 3n, max }),
);
const anyBigint = fc.oneof(
  whole,
  fc.bigInt({ min: max - 3n, max: max + 3n }),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
  fc.bigInt({ min: -(2n ** 53n) - 3n, max: 3n - 2n ** 53n }),
  fc.bigInt({ min: 2n ** 63n - 3n, max: 2n ** 64n + 3n }),
  fc.bigInt(),
);
const mode = fc.constantFrom(...roundingModes);
const isWithin = (value: bigint) => value <= max && value >= -max;

describe('whole numbers', () => {
  it('divide as bigint does, in every mode of rounding', () => {
    fc.assert(
      fc.property(whole, positive, mode, (numerator, denominator, how) => {
        const expected = divideRounded(numerator, denominator, how);
        const divided = divideWhole(Number(numerator), { divisor: Number(denominator), mode: how });
        expect(BigInt(divided)).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it('divide exactly next to every multiple of a divisor', () => {
    fc.assert(
      fc.property(
        positive,
        positive,
        fc.constantFrom(-1n, 0n, 1n),
        mode,
        (divisor, times, beside, how) => {
          const numerator = divisor * (times % (max / divisor || 1n)) + beside;
          if (!isWithin(numerator)) return;
          const divided = divideWhole(Number(numerator), { divisor: Number(divisor), mode: how });
          expect(BigInt(divided)).toBe(divideRounded(numerator, divisor, how));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('are the same number, or beyond the bound', () => {
    fc.assert(
      fc.property(anyBigint, (value) => {
        const integers = new SafeIntegers();
        const converted = integers.of(value);
        expect(integers.isBeyond).toBe(!isWithin(value));
        if (isWithin(value)) expect(BigInt(converted)).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('multiply exactly, or the product is beyond the bound', () => {
    fc.assert(
      fc.property(whole, whole, (left, right) => {
        const integers = new SafeIntegers();
        const product = integers.product(Number(left), Number(right));
        expect(integers.isBeyond).toBe(!isWithin(left * right));
        if (isWithin(left * right)) expect(BigInt(product)).toBe(left * right);
      }),
      { numRuns: 2_000 },
    );
  });

  it('multiply and divide as bigint does when only the product is beyond the bound', () => {
    fc.assert(
      fc.property(whole, whole, positive, mode, (value, numerator, denominator, how) => {
        const integers = new SafeIntegers();
        const by = { divisor: Number(denominator), mode: how };
        const result = integers.mulDiv(Number(value), Number(numerator), by);
        const expected = divideRounded(value * numerator, denominator, how);
        expect(integers.isBeyond).toBe(!isWithin(expected));
        if (isWithin(expected)) expect(BigInt(result)).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it('stay beyond the bound until the next calculation begins', () => {
    const integers = new SafeIntegers();
    integers.of(2n ** 64n);
    expect(integers.of(1n)).toBe(1);
    expect(integers.isBeyond).toBe(true);
    integers.begin();
    expect(integers.isBeyond).toBe(false);
  });

  it('of a table are within the bound', () => {
    expect(wholeOf(max)).toBe(wholeMax);
    expect(() => wholeOf(max + 1n)).toThrow('beyond the bound');
  });
});
