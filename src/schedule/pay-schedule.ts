/**
 * A pay schedule: its frequency, anchor, pay dates, bank calendar, time zone and automation rule.
 *
 * It is stored as the original JSON.
 *
 * Elsewhere: the keys of the JSON (definition/schedule-shape.ts), its parser
 * (definition/parse-schedule.ts), the resulting periods (pay-period.ts), and the year ahead
 * (plan.ts).
 */

import type { BankCalendar } from '#time/bank-calendar.ts';
import type { Convention } from '#time/conventions.ts';
import type { EpochDay } from '#time/plain-date.ts';
import type { AutomationRule } from './automation-rule.ts';
import type { Frequency } from './frequency.ts';

/** How the first and last days of the periods are found. */
export type PeriodBasis =
  /** Periods of a number of days. The anchor is a nominal pay day. */
  | { readonly kind: 'weeks'; readonly days: number; readonly anchorDay: EpochDay }
  /** One or two ends in a month, repeated every so many months. 31 is the last day of the month. */
  | {
      readonly kind: 'months';
      readonly months: number;
      readonly endsInMonth: number;
      readonly endDays: readonly number[];
    }
  /** Periods listed one by one, in order. */
  | { readonly kind: 'listed'; readonly periods: readonly DatedPeriod[] };

/** The nominal pay date of a period. */
export type PayDateRule =
  /** A negative number means days before the end. */
  | { readonly kind: 'days_after_end'; readonly days: number }
  /** One day for each end of the month, in the same order. */
  | {
      readonly kind: 'days_of_month';
      readonly days: readonly { readonly day: number; readonly monthsLater: number }[];
    }
  | { readonly kind: 'last_banking_day'; readonly monthsLater: number };

/** A period in whole days, before its pay date is moved. */
export interface DatedPeriod {
  readonly startDay: EpochDay;
  readonly endDay: EpochDay;
  readonly nominalDay: EpochDay;
}

interface Transition extends DatedPeriod {
  readonly reason: string;
}

/** Dates set by hand for the period with one nominal pay date. */
export interface Override {
  readonly payDay: EpochDay | null;
  readonly inputCutoffDay: EpochDay | null;
  readonly reason: string;
}

/** A number of banking days before a date, and a time of day. */
export interface DeadlineRule {
  readonly businessDays: number;
  readonly before: 'pay_date' | 'period_end';
  readonly at: Temporal.PlainTime;
}

export interface PaySchedule {
  readonly code: string;
  readonly title: string;
  readonly frequency: Frequency;
  readonly timeZone: string;
  /** The names in the JSON. `calendar` combines all of them. */
  readonly calendarIds: readonly string[];
  readonly calendar: BankCalendar;
  readonly convention: Convention;
  readonly basis: PeriodBasis;
  readonly payDate: PayDateRule;
  readonly startsDay: EpochDay | null;
  readonly endsDay: EpochDay | null;
  readonly transition: Transition | null;
  /** Keyed by nominal pay day. */
  readonly overrides: ReadonlyMap<EpochDay, Override>;
  readonly rule: AutomationRule | null;
  /** Null: inputs are accepted until the run opens. */
  readonly inputCutoff: DeadlineRule | null;
  readonly approvalDeadline: DeadlineRule;
  /** A period that missed its due instant by more days than this waits for a person. */
  readonly catchUpDays: number;
  readonly taxYearStarts: { readonly month: number; readonly day: number };
  /** The JSON to store: the original, completed with the defaults of the company. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** Values that a schedule takes from its company if it does not set them. */
export interface ScheduleDefaults {
  readonly timeZone?: string;
  readonly calendar?: string;
  /** The company's own calendars. They take precedence over built-in calendars with the same id. */
  readonly calendars?: readonly BankCalendar[];
}
