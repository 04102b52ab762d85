import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDecimal } from './plain-decimal.ts';

/** Digit by digit, without a double. */
function careful(text: string, decimals: number): bigint | null {
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text);
  const [, whole = '', fraction = ''] = match ?? [];
  if (match === null || fraction.length > decimals) return null;
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}

describe('a number that is written plainly', () => {
  it.each([
    ['0', 2, 0n],
    ['12.5', 2, 1_250n],
    ['52000', 2, 5_200_000n],
    ['35.7618', 6, 35_761_800n],
    ['999999999999.9', 2, 99_999_999_999_990n],
    ['7', 0, 7n],
  ])('%s with %i decimals is read', (text, decimals, value) => {
    expect(plainDecimal(text, decimals)).toBe(value);
  });

  it.each([
    '',
    '.',
    '1.',
    '.5',
    '01',
    '00',
    '-1',
    '1e3',
    '1,000',
    '1.234',
    ' 1',
    '1.2.3',
    '１',
    '9'.repeat(16),
  ])('%j is left to the careful reading', (text) => {
    expect(plainDecimal(text, 2)).toBeNull();
  });

  it('always equals the number from the exact parser', () => {
    const pieces = fc.constantFrom('0', '1', '5', '9', '.', '-', 'e');
    const text = fc.array(pieces, { maxLength: 18 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom(0, 2, 3, 6), (number, decimals) => {
        const value = plainDecimal(number, decimals);
        if (value !== null) expect(value).toBe(careful(number, decimals));
      }),
    );
  });
});
