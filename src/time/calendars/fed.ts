/**
 * The Federal Reserve Banks: Fedwire and FedACH, which carry US direct deposits.
 *
 * There are eleven standard holidays. One on a Sunday is observed on the Monday. One on a Saturday
 * is not observed, so the Friday before is open (unlike in the federal government's own calendar).
 *
 * Sources: Federal Reserve Board, K.8 "Holidays Observed by the Federal Reserve System 2026-2030",
 * https://www.federalreserve.gov/aboutthefed/k8.htm; Federal Reserve Financial Services, "Holiday
 * Schedules", https://www.frbservices.org/about/holiday-schedules
 */

import type { BankCalendar } from '#time/bank-calendar.ts';
import { type EpochDay, epochDayOf, weekdayOf } from '#time/plain-date.ts';
import { closingsOf, type Holiday, nthWeekday } from './holiday-rules.ts';

const years = { first: 2023, last: 2030 } as const;

export const fed: BankCalendar = {
  id: 'fed',
  title: 'Federal Reserve Banks',
  firstYear: years.first,
  lastYear: years.last,
  weekend: [6, 7],
  closings: closingsOf(years, holidaysOf),
};

function holidaysOf(year: number): readonly Holiday[] {
  const monday = (month: number, nth: number) => nthWeekday({ year, month }, { weekday: 1, nth });
  return [
    fixed({ year, month: 1, day: 1 }, "New Year's Day"),
    { day: monday(1, 3), name: 'Martin Luther King Jr. Day' },
    { day: monday(2, 3), name: "Presidents' Day" },
    { day: monday(5, -1), name: 'Memorial Day' },
    // Public Law 117-17 of 17 June 2021.
    fixed({ year, month: 6, day: 19 }, 'Juneteenth'),
    fixed({ year, month: 7, day: 4 }, 'Independence Day'),
    { day: monday(9, 1), name: 'Labor Day' },
    { day: monday(10, 2), name: 'Columbus Day' },
    fixed({ year, month: 11, day: 11 }, 'Veterans Day'),
    { day: nthWeekday({ year, month: 11 }, { weekday: 4, nth: 4 }), name: 'Thanksgiving Day' },
    fixed({ year, month: 12, day: 25 }, 'Christmas Day'),
  ];
}

function fixed(date: { year: number; month: number; day: number }, name: string): Holiday {
  const day: EpochDay = epochDayOf(date);
  return weekdayOf(day) === 7 ? { day: day + 1, name: `${name} (observed)` } : { day, name };
}
