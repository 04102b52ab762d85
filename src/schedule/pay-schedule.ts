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
import type { Convention, ConventionRule } from '#time/conventions.ts';
import type { EpochDay, Weekday } from '#time/plain-date.ts';
import type { AutomationRule } from './automation-rule.ts';
import type { Frequency } from './frequency.ts';
import type { ReviewPolicy } from './review-policy.ts';

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
  /**
   * A period for each working day of the week, in order. The other days belong to the working day
   * before them, so that every day is in a period.
   */
  | { readonly kind: 'work_days'; readonly weekdays: readonly Weekday[] }
  /** Periods listed one by one, in order. */
  | {
      readonly kind: 'listed';
      readonly periods: readonly DatedPeriod[];
      readonly hasMeantGaps: boolean;
    };

/** A pay day of a month. */
export type PayDay = { readonly monthsLater: number } & (
  | {
      readonly kind: 'day';
      readonly day: number;
      /** Null: the schedule's. */
      readonly convention: ConventionRule | null;
    }
  | {
      readonly kind: 'weekday';
      readonly weekday: Weekday;
      readonly nth: 1 | 2 | 3 | 4 | 'last';
      readonly convention: ConventionRule | null;
    }
  /** Counted from the last banking day of the month, which is 0. */
  | { readonly kind: 'before_month_end'; readonly bankingDays: number }
);

/** The nominal pay date of a period. */
export type PayDateRule =
  /** A negative number means days before the end. A daily period counts from its working day. */
  | { readonly kind: 'days_after_end'; readonly days: number }
  /** One day for each end of the month, in the same order. */
  | { readonly kind: 'days_of_month'; readonly days: readonly PayDay[] }
  | { readonly kind: 'last_banking_day'; readonly monthsLater: number }
  /** Counted from the last banking day on or before the period's end, which is 0. */
  | { readonly kind: 'banking_days_before_end'; readonly days: number };

/** How the actual pay day of one period follows from its nominal day, if not by the schedule. */
export type PayMove =
  | { readonly kind: 'convention'; readonly convention: ConventionRule }
  | {
      readonly kind: 'counted';
      readonly bankingDays: number;
      readonly from: 'month' | 'period';
    };

/** A period in whole days, before its pay date is moved. */
export interface DatedPeriod {
  readonly startDay: EpochDay;
  readonly endDay: EpochDay;
  readonly nominalDay: EpochDay;
  /** Absent: the schedule's convention decides. */
  readonly payMove?: PayMove;
}

/** The part of every year in which a seasonal schedule pays. It may cross the end of a year. */
export interface Season {
  readonly from: { readonly month: number; readonly day: number };
  readonly to: { readonly month: number; readonly day: number };
}

interface Transition extends DatedPeriod {
  readonly reason: string;
}

/** Dates set by hand for the period with one nominal pay date. */
export interface Override {
  readonly payDay: EpochDay | null;
  readonly inputCutoff: DeadlineByHand | null;
  readonly approvalDeadline: DeadlineByHand | null;
  readonly reason: string;
  /** Why the deadlines are set, which may be another reason than that of the pay date. */
  readonly deadlinesReason: string;
}

export interface DeadlineByHand {
  readonly day: EpochDay;
  /** Null: the time of day of the schedule's own deadline. */
  readonly at: Temporal.PlainTime | null;
}

/** How a deadline is counted from the pay date or from the period's end. */
export interface DeadlineRule {
  readonly counted:
    | { readonly kind: 'business_days'; readonly days: number }
    /** The nearest such weekday on that side, never the day itself. */
    | { readonly kind: 'weekday'; readonly weekday: Weekday; readonly convention: Convention };
  readonly direction: 'before' | 'after';
  readonly from: 'pay_date' | 'period_end';
  readonly at: Temporal.PlainTime;
  /** Whose working days are counted. */
  readonly calendar: BankCalendar;
}

/** What happens to an import after the inputs have closed. */
export const lateInputs = ['told', 'refused'] as const;
export type LateInputs = (typeof lateInputs)[number];

/** The stages besides the calculation, whose moment is the rule's. Null: the schedule has no such stage. */
export interface Stages {
  /** Its moment is that of `inputCutoff`. */
  readonly prepare: { readonly lateInputs: LateInputs } | null;
  /** Until then the review runs. */
  readonly approve: DeadlineRule | null;
}

export interface PaySchedule {
  readonly code: string;
  readonly title: string;
  readonly frequency: Frequency;
  readonly timeZone: string;
  /** The names in the JSON. `calendar` combines all of them. */
  readonly calendarIds: readonly string[];
  readonly calendar: BankCalendar;
  readonly convention: ConventionRule;
  readonly basis: PeriodBasis;
  readonly payDate: PayDateRule;
  /** Periods that lie wholly outside of them are left out. Empty: none is left out. */
  readonly seasons: readonly Season[];
  readonly startsDay: EpochDay | null;
  readonly endsDay: EpochDay | null;
  readonly transition: Transition | null;
  /** Keyed by nominal pay day. */
  readonly overrides: ReadonlyMap<EpochDay, Override>;
  readonly rule: AutomationRule | null;
  /** Null: inputs are accepted until the run opens. */
  readonly inputCutoff: DeadlineRule | null;
  readonly approvalDeadline: DeadlineRule;
  readonly stages: Stages;
  /** Who looks at a run before it commits. Null: nobody, when it is clean. */
  readonly review: ReviewPolicy | null;
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
