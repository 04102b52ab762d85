import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import {
  type BankCalendar,
  bankingDayFrom,
  bankingDaysBefore,
  calendarWarning,
  closedBecause,
  isBankingDay,
  joinCalendars,
} from './bank-calendar.ts';
import { fed } from './calendars/fed.ts';
import { target2 } from './calendars/target2.ts';
import { plainDate } from './plain-date.fixture.ts';
import { isoOf, toEpochDay } from './plain-date.ts';

const day = (iso: string) => toEpochDay(plainDate(iso));
const iso = (found: number | null) => (found === null ? null : isoOf(found));

const winterClosing: BankCalendar = {
  id: 'winter-closing',
  title: 'Winter closing',
  firstYear: 2026,
  lastYear: 2027,
  weekend: [],
  closings: new Map([
    [day('2026-12-24'), 'Winter closing'],
    [day('2026-12-25'), 'Winter closing'],
    [day('2026-12-28'), 'Winter closing'],
  ]),
};

describe('banking days before a day', () => {
  it.each([
    ['2026-06-22', 0, '2026-06-22'],
    ['2026-06-22', 1, '2026-06-18'],
    ['2026-06-22', 4, '2026-06-15'],
    // Zero days before a closed day is the banking day before it. Counting begins at the day
    // before.
    ['2026-06-20', 0, '2026-06-18'],
    ['2026-06-20', 1, '2026-06-18'],
    ['2026-06-19', 2, '2026-06-17'],
    ['2026-12-31', 4, '2026-12-24'],
    ['2023-01-03', 1, null],
  ])('%s less %i is %s', (from, days, expected) => {
    expect(iso(bankingDaysBefore(fed, { day: day(from), days }))).toBe(expected);
  });
});

describe('the nearest banking day on one side', () => {
  it.each([
    ['2026-12-25', -1, '2026-12-24'],
    ['2026-12-25', 1, '2026-12-28'],
    ['2026-12-24', 1, '2026-12-24'],
    ['2030-12-31', 1, '2030-12-31'],
    ['2031-01-01', -1, null],
  ] as const)('of %s, step %i, is %s', (from, step, expected) => {
    expect(iso(bankingDayFrom(fed, { day: day(from), step }))).toBe(expected);
  });
});

describe('calendars joined', () => {
  const joined = joinCalendars([fed, winterClosing]);
  if (!joined.ok) throw new Error(joined.refusal.message);

  it('are closed when any of them is, and say for whom', () => {
    expect(closedBecause(joined.value, day('2026-12-24'))).toBe('Winter closing');
    expect(closedBecause(joined.value, day('2026-12-25'))).toBe('Christmas Day, Winter closing');
    expect(closedBecause(joined.value, day('2026-12-26'))).toBe('Saturday');
    expect(closedBecause(joined.value, day('2026-12-29'))).toBeNull();
  });

  it('know only the years that all of them know', () => {
    expect([joined.value.firstYear, joined.value.lastYear]).toEqual([2026, 2027]);
    const open = isBankingDay(joined.value, plainDate('2025-06-02'));
    expect(open.ok || open.refusal.code).toBe('calendar_year_unknown');
    expect(open.ok || open.refusal.message).toContain('Mon 2025-06-02');
  });

  it('are refused when they share no year', () => {
    const none = joinCalendars([target2, { ...winterClosing, firstYear: 2031, lastYear: 2031 }]);
    expect(none.ok || none.refusal.code).toBe('calendars_share_no_year');
  });
});

describe('the warning that a calendar ends', () => {
  it.each([
    ['2030-10-01', null],
    ['2030-10-02', 'calendar_ends_soon'],
    ['2030-12-31', 'calendar_ends_soon'],
    ['2031-01-01', 'calendar_has_ended'],
  ])('on %s is %s', (todayOn, code) => {
    expect(calendarWarning(fed, { todayOn: plainDate(todayOn) })?.code ?? null).toBe(code);
  });

  it('counts the days that are left', () => {
    const warning = calendarWarning(fed, { todayOn: plainDate('2030-12-01') });
    expect(factsIn(warning?.message)).toEqual(expect.arrayContaining(['2030-12-31', '30']));
  });
});
