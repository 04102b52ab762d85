/**
 * Reproducible random numbers: the same seed gives the same numbers on every machine.
 *
 * SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014). It
 * serves fault schedules and the jitter of retries; never use it for a key, a token or an amount.
 */
import { assert } from '#errors.ts';

export interface Seeded {
  /** In [0, 1), 53 bits. */
  next(): number;
  /** A whole number from 0 to `below` − 1. */
  below(below: number): number;
  /** True with this probability. It always uses one number, so that runs stay comparable. */
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** An independent generator, so that one part's draws do not change another's. */
  split(): Seeded;
}

const mask = (1n << 64n) - 1n;

export function seeded(seed: number | bigint): Seeded {
  let state = BigInt(seed) & mask;
  const next64 = (): bigint => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return z ^ (z >> 31n);
  };
  const next = () => Number(next64() >> 11n) / 2 ** 53;
  const below = (bound: number) => {
    assert(Number.isSafeInteger(bound) && bound > 0, `there is no whole number below ${bound}`);
    return Math.floor(next() * bound);
  };
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[below(choices.length)] as (typeof choices)[number],
    split: () => seeded(next64()),
  };
}
