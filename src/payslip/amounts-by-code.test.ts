import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountsByCode } from './amounts-by-code.ts';

const large = 2n ** 52n;

/** A few ids, so that two lists often share some, all or none. Amounts around the bound of whole numbers. */
const anyAmounts = fc
  .array(
    fc.tuple(
      fc.integer({ min: -2, max: 12 }),
      fc.oneof(
        { weight: 9, arbitrary: fc.bigInt({ min: -1_000n, max: 1_000n }) },
        fc.bigInt({ min: large - 3n, max: large + 3n }),
        fc.bigInt({ min: -large - 3n, max: -large + 3n }),
      ),
    ),
  )
  .map((pairs) => new Map(pairs));

const sorted = (map: ReadonlyMap<number, bigint>) => [...map].sort(([a], [b]) => a - b);

function sum(left: ReadonlyMap<number, bigint>, right: ReadonlyMap<number, bigint>, sign: bigint) {
  const both = new Map(left);
  for (const [id, amount] of right) both.set(id, (both.get(id) ?? 0n) + sign * amount);
  return both;
}

describe('amounts by pay code', () => {
  it('are read as they were given, in the order of the ids', () => {
    fc.assert(
      fc.property(anyAmounts, (given) => {
        const amounts = AmountsByCode.from(given);
        expect([...amounts]).toEqual(sorted(given));
        expect(amounts.size).toBe(given.size);
        expect(amounts.codes).toEqual(sorted(given).map(([id]) => id));
        expect(amounts.amounts()).toEqual(sorted(given).map(([, amount]) => amount));
        for (let id = -3; id < 14; id += 1) expect(amounts.get(id)).toBe(given.get(id));
      }),
    );
  });

  it('are whole numbers, or not a number beyond the bound', () => {
    fc.assert(
      fc.property(anyAmounts, (given) => {
        const amounts = AmountsByCode.from(given);
        for (let id = -3; id < 14; id += 1) {
          const amount = given.get(id) ?? 0n;
          const isWithin = amount < large && amount > -large;
          expect(amounts.whole(id)).toBe(isWithin ? Number(amount) : Number.NaN);
        }
      }),
    );
  });

  it('add up and subtract like two maps, near the bound too', () => {
    fc.assert(
      fc.property(anyAmounts, anyAmounts, (left, right) => {
        const [one, other] = [AmountsByCode.from(left), AmountsByCode.from(right)];
        expect([...one.plus(other)]).toEqual(sorted(sum(left, right, 1n)));
        expect([...one.minus(other)]).toEqual(sorted(sum(left, right, -1n)));
      }),
    );
  });

  it('keep the list of ids when the other list adds none, so that people share lists', () => {
    const codes = [3, 5, 8];
    const one = AmountsByCode.ofColumns(codes, [1n, 2n, 3n]);
    const few = AmountsByCode.from(new Map([[5, 7n]]));
    expect(one.plus(few).codes).toBe(codes);
    expect(few.plus(one).codes).toBe(codes);
    expect(one.minus(few).codes).toBe(codes);
    expect(one.plus(AmountsByCode.none)).toBe(one);
    expect(AmountsByCode.none.plus(one)).toBe(one);
    expect(AmountsByCode.from(new Map())).toBe(AmountsByCode.none);
  });

  it('differ for the checks of other tests when one amount differs', () => {
    const of = (amount: bigint) => AmountsByCode.ofColumns([3, 5], [1n, amount]);
    expect(of(2n)).toEqual(of(2n));
    expect(of(2n)).not.toEqual(of(3n));
    expect(of(large)).not.toEqual(of(large + 1n));
  });

  it('are taken from columns in any order', () => {
    expect([...AmountsByCode.ofColumns([8, 3], [1n, 2n])]).toEqual([
      [3, 2n],
      [8, 1n],
    ]);
  });

  it('are taken from a part of a block of whole numbers', () => {
    const block = Float64Array.of(9, 1, -2, 9);
    const amounts = AmountsByCode.ofWhole([3, 5], block, { at: 1 });
    expect([...amounts]).toEqual([
      [3, 1n],
      [5, -2n],
    ]);
    expect([amounts.whole(5), amounts.whole(4), amounts.get(4)]).toEqual([-2, 0, undefined]);
  });
});
