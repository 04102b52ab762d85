/**
 * The dates of the demo, chosen so that one period has just fallen due whenever the demo starts.
 *
 * Pure. Pay dates are two business days after the due instant. After the end of the newest tax table, the
 * demo uses the same day of the last covered year, and says so.
 */
import type { BankCalendar } from '#time/bank-calendar.ts';
import { bankingDaysBefore, isBankingDay } from '#time/bank-calendar.ts';
import { fromEpochDay, toEpochDay } from '#time/plain-date.ts';
import { resolveLocal } from '#time/zone.ts';

export interface DemoDates {
  /** A valid pay date, which anchors the schedules. */
  readonly payOn: Temporal.PlainDate;
  /** The last day of the due period. */
  readonly endOn: Temporal.PlainDate;
  /** A note for the person who starts the demo; null when the demo uses today's date. */
  readonly note: string | null;
}

export const demoZone = 'America/New_York';
/** Days from a period's last day to its pay date. */
export const demoPayDelayDays = 5;
/** Banking days from the due instant to the pay date. */
export const demoDueDays = 2;
export const demoTime = new Temporal.PlainTime(2, 0);

export function demoDates(ask: {
  readonly now: Temporal.Instant;
  readonly newestTaxYear: number;
  readonly calendar: BankCalendar;
}): DemoDates {
  const { newestTaxYear, calendar } = ask;
  const today = ask.now.toZonedDateTimeISO(demoZone).toPlainDate();
  const isCovered = today.year <= newestTaxYear;
  const standing = isCovered ? today : today.with({ year: newestTaxYear });
  const note = isCovered
    ? null
    : `there are no tax tables for ${today.year} yet, so the demo uses ${standing} as today`;
  for (let days = 7; days > -7; days -= 1) {
    const payOn = standing.add({ days });
    if (payOn.year > newestTaxYear || !opens(payOn, calendar)) continue;
    const dueDay = bankingDaysBefore(calendar, { day: toEpochDay(payOn), days: demoDueDays });
    if (dueDay === null) continue;
    const { at } = resolveLocal(fromEpochDay(dueDay).toPlainDateTime(demoTime), demoZone);
    if (Temporal.Instant.compare(at, ask.now) > 0) continue;
    return { payOn, endOn: payOn.subtract({ days: demoPayDelayDays }), note };
  }
  return { payOn: standing, endOn: standing.subtract({ days: demoPayDelayDays }), note };
}

function opens(date: Temporal.PlainDate, calendar: BankCalendar): boolean {
  const banking = isBankingDay(calendar, date);
  return banking.ok && banking.value;
}
