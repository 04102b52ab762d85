/** Date arithmetic for holiday calendars: nth weekdays, Easter, and substitute days. */

import {
  daysInMonth,
  type EpochDay,
  epochDayOf,
  type Weekday,
  weekdayOf,
} from '#time/plain-date.ts';

interface MonthOfYear {
  readonly year: number;
  readonly month: number;
}

/** The third Monday of a month: `{ weekday: 1, nth: 3 }`; `nth: -1` is the last one. */
export function nthWeekday(of: MonthOfYear, which: { weekday: Weekday; nth: number }): EpochDay {
  if (which.nth < 0) {
    const last = epochDayOf({ ...of, day: daysInMonth(of.year, of.month) });
    return last - ((weekdayOf(last) - which.weekday + 7) % 7);
  }
  const first = epochDayOf({ ...of, day: 1 });
  return first + ((which.weekday - weekdayOf(first) + 7) % 7) + 7 * (which.nth - 1);
}

/**
 * Easter Sunday of the Western churches: the anonymous Gregorian computus (Meeus/Jones/Butcher).
 * The tables of the Book of Common Prayer and of the US Naval Observatory agree with it.
 */
export function easterSunday(year: number): EpochDay {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return epochDayOf({ year, month: Math.floor(sum / 31), day: (sum % 31) + 1 });
}

export interface Holiday {
  readonly day: EpochDay;
  readonly name: string;
}

/** The holidays of all years, by day. Holidays on the same day share one entry. */
export function closingsOf(
  years: { first: number; last: number },
  holidaysOf: (year: number) => readonly Holiday[],
): ReadonlyMap<EpochDay, string> {
  const closings = new Map<EpochDay, string>();
  for (let year = years.first; year <= years.last; year += 1) {
    for (const { day, name } of holidaysOf(year)) {
      const before = closings.get(day);
      closings.set(day, before === undefined ? name : `${before}, ${name}`);
    }
  }
  return closings;
}
