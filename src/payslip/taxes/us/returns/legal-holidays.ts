/**
 * The legal holidays of the District of Columbia, by which due dates of United States federal taxes move. They are not
 * the closed days of banks: the District observes Emancipation Day, and a Saturday holiday on the Friday before.
 *
 * Sources: only holidays of the District count, by 26 U.S.C. 7503. They follow from the law: 5 U.S.C. 6103 and D.C. Code
 * 28-2701. A holiday on a Saturday is the Friday before, except the day of the inauguration; one on a Sunday is the
 * Monday after. IRS Publication 15 (2026), section 11, "Deposits due on business days only", prints those of 2026, and a
 * test compares them. A President can proclaim another day; so years that are not compared are `derived`.
 */

import type { BankCalendar } from '#time/bank-calendar.ts';
import { closingsOf, type Holiday, nthWeekday } from '#time/calendars/holiday-rules.ts';
import { epochDayOf, weekdayOf } from '#time/plain-date.ts';

/** Juneteenth has been a holiday since June 2021. */
const years = { first: 2022, last: 2199 } as const;

export const districtOfColumbia: BankCalendar = {
  id: 'us-dc',
  title: 'Legal holidays of the District of Columbia',
  firstYear: years.first,
  lastYear: years.last,
  weekend: [6, 7],
  // The first day of the year after the last one may be a Saturday.
  closings: closingsOf({ first: years.first, last: years.last + 1 }, holidaysOf),
};

/** The years whose holidays have been compared with those that the tax authority prints. */
export const printedYears: ReadonlySet<number> = new Set([2026]);

function holidaysOf(year: number): readonly Holiday[] {
  const monday = (month: number, nth: number) => nthWeekday({ year, month }, { weekday: 1, nth });
  return [
    fixed({ year, month: 1, day: 1 }, "New Year's Day"),
    { day: monday(1, 3), name: 'Birthday of Martin Luther King, Jr.' },
    ...(year % 4 === 1 ? [inauguration(year)] : []),
    { day: monday(2, 3), name: "Washington's Birthday" },
    fixed({ year, month: 4, day: 16 }, 'District of Columbia Emancipation Day'),
    { day: monday(5, -1), name: 'Memorial Day' },
    fixed({ year, month: 6, day: 19 }, 'Juneteenth National Independence Day'),
    fixed({ year, month: 7, day: 4 }, 'Independence Day'),
    { day: monday(9, 1), name: 'Labor Day' },
    { day: monday(10, 2), name: 'Columbus Day' },
    fixed({ year, month: 11, day: 11 }, 'Veterans Day'),
    { day: nthWeekday({ year, month: 11 }, { weekday: 4, nth: 4 }), name: 'Thanksgiving Day' },
    fixed({ year, month: 12, day: 25 }, 'Christmas Day'),
  ];
}

function fixed(date: Parameters<typeof epochDayOf>[0], name: string): Holiday {
  const day = epochDayOf(date);
  const weekday = weekdayOf(day);
  return { day: weekday === 6 ? day - 1 : weekday === 7 ? day + 1 : day, name };
}

/** It does not move to a Friday. */
function inauguration(year: number): Holiday {
  const day = epochDayOf({ year, month: 1, day: 20 });
  return { day: weekdayOf(day) === 7 ? day + 1 : day, name: 'Inauguration Day' };
}
