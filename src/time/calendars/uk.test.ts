import { describe, expect, it } from 'vitest';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { isoOf, weekdayOf } from '#time/plain-date.ts';
import { englandAndWales, northernIreland, scotland } from './uk.ts';

/** https://www.gov.uk/bank-holidays.json, as published for these years. */
const published: readonly (readonly [BankCalendar, number, string])[] = [
  [englandAndWales, 2023, '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26'],
  [englandAndWales, 2024, '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26'],
  [englandAndWales, 2025, '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26'],
  [englandAndWales, 2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
  [englandAndWales, 2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
  [englandAndWales, 2028, '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26'],
  [scotland, 2023, '01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26'],
  [scotland, 2024, '01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26'],
  [scotland, 2025, '01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26'],
  [scotland, 2026, '01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28'],
  [scotland, 2027, '01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28'],
  [scotland, 2028, '01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26'],
  [northernIreland, 2023, '01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26'],
  [northernIreland, 2024, '01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26'],
  [northernIreland, 2025, '01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26'],
  [northernIreland, 2026, '01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28'],
  [northernIreland, 2027, '01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28'],
  [northernIreland, 2028, '01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26'],
];

describe('bank holidays of the United Kingdom', () => {
  it.each(published.map(([calendar, year, days]) => [calendar.id, year, days, calendar] as const))(
    '%s in %i are those that were published',
    (_, year, days, calendar) => {
      const found = [...calendar.closings.keys()]
        .map(isoOf)
        .filter((day) => day.startsWith(`${year}`));
      expect(
        found
          .map((day) => day.slice(5))
          .sort()
          .join(' '),
      ).toBe(days);
    },
  );

  it('never fall on a weekend: a substitute day takes their place', () => {
    for (const { closings } of [englandAndWales, scotland, northernIreland]) {
      expect([...closings.keys()].filter((day) => weekdayOf(day) >= 6)).toEqual([]);
    }
  });
});
