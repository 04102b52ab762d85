import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percent } from './rate.ts';
import { divideRounded, mulDiv, type RoundingMode, roundingModes } from './rounding.ts';

// Tenths rounded to whole numbers, as every definition of these modes gives them.
const table: readonly (readonly [RoundingMode, readonly (readonly [bigint, bigint])[]])[] = [
  [
    'half_up',
    [
      [25n, 3n],
      [-25n, -3n],
      [24n, 2n],
      [-24n, -2n],
      [26n, 3n],
      [15n, 2n],
    ],
  ],
  [
    'half_even',
    [
      [25n, 2n],
      [-25n, -2n],
      [15n, 2n],
      [-15n, -2n],
      [26n, 3n],
      [24n, 2n],
    ],
  ],
  [
    'down',
    [
      [29n, 2n],
      [-29n, -2n],
      [20n, 2n],
    ],
  ],
  [
    'up',
    [
      [21n, 3n],
      [-21n, -3n],
      [20n, 2n],
    ],
  ],
  [
    'ceiling',
    [
      [21n, 3n],
      [-29n, -2n],
      [20n, 2n],
    ],
  ],
  [
    'floor',
    [
      [29n, 2n],
      [-21n, -3n],
      [-20n, -2n],
    ],
  ],
];

describe('rounding', () => {
  it.each(table)('%s rounds tenths as its name says', (mode, rows) => {
    for (const [tenths, whole] of rows) {
      expect([tenths, divideRounded(tenths, 10n, mode)]).toEqual([tenths, whole]);
      expect(divideRounded(-tenths, -10n, mode)).toBe(whole);
    }
  });

  it('is less than one away, and at most a half where the mode says nearest', () => {
    fc.assert(
      fc.property(
        fc.bigInt(),
        fc.bigInt().filter((n) => n !== 0n),
        fc.constantFrom(...roundingModes),
        (numerator, denominator, mode) => {
          const off = divideRounded(numerator, denominator, mode) * denominator - numerator;
          const [size, whole] = [
            off < 0n ? -off : off,
            denominator < 0n ? -denominator : denominator,
          ];
          expect(size < whole).toBe(true);
          if (mode.startsWith('half')) expect(2n * size <= whole).toBe(true);
        },
      ),
    );
  });

  it('rounds 6.2 % of 123.45 to 7.65', () => {
    expect(mulDiv(12_345n, percent('6.2'), 'half_up')).toBe(765n);
  });
});
