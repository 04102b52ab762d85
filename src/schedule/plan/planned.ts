/** The shape of a plan: one row for each period, with marks for what deserves a look. */
import type { Deadline } from '#schedule/deadlines.ts';
import type { DueInstant } from '#schedule/due-instant.ts';

export interface PlanRow {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly nominalPayOn: Temporal.PlainDate;
  /** Null if the bank calendar does not know the year. */
  readonly payOn: Temporal.PlainDate | null;
  readonly payOnReason: string;
  /** 27 for the 27th pay date of its tax year. */
  readonly payDateOfYear: number;
  /** Null: inputs are accepted until the run opens. */
  readonly inputCutoff: Deadline | null;
  /** Null if there is no rule, or if the rule gives no instant. The second case has a mark. */
  readonly due: DueInstant | null;
  readonly approvalDeadline: Deadline | null;
  /** When the review ends, of a schedule with the stage approve. */
  readonly approve: Deadline | null;
  readonly marks: readonly Mark[];
}

export interface Plan {
  readonly code: string;
  readonly title: string;
  readonly frequency: string;
  readonly timeZone: string;
  readonly calendar: string;
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
  readonly rows: readonly PlanRow[];
  /** Notes on the plan as a whole. */
  readonly notes: readonly string[];
}

export interface Mark {
  readonly code: MarkCode;
  readonly message: string;
}

export type MarkCode =
  | 'extra_pay_date'
  | 'pay_date_crosses_tax_year'
  | 'paid_in_next_tax_year'
  | 'pay_date_by_hand'
  | 'pay_date_on_closed_day'
  | 'pay_date_before_period_ahead'
  | 'pay_date_after_next_period'
  | 'deadline_on_closed_day'
  | 'clock_change'
  | 'unknown_calendar_year'
  | 'rule_skips_period'
  | 'due_after_approval_deadline'
  | 'due_before_period_start'
  | 'input_cutoff_after_due'
  | 'transition'
  | 'after_gap'
  | 'approval_short_of_bank';
