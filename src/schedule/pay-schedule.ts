/**
 * A pay schedule: how often, anchored where, paid when, on which bank calendar, in which zone,
 * and when it runs by itself.
 *
 * It is stored as the JSON it was written in.
 *
 * Elsewhere: the keys of the JSON (definition/schedule-shape.ts), its meaning
 * (definition/parse-schedule.ts), the periods that follow
 * (pay-period.ts), the year ahead (plan.ts).
 */

import type { BankCalendar } from '#time/bank-calendar.ts';
import type { Convention } from '#time/conventions.ts';
import type { EpochDay } from '#time/plain-date.ts';
import type { AutomationRule } from './automation-rule.ts';
import type { Frequency } from './frequency.ts';

/** What decides the first and last days of the periods. */
export type PeriodBasis =
  /** Every so many days; the anchor is a nominal pay day. */
  | { readonly kind: 'weeks'; readonly days: number; readonly anchorDay: EpochDay }
  /** One or two ends a month, every so many months; 31 is the last day of the month. */
  | {
      readonly kind: 'months';
      readonly months: number;
      readonly endsInMonth: number;
      readonly endDays: readonly number[];
    }
  /** As listed, in order. */
  | { readonly kind: 'listed'; readonly periods: readonly DatedPeriod[] };

/** The nominal pay date of a period. */
export type PayDateRule =
  /** Negative: before the end. */
  | { readonly kind: 'days_after_end'; readonly days: number }
  /** One for each end of the month, in their order. */
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

/** Dates set by hand for the period of one nominal pay date. */
export interface Override {
  readonly payDay: EpochDay | null;
  readonly inputCutoffDay: EpochDay | null;
  readonly reason: string;
}

/** Counted back in banking days. */
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
  /** As named in the JSON; `calendar` is all of them joined. */
  readonly calendarIds: readonly string[];
  readonly calendar: BankCalendar;
  readonly convention: Convention;
  readonly basis: PeriodBasis;
  readonly payDate: PayDateRule;
  readonly startsDay: EpochDay | null;
  readonly endsDay: EpochDay | null;
  readonly transition: Transition | null;
  /** By nominal pay day. */
  readonly overrides: ReadonlyMap<EpochDay, Override>;
  readonly rule: AutomationRule | null;
  /** Null: inputs are taken until the run opens. */
  readonly inputCutoff: DeadlineRule | null;
  readonly approvalDeadline: DeadlineRule;
  /** A due instant missed by more days than this is held for a person. */
  readonly catchUpDays: number;
  readonly taxYearStarts: { readonly month: number; readonly day: number };
  /** The JSON to store: as written, with the defaults of the company filled in. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** What a schedule takes from its company when it does not say. */
export interface ScheduleDefaults {
  readonly timeZone?: string;
  readonly calendar?: string;
  /** The company's own calendars, found by id before those built in. */
  readonly calendars?: readonly BankCalendar[];
}
