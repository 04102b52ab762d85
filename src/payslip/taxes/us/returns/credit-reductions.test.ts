/** Schedule A of Form 940. The first example is published: 7,000 of wages in California in 2025 cost 126.00. */
import { expect, it } from 'vitest';
import { plainDate } from '#time/plain-date.fixture.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { deposits940 } from './deposits-940.ts';
import { usReturns } from './us-returns.ts';

/** Lines of the year, from wages of 7,000.00 with FUTA of 42.00, or of another tax. */
function linesOf(year: number, region: string, taxMinor = 42_00n) {
  const sums: Readonly<Record<string, bigint>> = { FUTA_WAGES: 7_000_00n, FUTA_EMPLOYER: taxMinor };
  const sumOf = (code: string) => sums[code] ?? 0n;
  const regions = [{ region, wagesMinor: 7_000_00n, taxMinor, payslips: 1 }];
  const made = usReturns.year(year, {
    ...{ sumOf, quarters: [sumOf, () => 0n, () => 0n, () => 0n], payslips: 1, amounts: [] },
    regions,
  });
  const lines = (made?.lines ?? []).map(({ line, amountMinor }) => [line, amountMinor] as const);
  return { ...Object.fromEntries(lines), isKnown: made?.isReductionKnown };
}

it('7,000 in California in 2025 are 42 and 84, all of it in the fourth quarter but what was due before', () => {
  expect(linesOf(2025, 'CA')).toMatchObject({
    ...{ '8': 42_00n, '9-11': 84_00n, '11': 84_00n, 'A CA': 84_00n, '12': 126_00n },
    ...{ '16a': 42_00n, '16d': 84_00n, '17': 126_00n, isKnown: true },
  });
});

it.each([
  ['the Virgin Islands in 2025', 2025, 'VI', 315_00n],
  ['New York in 2024', 2024, 'NY', 63_00n],
  ['California in 2023', 2023, 'CA', 42_00n],
])('of %s has its own rate', (_, year, region, amountMinor) => {
  expect(linesOf(year, region)).toMatchObject({ '11': amountMinor });
});

it('of a state without a loan is no line', () => {
  expect(linesOf(2025, 'TX')).not.toHaveProperty('11');
});

it('of a year that is not known is a line without an amount', () => {
  expect(linesOf(2026, 'CA')).toMatchObject({ '11': null, '12': 42_00n, isKnown: false });
});

it('is not added to what a rate of the company has already', () => {
  expect(linesOf(2025, 'CA', 126_00n)).toMatchObject({ '9-11': 84_00n, '11': 0n, '12': 126_00n });
});

it('is deposited with the fourth quarter, and may make it a deposit of more than 500', () => {
  const days = [{ on: toEpochDay(plainDate('2025-10-10')), amountMinor: 42_00n }];
  const [deposit] = deposits940(days, new Map([[2025, 600_00n]])).deposits;
  expect(deposit).toMatchObject({
    quarter: { quarter: 4 },
    rule: 'quarterly',
    amountMinor: 642_00n,
  });
});
