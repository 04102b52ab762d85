import { describe, expect, it } from 'vitest';
import { compareBeside, type OwnPay, type TheirPay } from './beside.ts';

const own: OwnPay = {
  ...{ grossMinor: 100_000n, reimbursementsMinor: 0n, deductionsMinor: 5_000n },
  ...{ taxesMinor: 17_650n, netMinor: 77_350n },
  lines: [
    { code: 'SALARY', kind: 'earning', amountMinor: 100_000n },
    { code: 'UNION', kind: 'deduction', amountMinor: 5_000n },
    { code: 'INCOME', kind: 'tax', amountMinor: 10_000n },
    { code: 'PENSION', kind: 'tax', amountMinor: 6_200n },
    { code: 'HEALTH', kind: 'tax', amountMinor: 1_450n },
  ],
};
const theirs = (given: Partial<TheirPay>): TheirPay => ({ netMinor: 77_350n, named: [], ...given });
const tax = (column: string, codes: readonly string[], amountMinor: bigint) =>
  ({ column, codes, amountMinor, kind: 'tax' }) as const;

describe('the difference of two net pays', () => {
  it.each([
    ['equal', {}, 'same'],
    ['one cent', { netMinor: 77_351n }, 'rounding'],
    ['two cents in two taxes', { netMinor: 77_352n }, 'differs'],
  ] as const)('is judged: %s', (_, given, outcome) => {
    expect(compareBeside(own, theirs(given)).outcome).toBe(outcome);
  });

  it('is divided into parts that add up, by columns and then by sums', () => {
    const found = compareBeside(
      own,
      theirs({
        ...{ netMinor: 72_000n, grossMinor: 99_000n, taxesMinor: 20_650n },
        named: [tax('income', ['INCOME'], 11_000n), tax('state', [], 2_000n)],
      }),
    );
    expect(found.parts).toMatchObject([
      { cause: 'tax', column: 'income', differenceMinor: -1_000n },
      { cause: 'not_calculated', column: 'state', differenceMinor: -2_000n },
      { cause: 'gross', differenceMinor: -1_000n },
      { cause: 'unexplained', differenceMinor: -1_350n },
    ]);
    expect(found.parts.reduce((sum, one) => sum + one.differenceMinor, 0n)).toBe(
      found.differenceMinor,
    );
  });

  it('names a line of exactly the missing amount', () => {
    expect(compareBeside(own, theirs({ netMinor: 82_350n })).likely).toEqual([
      { code: 'line_missing_there', facts: { payCode: 'UNION' } },
    ]);
    expect(compareBeside(own, theirs({ netMinor: 75_900n })).likely).toEqual([
      { code: 'line_twice_there', facts: { payCode: 'HEALTH' } },
    ]);
  });

  it('leaves out a group of taxes if one of them has a column', () => {
    const named = [tax('both', ['PENSION', 'HEALTH'], 7_660n), tax('pension', ['PENSION'], 6_210n)];
    expect(compareBeside(own, theirs({ netMinor: 77_340n, named })).parts).toMatchObject([
      { cause: 'tax', column: 'pension', differenceMinor: -10n },
    ]);
  });
});
