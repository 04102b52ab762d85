/**
 * The days on which banks move money.
 *
 * A bank calendar is not a list of public holidays. The Fed pays on the Friday before a Saturday
 * holiday, and TARGET2 closes on only six days a year besides weekends. A calendar states the years
 * that it knows. It refuses any other year instead of guessing.
 *
 * Elsewhere: the calendars themselves (calendars/), and moving a date off a closed day
 * (conventions.ts).
 */

import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { counted } from '#text/counted.ts';
import {
  dayInWords,
  type EpochDay,
  epochDayOf,
  isoOf,
  toEpochDay,
  type Weekday,
  weekdayOf,
  yearOf,
} from './plain-date.ts';

export interface BankCalendar {
  /** `fed`, or `fed+winter-closing` for joined calendars. */
  readonly id: string;
  readonly title: string;
  /** The first and last year that it knows, both included. */
  readonly firstYear: number;
  readonly lastYear: number;
  /** The weekdays that are always closed. */
  readonly weekend: readonly Weekday[];
  /** Other closed days with their names. They may include weekend days. */
  readonly closings: ReadonlyMap<EpochDay, string>;
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function knowsDay(calendar: BankCalendar, day: EpochDay): boolean {
  const year = yearOf(day);
  return year >= calendar.firstYear && year <= calendar.lastYear;
}

/** Why the day is closed (`Independence Day`, `Saturday`), or null. Call `knowsDay` first. */
export function closedBecause(calendar: BankCalendar, day: EpochDay): string | null {
  const name = calendar.closings.get(day);
  if (name !== undefined) return name;
  const weekday = weekdayOf(day);
  return calendar.weekend.includes(weekday) ? (weekdays[weekday - 1] as string) : null;
}

/** Refusals: `calendar_year_unknown`. */
export function isBankingDay(calendar: BankCalendar, date: Temporal.PlainDate): Answer<boolean> {
  const day = toEpochDay(date);
  if (!knowsDay(calendar, day)) return refuseUnknownDay(calendar, day);
  return answer(closedBecause(calendar, day) === null);
}

/**
 * The day itself if it is open, else the nearest open day in that direction. Null beyond the known
 * years.
 */
export function bankingDayFrom(
  calendar: BankCalendar,
  search: { day: EpochDay; step: 1 | -1 },
): EpochDay | null {
  let day = search.day;
  while (knowsDay(calendar, day)) {
    if (closedBecause(calendar, day) === null) return day;
    day += search.step;
  }
  return null;
}

/**
 * The day a number of banking days before another. Null beyond the known years.
 *
 * Zero banking days before a closed day is the banking day before it. Counting begins at the day
 * before: one banking day before a Saturday is the Friday.
 */
export function bankingDaysBefore(
  calendar: BankCalendar,
  count: { day: EpochDay; days: number },
): EpochDay | null {
  if (!knowsDay(calendar, count.day)) return null;
  let day: EpochDay | null = count.day;
  if (count.days === 0) return bankingDayFrom(calendar, { day, step: -1 });
  for (let left = count.days; left > 0 && day !== null; left -= 1) {
    day = bankingDayFrom(calendar, { day: day - 1, step: -1 });
  }
  return day;
}

/** The day a number of banking days after another. Null beyond the known years. */
export function bankingDaysAfter(
  calendar: BankCalendar,
  count: { day: EpochDay; days: number },
): EpochDay | null {
  if (!knowsDay(calendar, count.day)) return null;
  let day: EpochDay | null = count.day;
  if (count.days === 0) return bankingDayFrom(calendar, { day, step: 1 });
  for (let left = count.days; left > 0 && day !== null; left -= 1) {
    day = bankingDayFrom(calendar, { day: day + 1, step: 1 });
  }
  return day;
}

/**
 * Joins calendars, such as the bank's calendar and an employer's own closing. A day is closed if
 * any of them is closed, and known only if all of them know its year. Refusals:
 * `calendars_share_no_year`.
 */
export function joinCalendars(calendars: readonly BankCalendar[]): Answer<BankCalendar> {
  const [first, ...others] = calendars;
  if (first === undefined) {
    return refuse({
      family: 'invalid',
      code: 'calendar_missing',
      message: 'No calendar is named.',
    });
  }
  if (others.length === 0) return answer(first);
  const firstYear = Math.max(...calendars.map((calendar) => calendar.firstYear));
  const lastYear = Math.min(...calendars.map((calendar) => calendar.lastYear));
  if (firstYear > lastYear) {
    return refuse({
      family: 'invalid',
      code: 'calendars_share_no_year',
      message: `The calendars ${calendars.map((one) => one.id).join(', ')} have no year in common.`,
      hint: 'Extend the years of the shorter calendar.',
    });
  }
  const closings = new Map<EpochDay, string>();
  for (const calendar of calendars) {
    for (const [day, name] of calendar.closings) {
      const before = closings.get(day);
      closings.set(day, before === undefined || before === name ? name : `${before}, ${name}`);
    }
  }
  const weekend = [...new Set(calendars.flatMap((calendar) => calendar.weekend))].sort();
  return answer({
    id: calendars.map((calendar) => calendar.id).join('+'),
    title: calendars.map((calendar) => calendar.title).join(', joined with '),
    firstYear,
    lastYear,
    weekend,
    closings,
  });
}

interface CalendarWarning {
  readonly code: 'calendar_ends_soon' | 'calendar_has_ended';
  readonly message: string;
  readonly lastKnownOn: string;
}

/** A warning if the known years end within a number of days (default 90), else null. */
export function calendarWarning(
  calendar: BankCalendar,
  ask: { todayOn: Temporal.PlainDate; daysAhead?: number },
): CalendarWarning | null {
  const lastDay = epochDayOf({ year: calendar.lastYear, month: 12, day: 31 });
  const left = lastDay - toEpochDay(ask.todayOn);
  if (left > (ask.daysAhead ?? 90)) return null;
  const lastKnownOn = isoOf(lastDay);
  return left < 0
    ? {
        code: 'calendar_has_ended',
        message: `The calendar ${calendar.id} ended on ${lastKnownOn}: no later date can be planned.`,
        lastKnownOn,
      }
    : {
        code: 'calendar_ends_soon',
        message: `The calendar ${calendar.id} ends in ${counted(left, 'day')}, on ${lastKnownOn}: dates after it cannot be planned.`,
        lastKnownOn,
      };
}

export function refuseUnknownDay(calendar: BankCalendar, day: EpochDay): Refused {
  return refuse({
    family: 'invalid',
    code: 'calendar_year_unknown',
    message: `${dayInWords(day)} is beyond the years that the calendar ${calendar.id} knows (${calendar.firstYear} to ${calendar.lastYear}).`,
    hint: 'Add the missing year to the calendar; a closed day is never guessed.',
    facts: { calendar: calendar.id, on: isoOf(day) },
  });
}
