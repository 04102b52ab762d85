/**
 * Whether money can arrive on a pay date that a person gave.
 *
 * Refusals
 *   pay_date_past          the date has passed
 *   pay_date_closed        banks are closed on the date; the hint and the facts give the next business day
 *   calendar_year_unknown  the bank calendar does not cover its year
 *   calendar_unknown       the company names a calendar that does not exist
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

/** The company's bank calendar, and today's date in the company's zone. */
export async function payDaysOf(at: Reading, company: CompanyRow): Promise<Answer<PayDays>> {
  const own = await ownCalendars(at, company.companyId);
  const calendar = findCalendar(company.calendar, own);
  if (!calendar.ok) return calendar;
  const now = await databaseNow(at);
  const today = now.toZonedDateTimeISO(company.timeZone).toPlainDate();
  return answer({ calendar: calendar.value, today });
}

/** The reason to refuse a pay date, or null. */
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

/** The first business day from a day on that has not passed; null when the calendar ends first. */
export function openDayFrom(
  on: Temporal.PlainDate,
  { calendar, today }: PayDays,
): Temporal.PlainDate | null {
  const from = Temporal.PlainDate.compare(on, today) < 0 ? today : on;
  const day = bankingDayFrom(calendar, { day: toEpochDay(from), step: 1 });
  return day === null ? null : fromEpochDay(day);
}

/** The refusal for any date after the calendar's end, with a hint to choose another pay date. */
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
