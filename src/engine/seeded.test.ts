import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bug } from '#errors.ts';
import { seeded } from './seeded.ts';

describe('seeded chance', () => {
  it('gives the published sequence of SplitMix64', () => {
    // The first outputs for the seed 1234567, as in the Java and C reference implementations.
    const expected = [
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ];
    const random = seeded(1234567);
    for (const output of expected) expect(random.next()).toBe(Number(output >> 11n) / 2 ** 53);
  });

  it('gives the same numbers for the same seed, and different ones for different seeds', () => {
    const take = (seed: number) => {
      const random = seeded(seed);
      return Array.from({ length: 20 }, () => random.below(1_000));
    };
    expect(take(7)).toEqual(take(7));
    expect(take(8)).not.toEqual(take(7));
  });

  it('stays in its range for every seed', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 1, max: 2 ** 40 }), (seed, bound) => {
        const random = seeded(seed);
        const share = random.next();
        const whole = random.below(bound);
        return share >= 0 && share < 1 && Number.isInteger(whole) && whole >= 0 && whole < bound;
      }),
    );
  });

  it('reaches every choice about equally often', () => {
    const random = seeded(1);
    const counts = new Map<string, number>();
    for (let index = 0; index < 9_000; index += 1) {
      const choice = random.pick(['lose', 'double', 'delay']);
      counts.set(choice, (counts.get(choice) ?? 0) + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - 3_000)).toBeLessThan(200);
    expect(counts.size).toBe(3);
  });

  it('is never true at probability 0 and always at 1, and uses one number either way', () => {
    const [never, always, plain] = [seeded(5), seeded(5), seeded(5)];
    for (let index = 0; index < 100; index += 1) {
      expect(never.chance(0)).toBe(false);
      expect(always.chance(1)).toBe(true);
      plain.next();
    }
    expect([never.next(), always.next()]).toEqual([plain.next(), seededAt(5, 101)]);
  });

  it('splits into a generator that neither repeats it nor disturbs it', () => {
    const [split, plain] = [seeded(9), seeded(9)];
    const part = split.split();
    plain.next();
    for (let index = 0; index < 10; index += 1) part.next();
    const next = split.next();
    expect(next).toBe(plain.next());
    expect(part.next()).not.toBe(next);
  });

  it('has no whole number below 0 or below a fraction, and no pick from nothing', () => {
    expect(() => seeded(1).below(0)).toThrow(Bug);
    expect(() => seeded(1).below(1.5)).toThrow(Bug);
    expect(() => seeded(1).pick([])).toThrow(Bug);
  });
});

/** The n-th number of a seed, counted from 1. */
function seededAt(seed: number, place: number): number {
  const random = seeded(seed);
  for (let index = 1; index < place; index += 1) random.next();
  return random.next();
}
