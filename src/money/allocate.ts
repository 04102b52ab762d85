/**
 * Sharing out an amount so that the parts always sum to the whole.
 *
 * Largest remainder: each part gets its share cut towards zero, and the minor units left over go
 * one each to the parts whose cut was largest; of equal ones the first in the list. So the
 * answer depends on the arguments alone, and a part is never a whole minor unit off its share.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import type { Minor } from './minor.ts';

/**
 * The parts of `amountMinor` in proportion to `weights` (any unit: days, hours, minor units).
 *
 * Refuses `no_weights` (nobody to share with, or all weights zero while the amount is not) and
 * `negative_weight`. A negative amount is shared as its positive, with the sign put back.
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
      message: 'there is nothing to share the amount among',
      hint: 'give at least one part a weight above zero',
    });
  }
  return answer(shares(amountMinor, { weights, total }));
}

/** `parts` shares as equal as minor units allow, the larger ones first. */
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
