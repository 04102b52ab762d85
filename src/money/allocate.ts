/**
 * Divides an amount so that the parts always add up to the whole.
 *
 * It uses the largest-remainder method. Each part gets its share, rounded towards zero. The
 * remaining minor units go one each to the parts that lost most by the rounding; among equals, to
 * the first in the list. So the answer depends only on the arguments, and no part is a whole minor
 * unit off its share.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import type { Minor } from './minor.ts';

/**
 * The parts of `amountMinor` in proportion to `weights` (any unit: days, hours, minor units). A
 * negative amount is divided like the positive amount, with the sign restored.
 *
 * Refusals: `no_weights` (the list is empty, or all weights are zero and the amount is not),
 * `negative_weight`.
 */
export function allocate(amountMinor: Minor, weights: readonly bigint[]): Answer<readonly Minor[]> {
  const negative = weights.findIndex((weight) => weight < 0n);
  if (negative >= 0) {
    return refuse({
      family: 'invalid',
      code: 'negative_weight',
      message: `share ${negative + 1} has a negative weight`,
      hint: 'give every part a weight of zero or more',
    });
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) {
    if (amountMinor === 0n) return answer(weights.map(() => 0n));
    return refuse({
      family: 'invalid',
      code: 'no_weights',
      message: 'there are no parts to divide the amount among',
      hint: 'give at least one part a weight above zero',
    });
  }
  return answer(shares(amountMinor, { weights, total }));
}

/**
 * Divides an amount into `parts` shares that differ by at most one minor unit. The larger come
 * first.
 */
export function allocateEvenly(amountMinor: Minor, parts: number): Answer<readonly Minor[]> {
  return allocate(amountMinor, new Array<bigint>(Math.max(0, Math.trunc(parts))).fill(1n));
}

function shares(
  amountMinor: Minor,
  { weights, total }: { weights: readonly bigint[]; total: bigint },
): readonly Minor[] {
  const sign = amountMinor < 0n ? -1n : 1n;
  const whole = amountMinor * sign;
  const parts = weights.map((weight) => (whole * weight) / total);
  const cuts = weights.map((weight) => (whole * weight) % total);
  let left = whole - parts.reduce((sum, part) => sum + part, 0n);
  const byCut = cuts
    .map((_, index) => index)
    .sort((a, b) => compare(cuts[b] ?? 0n, cuts[a] ?? 0n) || a - b);
  for (const index of byCut) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((part) => part * sign);
}

function compare(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
