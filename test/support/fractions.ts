/** Exact fractions of dollars, for the slow reference of payslips. They are never reduced: only their values matter. */

/** Numerator and denominator. The denominator is above zero. */
export type Fraction = readonly [bigint, bigint];

export const ZERO: Fraction = [0n, 1n];

export const fraction = (n: bigint, d = 1n): Fraction => [n, d];
export const add = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d];
export const minus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d - c * b, b * d];
export const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
export const over = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d, b * c];
export const less = ([a, b]: Fraction, [c, d]: Fraction): boolean => a * d < c * b;
export const larger = (x: Fraction, y: Fraction): Fraction => (less(x, y) ? y : x);
export const smaller = (x: Fraction, y: Fraction): Fraction => (less(x, y) ? x : y);
export const sumOf = (all: readonly Fraction[]): Fraction => all.reduce(add, ZERO);

export function decimal(text: string): Fraction {
  const [whole = '0', digits = ''] = text.split('.');
  return [BigInt(whole + digits), 10n ** BigInt(digits.length)];
}

export const cents = (minor: bigint): Fraction => [minor, 100n];

/** Rounds to whole cents, half away from zero. */
export function toCents([n, d]: Fraction): bigint {
  const size = n < 0n ? -n : n;
  const whole = (size * 200n + d) / (2n * d);
  return n < 0n ? -whole : whole;
}

export const rounded = (x: Fraction): Fraction => cents(toCents(x));

/** Rounds an amount of zero or more to whole cents. */
export const roundedDown = ([n, d]: Fraction): Fraction => cents((n * 100n) / d);
export const roundedUp = ([n, d]: Fraction): Fraction => cents((n * 100n + d - 1n) / d);
