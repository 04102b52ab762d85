import { describe, expect, it } from 'vitest';
import type { BankCalendar } from './bank-calendar.ts';
import { fed } from './calendars/fed.ts';
import { target2 } from './calendars/target2.ts';
import { englandAndWales } from './calendars/uk.ts';
import { adjust, type Convention, conventions } from './conventions.ts';
import { plainDate } from './plain-date.fixture.ts';
import { isoOf, toEpochDay } from './plain-date.ts';

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
    // New Year's Day moves into the year before.
    ['2027-01-01', 'preceding', '2026-12-31'],
    ['2027-01-01', 'modified_preceding', '2027-01-04'],
    // Open days do not move.
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

describe('the closings on the way', () => {
  const winter: BankCalendar = {
    ...englandAndWales,
    closings: new Map([
      ...englandAndWales.closings,
      ...[23, 24, 29, 30, 31].map(
        (day) => [toEpochDay(plainDate(`2026-12-${day}`)), 'Winter closing'] as const,
      ),
    ]),
  };
  const closing: BankCalendar = {
    ...fed,
    closings: new Map(
      [24, 25, 26, 27, 28].map((day) => [toEpochDay(plainDate(`2026-12-${day}`)), 'Closing']),
    ),
  };

  it.each<readonly [string, Convention, BankCalendar, string]>([
    ['2026-08-01', 'preceding', fed, 'Sat 2026-08-01 is closed (Saturday)'],
    ['2026-05-31', 'preceding', fed, 'Sun 2026-05-31 is closed (Sunday)'],
    ['2026-06-19', 'preceding', fed, 'Fri 2026-06-19 is closed (Juneteenth)'],
    [
      '2024-03-31',
      'preceding',
      englandAndWales,
      'Sun 2024-03-31 is closed (Sunday), so is Fri 2024-03-29 (Good Friday)',
    ],
    [
      '2024-03-29',
      'following',
      target2,
      'Fri 2024-03-29 is closed (Good Friday), so are the weekend and Mon 2024-04-01 (Easter Monday)',
    ],
    ['2026-12-25', 'following', fed, 'Fri 2026-12-25 is closed (Christmas Day), so is the weekend'],
    [
      '2026-02-14',
      'following',
      fed,
      "Sat 2026-02-14 is closed (Saturday), so is Mon 2026-02-16 (Presidents' Day)",
    ],
    [
      '2026-12-31',
      'preceding',
      winter,
      'Thu 2026-12-31 is closed (Winter closing), so are Tue 2026-12-29 to Wed 2026-12-30 (Winter closing), Mon 2026-12-28 (Boxing Day (substitute day)), the weekend, Fri 2026-12-25 (Christmas Day) and Wed 2026-12-23 to Thu 2026-12-24 (Winter closing)',
    ],
    [
      '2026-12-29',
      'preceding',
      {
        ...closing,
        closings: new Map([
          ...closing.closings,
          [toEpochDay(plainDate('2026-12-29')), 'Stock-taking'],
        ]),
      },
      'Tue 2026-12-29 is closed (Stock-taking), so are Thu 2026-12-24 to Mon 2026-12-28 (Closing)',
    ],
  ])('of %s by %s are named', (date, convention, calendar, words) => {
    const adjusted = adjust(toEpochDay(plainDate(date)), { convention, calendar });
    expect(adjusted).toMatchObject({ kind: 'moved', closed: words, notThere: null });
  });

  it.each<readonly [string, Convention, BankCalendar, string]>([
    [
      '2026-05-31',
      'modified_following',
      fed,
      'Mon 2026-06-01, the banking day after it, is in another month',
    ],
    [
      '2026-08-01',
      'modified_preceding',
      fed,
      'Fri 2026-07-31, the banking day before it, is in another month',
    ],
    ['2026-02-15', 'nearest', fed, "closed after it: Mon 2026-02-16 (Presidents' Day)"],
  ])('of %s by %s decide the side', (date, convention, calendar, words) => {
    const adjusted = adjust(toEpochDay(plainDate(date)), { convention, calendar });
    expect(adjusted).toMatchObject({ kind: 'moved', notThere: words });
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
