/**
 * Dates without a time: strict parsing, and fast counting.
 *
 * A date from outside has ten characters, `2026-02-28`. A date-time, an offset or a day that does
 * not exist is refused, and never clamped. `Temporal.PlainDate.from` accepts the first two, and its
 * object form clamps the third.
 *
 * Loops over years of dates use epoch days (whole days since 1970-01-01). An addition of integers
 * replaces about a microsecond of calendar arithmetic.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import { withArticle } from '#text/counted.ts';

/** Days since 1970-01-01 in the Gregorian calendar. Day 0 is 1970-01-01, a Thursday. */
export type EpochDay = number;

/** 1 is Monday, 7 is Sunday, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const shape = /^(\d{4})-(\d{2})-(\d{2})$/;
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const months =
  'January February March April May June July August September October November December';
const monthNames = months.split(' ');

/**
 * Refusals: `date_wrong_type` (not text), `date_wrong_format` (not YYYY-MM-DD),
 * `date_impossible` (no such day).
 */
export function parsePlainDate(text: unknown): Answer<Temporal.PlainDate> {
  if (typeof text !== 'string') {
    return wrong('date_wrong_type', `A date is text such as "2026-01-31", not ${kindOf(text)}.`);
  }
  const found = shape.exec(text);
  if (found === null) {
    return wrong('date_wrong_format', `"${text}" is not in the form YYYY-MM-DD.`);
  }
  const year = Number(found[1]);
  const month = Number(found[2]);
  const day = Number(found[3]);
  if (year === 0 || month < 1 || month > 12 || day < 1) {
    return wrong('date_impossible', `${text} is not a day of the calendar.`);
  }
  const length = daysInMonth(year, month);
  if (day > length) {
    const name = `${monthNames[month - 1]} ${year}`;
    return wrong('date_impossible', `${text} does not exist: ${name} has ${length} days.`);
  }
  return answer(new Temporal.PlainDate(year, month, day));
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** `month` is 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (lengths[month - 1] as number);
}

/**
 * Years begin in March here. So the leap day is the last of its year, and month lengths follow (153
 * m + 2) / 5. There are 719,468 days between 0000-03-01 and 1970-01-01.
 */
export function epochDayOf(date: { year: number; month: number; day: number }): EpochDay {
  const year = date.month <= 2 ? date.year - 1 : date.year;
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const marchMonth = date.month > 2 ? date.month - 3 : date.month + 9;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + date.day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

/** The inverse of `epochDayOf`. */
export function civilOf(epochDay: EpochDay): { year: number; month: number; day: number } {
  const shifted = epochDay + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - (365 * yearOfEra + leapDays);
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Of dates that were asked for before: reading a date's fields takes ten times as long. */
let epochDays = new WeakMap<Temporal.PlainDate, EpochDay>();
let epochDaysKept = 0;
const epochDaysMax = 20_000;

export function toEpochDay(date: Temporal.PlainDate): EpochDay {
  const known = epochDays.get(date);
  if (known !== undefined) return known;
  if (epochDaysKept >= epochDaysMax) {
    epochDays = new WeakMap();
    epochDaysKept = 0;
  }
  const day = epochDayOf(date);
  epochDays.set(date, day);
  epochDaysKept += 1;
  return day;
}

export function fromEpochDay(epochDay: EpochDay): Temporal.PlainDate {
  const { year, month, day } = civilOf(epochDay);
  return new Temporal.PlainDate(year, month, day);
}

export function yearOf(epochDay: EpochDay): number {
  return civilOf(epochDay).year;
}

export function weekdayOf(epochDay: EpochDay): Weekday {
  const fromThursday = (epochDay + 3) % 7;
  return ((fromThursday < 0 ? fromThursday + 7 : fromThursday) + 1) as Weekday;
}

/** `2026-05-31` */
export function isoOf(epochDay: EpochDay): string {
  const { year, month, day } = civilOf(epochDay);
  const pad = (value: number) => (value < 10 ? `0${value}` : `${value}`);
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
}

/** `Sun 2026-05-31`, the form for a sentence. */
export function dayInWords(epochDay: EpochDay): string {
  return `${weekdays[weekdayOf(epochDay) - 1]} ${isoOf(epochDay)}`;
}

function wrong(code: string, message: string): Answer<never> {
  return refuse({
    family: 'invalid',
    code,
    message,
    hint: 'Write the date as YYYY-MM-DD, such as 2026-01-31.',
  });
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : withArticle(typeof value);
}
