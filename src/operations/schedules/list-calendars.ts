/**
 * The bank calendars that schedules can name: those of each company, and those built in, which need no
 * database.
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
  /** The code of the company whose own it is; null: built in. */
  readonly company: string | null;
}

export const calendarsBuiltIn: readonly KnownCalendar[] = builtInCalendars.map((calendar) => ({
  calendar,
  isOwn: false,
  company: null,
}));

/** No company can take its id for a calendar of its own. */
export function calendarBuiltIn(id: string): KnownCalendar | null {
  return calendarsBuiltIn.find(({ calendar }) => calendar.id === id) ?? null;
}

/** Those of companies first, each under its code. */
export async function calendarsOf(
  at: Reading,
  companies: readonly { readonly companyId: number; readonly code: string }[],
): Promise<readonly KnownCalendar[]> {
  const own: KnownCalendar[] = [];
  for (const { companyId, code } of companies) {
    const calendars = await ownCalendars(at, companyId);
    own.push(...calendars.map((calendar) => ({ calendar, isOwn: true, company: code })));
  }
  return [...own, ...calendarsBuiltIn];
}

export async function calendarNamed(
  at: Reading,
  ask: { readonly companyId: number; readonly code: string; readonly id: string },
): Promise<Answer<KnownCalendar>> {
  const own = await ownCalendars(at, ask.companyId);
  const calendar = findCalendar(ask.id, own);
  if (!calendar.ok) return calendar;
  const isOwn = own.includes(calendar.value);
  return answer({ calendar: calendar.value, isOwn, company: isOwn ? ask.code : null });
}
