import { describe, expect, it } from 'vitest';
import { isBankingDay } from '#time/bank-calendar.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { isoOf } from '#time/plain-date.ts';
import { easterSunday } from './holiday-rules.ts';
import { target2 } from './target2.ts';

describe('TARGET2', () => {
  it('closes on six days of every year it knows', () => {
    for (let year = 2023; year <= 2030; year += 1) {
      const days = [...target2.closings.keys()].filter((day) => isoOf(day).startsWith(`${year}`));
      expect(days).toHaveLength(6);
    }
  });

  it('closes in 2026 on those that the ECB lists', () => {
    const days = [...target2.closings.keys()].map(isoOf).filter((day) => day.startsWith('2026'));
    expect(days.sort()).toEqual([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-12-25',
      '2026-12-26',
    ]);
  });

  it.each(['2026-05-14', '2026-10-03', '2026-12-28', '2023-01-02'])(
    'is not moved by national holidays or by a weekend: %s',
    (date) => {
      const weekend = ['2026-10-03'].includes(date);
      const open = isBankingDay(target2, plainDate(date));
      expect(open.ok && open.value).toBe(!weekend);
    },
  );
});

describe('Easter Sunday', () => {
  it.each([
    [2023, '2023-04-09'],
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2028, '2028-04-16'],
    [2029, '2029-04-01'],
    [2030, '2030-04-21'],
    [2038, '2038-04-25'],
    [1818, '1818-03-22'],
  ])('of %i is %s', (year, date) => {
    expect(isoOf(easterSunday(year))).toBe(date);
  });
});
