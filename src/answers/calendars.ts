/** The JSON form of a bank calendar: its years and its closed days. */
import { type Answer, answer, refuse } from '#errors.ts';
import type { ImportedCalendar } from '#operations/schedules/import-calendar.ts';
import type { KnownCalendar } from '#operations/schedules/list-calendars.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { fromEpochDay } from '#time/plain-date.ts';
import { shownAs } from './json-form.ts';

interface ClosedDay {
  readonly on: Temporal.PlainDate;
  readonly because: string;
}

export interface CalendarSeen extends KnownCalendar {
  /** Closed days other than weekends, in date order. */
  readonly closed: readonly ClosedDay[];
}

/**
 * The closed days of one year, or of all its years. Refusal: calendar_year_unknown, because an empty list
 * would be wrong for a year that the calendar does not know.
 */
export function calendarSeen(known: KnownCalendar, year: number | null): Answer<CalendarSeen> {
  const { id, firstYear, lastYear, closings } = known.calendar;
  if (year !== null && (year < firstYear || year > lastYear)) {
    return refuse({
      family: 'invalid',
      code: 'calendar_year_unknown',
      message: `the calendar ${id} does not know ${year}`,
      hint: `it knows ${firstYear} to ${lastYear}`,
    });
  }
  const closed = [...closings]
    .map(([day, because]) => ({ on: fromEpochDay(day), because }))
    .filter(({ on }) => year === null || on.year === year)
    .toSorted((a, b) => Temporal.PlainDate.compare(a.on, b.on));
  const seen = { ...known, closed };
  return answer(shownAs(seen, () => ({ ...calendarShape(known), closed })));
}

export function calendarShape({ calendar, isOwn, company }: KnownCalendar): object {
  return { ...factsOf(calendar), isOwn, company };
}

export function importedCalendarShape(imported: ImportedCalendar): object {
  const { calendar, change, schedules, written } = imported;
  return { ...factsOf(calendar), change, schedules, written };
}

function factsOf({ id, title, firstYear, lastYear, closings }: BankCalendar): object {
  const years = { from: firstYear, to: lastYear };
  return { id, title, years, closedDays: closings.size };
}
