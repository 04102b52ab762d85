import { describe, expect, it } from 'vitest';
import { closedBecause, isBankingDay } from '#time/bank-calendar.ts';
import { plainDate } from '#time/plain-date.fixture.ts';
import { isoOf, toEpochDay, weekdayOf } from '#time/plain-date.ts';
import { fed } from './fed.ts';

/** K.8, "Holidays Observed by the Federal Reserve System", https://www.federalreserve.gov/aboutthefed/k8.htm, and the 2023–2025 schedule of the Reserve Banks. */
const published: Readonly<Record<number, string>> = {
  2023: '01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-23 12-25',
  2024: '01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25',
  2025: '01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25',
  2026: '01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25',
  2027: '01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25',
  2028: '01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-23 12-25',
  2029: '01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25',
  2030: '01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25',
};

describe('the Fed', () => {
  it.each(Object.entries(published))(
    'closes in %s on the weekdays that it published',
    (year, days) => {
      const found = [...fed.closings.keys()]
        .filter((day) => weekdayOf(day) < 6 && isoOf(day).startsWith(year))
        .map((day) => isoOf(day).slice(5))
        .sort();
      expect(found.join(' ')).toBe(days);
    },
  );

  it.each(['2023-11-10', '2026-07-03', '2027-06-18', '2027-12-24', '2027-12-31', '2028-11-10'])(
    'is open on %s, the Friday before a holiday on a Saturday',
    (date) => {
      const open = isBankingDay(fed, plainDate(date));
      expect(open.ok && open.value).toBe(true);
    },
  );

  it('names the holiday, and says that a Monday stands for it', () => {
    expect(closedBecause(fed, toEpochDay(plainDate('2026-06-19')))).toBe('Juneteenth');
    expect(closedBecause(fed, toEpochDay(plainDate('2027-07-05')))).toBe(
      'Independence Day (observed)',
    );
    expect(closedBecause(fed, toEpochDay(plainDate('2026-07-11')))).toBe('Saturday');
  });

  it.each(['2022-12-30', '2031-01-02'])('refuses %s, which it does not know', (date) => {
    const open = isBankingDay(fed, plainDate(date));
    expect(open.ok || open.refusal.code).toBe('calendar_year_unknown');
  });
});
