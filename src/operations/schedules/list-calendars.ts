/**
 * The bank calendars that a company's schedules can name: its own, and those built in.
 *
 * Refusal: calendar_unknown.
 */
import { type Answer, answer } from '#errors.ts';
import type { Reading } from '#store/store.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { builtInCalendars, findCalendar } from '#time/calendars/built-in.ts';
import { ownCalendars } from './saved-schedule.ts';

export interface KnownCalendar {
  readonly calendar: BankCalendar;
  readonly isOwn: boolean;
}

/** The company's own first. */
export async function calendarsOf(
  at: Reading,
  companyId: number,
): Promise<readonly KnownCalendar[]> {
  const own = await ownCalendars(at, companyId);
  return [
    ...own.map((calendar) => ({ calendar, isOwn: true })),
    ...builtInCalendars.map((calendar) => ({ calendar, isOwn: false })),
  ];
}

export async function calendarNamed(
  at: Reading,
  ask: { readonly companyId: number; readonly id: string },
): Promise<Answer<KnownCalendar>> {
  const own = await ownCalendars(at, ask.companyId);
  const calendar = findCalendar(ask.id, own);
  if (!calendar.ok) return calendar;
  return answer({ calendar: calendar.value, isOwn: own.includes(calendar.value) });
}
