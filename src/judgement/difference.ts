/**
 * How one person's pay differs from what they got in the last run of their schedule, divided by cause.
 *
 * Promise: the parts of a person add up to the difference, to the minor unit, for gross, for net and
 * for each line. What no cause explains is the part `unexplained`.
 *
 * Elsewhere: how a difference is divided (attribute.ts).
 */
import type { Minor } from '#money/minor.ts';

/**
 * Why pay differs. The causes from `period_length` on are applied to the earlier payslip one after another, in
 * this order. The ones before it are about people who are in only one of the two runs.
 */
export const differenceCauses = [
  'hire',
  'leaver',
  'moved_schedule',
  'held_last_time',
  'held_now',
  'period_length',
  'pay_code',
  'setting',
  'proration',
  'raise',
  'hours',
  'one_off',
  'recurring_item',
  'court_order',
  'retro',
  'tax_form',
  'tax_table',
  'year_to_date',
  'unexplained',
] as const;

export type DifferenceCause = (typeof differenceCauses)[number];

/** The recorded change of an input that stands behind a part. */
export interface RecordedChange {
  /** The revision of the company's inputs that the change made. */
  readonly revision: number;
  /** Who entered it, as in the audit chain: `person:ada`. */
  readonly enteredBy: string;
  readonly enteredAt: Temporal.Instant;
  /** `salary`, `rate of bar`, `last day`, or a pay code. */
  readonly what: string;
  /** In words: `25.00 an hour`. Null: there was none. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface DifferenceLine {
  readonly payCodeId: number;
  readonly amountMinor: Minor;
}

export interface DifferencePart {
  readonly cause: DifferenceCause;
  readonly grossMinor: Minor;
  readonly netMinor: Minor;
  /** Only lines that this cause changes, in ascending order of the ids. */
  readonly lines: readonly DifferenceLine[];
  /** The changes behind it; empty where the cause is no entered input. */
  readonly changes: readonly RecordedChange[];
}

interface PaidAmounts {
  readonly grossMinor: Minor;
  readonly netMinor: Minor;
}

export interface PersonDifference {
  readonly employeeId: number;
  /** What the person got in the run that this one is compared with. Null: nothing. */
  readonly before: (PaidAmounts & { readonly runId: number }) | null;
  /** Null: this run pays them nothing. */
  readonly now: PaidAmounts | null;
  readonly parts: readonly DifferencePart[];
}
