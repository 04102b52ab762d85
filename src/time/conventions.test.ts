import { describe, expect, it } from 'vitest';
import type { BankCalendar } from './bank-calendar.ts';
import { fed } from './calendars/fed.ts';
import { adjust, type Convention, conventions } from './conventions.ts';
import { isoOf, plainDate, toEpochDay } from './plain-date.ts';

const closedWednesday: BankCalendar = {
  ...fed,
  closings: new Map([[toEpochDay(plainDate('2026-07-15')), 'Closed']]),
};

describe('a date that banks are closed on', () => {
  const cases: readonly (readonly [string, Convention, string])[] = [
    // A Sunday, and the last day of its month.
    ['2026-05-31', 'none', '2026-05-31'],
    ['2026-05-31', 'preceding', '2026-05-29'],
    ['2026-05-31', 'following', '2026-06-01'],
    ['2026-05-31', 'modified_following', '2026-05-29'],
    ['2026-05-31', 'modified_preceding', '2026-05-29'],
    ['2026-05-31', 'nearest', '2026-06-01'],
    // A Sunday before Presidents' Day.
    ['2026-02-15', 'following', '2026-02-17'],
    ['2026-02-15', 'preceding', '2026-02-13'],
    ['2026-02-15', 'nearest', '2026-02-13'],
    // A Saturday, and the first day of its month.
    ['2026-08-01', 'preceding', '2026-07-31'],
    ['2026-08-01', 'modified_preceding', '2026-08-03'],
    ['2026-08-01', 'modified_following', '2026-08-03'],
    ['2026-08-01', 'nearest', '2026-07-31'],
    // New Year: into the year before.
    ['2027-01-01', 'preceding', '2026-12-31'],
    ['2027-01-01', 'modified_preceding', '2027-01-04'],
    // Open days stay.
    ['2026-06-18', 'preceding', '2026-06-18'],
  ];

  it.each(cases)('%s by %s goes to %s', (date, convention, expected) => {
    const adjusted = adjust(toEpochDay(plainDate(date)), { convention, calendar: fed });
    expect(isoOf(adjusted.day)).toBe(expected);
  });

  it('goes to the earlier side when both are equally near', () => {
    const how = { convention: 'nearest', calendar: closedWednesday } as const;
    expect(isoOf(adjust(toEpochDay(plainDate('2026-07-15')), how).day)).toBe('2026-07-14');
  });

  it('carries the reason', () => {
    const how = { convention: 'preceding', calendar: fed } as const;
    expect(adjust(toEpochDay(plainDate('2026-06-19')), how)).toMatchObject({
      kind: 'moved',
      because: 'Juneteenth',
    });
  });
});

describe('a date beyond the known years', () => {
  it.each(conventions.filter((one) => one !== 'none'))('is unknown by %s', (convention) => {
    const adjusted = adjust(toEpochDay(plainDate('2031-05-01')), { convention, calendar: fed });
    expect(adjusted.kind).toBe('unknown');
  });

  it('is kept by none, which asks no calendar', () => {
    const how = { convention: 'none', calendar: fed } as const;
    expect(adjust(toEpochDay(plainDate('2031-05-01')), how).kind).toBe('kept');
  });

  it('is unknown when only the following day would be beyond', () => {
    const sunday = toEpochDay(plainDate('2023-01-01'));
    expect(adjust(sunday, { convention: 'preceding', calendar: fed }).kind).toBe('unknown');
    expect(adjust(sunday, { convention: 'modified_preceding', calendar: fed }).kind).toBe('moved');
  });
});
