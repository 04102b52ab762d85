/**
 * Whether money can arrive on a pay date that somebody gave.
 *
 * Refusals
 *   pay_date_past          it has passed
 *   pay_date_closed        banks are closed on it; the next open day stands in the hint and the facts
 *   calendar_year_unknown  the bank calendar does not know its year
 *   calendar_unknown       the company names a calendar that is not there
 */
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading } from '#store/store.ts';
import {
  type BankCalendar,
  bankingDayFrom,
  closedBecause,
  knowsDay,
  refuseUnknownDay,
} from '#time/bank-calendar.ts';
import { findCalendar } from '#time/calendars/built-in.ts';
import { dayInWords, type EpochDay, fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { ownCalendars } from './saved-schedule.ts';

export interface PayDays {
  readonly calendar: BankCalendar;
  readonly today: Temporal.PlainDate;
}

/** The company's bank calendar, and the day that it is where the company is. */
export async function payDaysOf(at: Reading, company: CompanyRow): Promise<Answer<PayDays>> {
  const own = await ownCalendars(at, company.companyId);
  const calendar = findCalendar(company.calendar, own);
  if (!calendar.ok) return calendar;
  const now = await databaseNow(at);
  const today = now.toZonedDateTimeISO(company.timeZone).toPlainDate();
  return answer({ calendar: calendar.value, today });
}

/** The refusal that stands against a pay date, or null. */
export function againstPayDate(payOn: Temporal.PlainDate, days: PayDays): Refused | null {
  const { calendar, today } = days;
  const day = toEpochDay(payOn);
  if (Temporal.PlainDate.compare(payOn, today) < 0) return past(payOn, days);
  if (!knowsDay(calendar, day)) return beyond(day, calendar);
  const because = closedBecause(calendar, day);
  if (because === null) return null;
  const nextOn = openDayFrom(payOn, days);
  return refuse({
    family: 'invalid',
    code: 'pay_date_closed',
    message: `banks are closed on ${dayInWords(day)} (${because}, calendar ${calendar.id}), so it cannot be a pay date`,
    ...nextDay(nextOn),
    facts: { payOn: payOn.toString(), calendar: calendar.id, nextOn: nextOn?.toString() ?? null },
  });
}

/** The first open day from a day on that has not passed; null where the calendar ends before one. */
export function openDayFrom(
  on: Temporal.PlainDate,
  { calendar, today }: PayDays,
): Temporal.PlainDate | null {
  const from = Temporal.PlainDate.compare(on, today) < 0 ? today : on;
  const day = bankingDayFrom(calendar, { day: toEpochDay(from), step: 1 });
  return day === null ? null : fromEpochDay(day);
}

/** As every date beyond the calendar, but a pay date can be another one. */
export function beyond(day: EpochDay, calendar: BankCalendar): Refused {
  const { refusal } = refuseUnknownDay(calendar, day);
  const hint = `choose a day up to ${calendar.lastYear}-12-31; a closed day is never guessed`;
  return refuse({ ...refusal, hint });
}

function past(payOn: Temporal.PlainDate, days: PayDays): Refused {
  const nextOn = openDayFrom(days.today, days);
  return refuse({
    family: 'invalid',
    code: 'pay_date_past',
    message: `${payOn} has passed; today is ${days.today}`,
    ...nextDay(nextOn),
    facts: { payOn: payOn.toString(), nextOn: nextOn?.toString() ?? null },
  });
}

function nextDay(nextOn: Temporal.PlainDate | null): { readonly hint?: string } {
  return nextOn === null ? {} : { hint: `the next open day is ${dayInWords(toEpochDay(nextOn))}` };
}
