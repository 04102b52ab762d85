/**
 * Division of whole numbers, with the rounding named at every call.
 *
 * Exact: there is no floating point here. `half_up`, `half_even`, `down` and `up` are symmetric around
 * zero: half_up rounds 2.5 to 3, and -2.5 to -3.
 */

import { assert } from '#errors.ts';
import type { Minor } from './minor.ts';
import type { Rate } from './rate.ts';

/**
 * half_up    nearest, a half away from zero (the usual "to the cent")
 * half_even  nearest, a half to the even neighbour
 * down       towards zero (cut off)
 * up         away from zero
 * ceiling    towards plus infinity
 * floor      towards minus infinity
 */
export type RoundingMode = 'half_up' | 'half_even' | 'down' | 'up' | 'ceiling' | 'floor';

export const roundingModes: readonly RoundingMode[] = [
  'half_up',
  'half_even',
  'down',
  'up',
  'ceiling',
  'floor',
];

/** Rounds numerator ÷ denominator to a whole number. The denominator is not zero. */
export function divideRounded(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  assert(denominator !== 0n, 'division by zero');
  const n = denominator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  // bigint division rounds towards zero, so the remainder has the sign of the numerator.
  const quotient = n / d;
  const remainder = n - quotient * d;
  if (remainder === 0n) return quotient;
  const away = remainder > 0n ? 1n : -1n;
  return goesAway(mode, { quotient, remainder, pastHalf: remainder * away * 2n - d })
    ? quotient + away
    : quotient;
}

/** Whether rounding moves the truncated quotient one away from zero. */
function goesAway(
  mode: RoundingMode,
  cut: { quotient: bigint; remainder: bigint; pastHalf: bigint },
): boolean {
  switch (mode) {
    case 'half_up':
      return cut.pastHalf >= 0n;
    case 'half_even':
      return cut.pastHalf > 0n || (cut.pastHalf === 0n && cut.quotient % 2n !== 0n);
    case 'down':
      return false;
    case 'up':
      return true;
    case 'ceiling':
      return cut.remainder > 0n;
    case 'floor':
      return cut.remainder < 0n;
  }
}

/** Returns amount × rate, rounded once. */
export function mulDiv(amountMinor: Minor, rate: Rate, mode: RoundingMode): Minor {
  return divideRounded(amountMinor * rate.numerator, rate.denominator, mode);
}
