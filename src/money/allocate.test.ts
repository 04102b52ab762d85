import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, allocateEvenly } from './allocate.ts';

describe('sharing out', () => {
  it('gives the odd cents to the largest remainders, then to the first', () => {
    expect(allocate(100n, [1n, 1n, 1n])).toEqual({ ok: true, value: [34n, 33n, 33n] });
    expect(allocate(-100n, [1n, 1n, 1n])).toEqual({ ok: true, value: [-34n, -33n, -33n] });
    expect(allocate(5n, [3n, 7n])).toEqual({ ok: true, value: [2n, 3n] });
    expect(allocate(1n, [1n, 2n])).toEqual({ ok: true, value: [0n, 1n] });
    expect(allocateEvenly(1001n, 2)).toEqual({ ok: true, value: [501n, 500n] });
  });

  it('refuses to share with nobody, and a negative weight', () => {
    expect(allocate(1n, [])).toMatchObject({ ok: false, refusal: { code: 'no_weights' } });
    expect(allocate(1n, [0n])).toMatchObject({ ok: false, refusal: { code: 'no_weights' } });
    expect(allocate(1n, [2n, -1n])).toMatchObject({
      ok: false,
      refusal: { code: 'negative_weight' },
    });
    expect(allocate(0n, [])).toEqual({ ok: true, value: [] });
  });

  it('adds up exactly, and each part is less than one unit off its share', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1 });
    fc.assert(
      fc.property(fc.bigInt(), weights, (amount, parts) => {
        const total = parts.reduce((sum, part) => sum + part, 0n);
        fc.pre(total > 0n);
        const shared = allocate(amount, parts);
        if (!shared.ok) throw new Error('refused');
        expect(shared.value.reduce((sum, part) => sum + part, 0n)).toBe(amount);
        shared.value.forEach((part, index) => {
          const off = part * total - amount * (parts[index] ?? 0n);
          expect(off < total && off > -total).toBe(true);
        });
      }),
    );
  });
});
