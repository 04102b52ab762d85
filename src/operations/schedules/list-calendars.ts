/**
 * The bank calendars that schedules can name: the companies' own, and the built-in ones, which need no
 * database.
 *
 * Refusal: calendar_unknown.
 */
import { type Answer, answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { lookAcross } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { companies } from '#store/reads/companies.ts';
import type { Reading } from '#store/store.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { builtInCalendars, findCalendar } from '#time/calendars/built-in.ts';
import { ownCalendars } from './saved-schedule.ts';

export interface KnownCalendar {
  readonly calendar: BankCalendar;
  readonly isOwn: boolean;
  /** The code of the company that owns the calendar; null when it is built in. */
  readonly company: string | null;
}

export const calendarsBuiltIn: readonly KnownCalendar[] = builtInCalendars.map((calendar) => ({
  calendar,
  isOwn: false,
  company: null,
}));

/** A company's own calendar can never have a built-in id. */
export function calendarBuiltIn(id: string): KnownCalendar | null {
  return calendarsBuiltIn.find(({ calendar }) => calendar.id === id) ?? null;
}

export interface CalendarsListed {
  /** Null when the list covers several companies. */
  readonly company: string | null;
  readonly calendars: readonly KnownCalendar[];
  /** Why calendars of companies are missing, if they are. */
  readonly note: string | null;
}

/** Without a company: the calendars of all the caller's companies. Refusal: company_not_found. */
export async function listCalendars(
  world: World,
  ask: { readonly company: string | null },
): Promise<Answer<CalendarsListed>> {
  if (ask.company !== null) {
    const found = await findCompany(world, ask.company);
    if (!found.ok) return found;
    const { companyId, code: company } = found.value;
    const own = [{ companyId, code: company }];
    const calendars = await world.store.read({ companyId }, (at) => calendarsOf(at, own));
    return answer({ company, calendars, note: null });
  }
  return lookAcross(world, async (at, of) => {
    const all = await companies(at, of);
    const [only, second] = all;
    const company = second === undefined ? (only?.code ?? null) : null;
    return answer({ company, calendars: await calendarsOf(at, all), note: null });
  });
}

/** The companies' calendars, each with the company's code, then the built-in ones. */
async function calendarsOf(
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

/** Refusals: those of `findCompany`, calendar_unknown. */
export async function showCalendar(
  world: World,
  ask: { readonly company: string | null; readonly id: string },
): Promise<Answer<KnownCalendar>> {
  const company = await findCompany(world, ask.company);
  if (!company.ok) return company;
  const { companyId, code } = company.value;
  const own = await world.store.read({ companyId }, (at) => ownCalendars(at, companyId));
  const calendar = findCalendar(ask.id, own);
  if (!calendar.ok) return calendar;
  const isOwn = own.includes(calendar.value);
  return answer({ calendar: calendar.value, isOwn, company: isOwn ? code : null });
}
