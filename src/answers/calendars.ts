/** A bank calendar, as somebody sees it who looks: its years, and how many days it closes. */
import type { KnownCalendar } from '#operations/schedules/list-calendars.ts';

export function calendarShape({ calendar, isOwn, company }: KnownCalendar): object {
  return {
    id: calendar.id,
    title: calendar.title,
    years: { from: calendar.firstYear, to: calendar.lastYear },
    closedDays: calendar.closings.size,
    isOwn,
    company,
  };
}
