/** Arguments of the methods for pay schedules and employees. A day may also be text: `2026-01-31`. */

/** A pay schedule by its code. */
export interface OfSchedule {
  /** Code of the company. Needed only where several companies have a schedule of this code. */
  readonly company?: string | null;
  /** Code of the schedule. */
  readonly code: string;
}

export interface PlanSpan {
  /** First pay date of the plan. Default: today. */
  readonly fromOn?: Temporal.PlainDate;
  /** Last pay date of the plan. Default: twelve months after the first. */
  readonly toOn?: Temporal.PlainDate;
}

export interface PlanChange extends OfSchedule, PlanSpan {
  /** The changed definition, as JSON. `scheduleSchema` describes it. */
  readonly definition: unknown;
}

export interface PauseSchedule extends OfSchedule {
  /** Recorded in the audit chain. */
  readonly why: string;
}

export interface ResumeSchedule extends OfSchedule {
  /** Run the periods that fell due during the pause. Default: hold them for review. */
  readonly runMissed?: boolean;
}

export interface ExplainDate extends OfSchedule {
  /** The date to explain. */
  readonly on: Temporal.PlainDate;
}

export interface ChangeSchedule extends OfSchedule {
  /** The new definition, as JSON. `scheduleSchema` describes it. */
  readonly definition: unknown;
  /** The first whole period of the new definition begins on this day or later. */
  readonly fromOn?: Temporal.PlainDate | null;
  /** Nominal pay date of the transition period. Default: that of the new schedule. */
  readonly transitionPayOn?: Temporal.PlainDate | null;
  /** Recorded in the audit chain. */
  readonly reason: string;
  /** Show what would change, and save nothing. */
  readonly dryRun?: boolean;
}

export interface OverrideDate extends OfSchedule {
  /** Nominal pay date of the period. */
  readonly nominalOn: Temporal.PlainDate;
  /** The dates to use instead. Null removes an earlier override. */
  readonly set: {
    /** Null: the pay date stays as calculated. */
    readonly payOn: Temporal.PlainDate | null;
    /** Last day for inputs. Null: it stays as calculated. */
    readonly inputCutoffOn: Temporal.PlainDate | null;
    /** Time of day of that day. Without it: that of the schedule's own cut-off. */
    readonly inputCutoffAt?: Temporal.PlainTime | null;
    /** Last day for an approval. Without it, the deadline stays as calculated. */
    readonly approvalDeadlineOn?: Temporal.PlainDate | null;
    readonly approvalDeadlineAt?: Temporal.PlainTime | null;
    /** Recorded in the audit chain. */
    readonly reason: string;
  } | null;
  /** Show what would change, and save nothing. */
  readonly dryRun?: boolean;
}

export interface MoveToSchedule {
  /** Code of the company. Needed only where there are several companies. */
  readonly company?: string;
  /** Employee number. */
  readonly number: string;
  /** Code of the schedule that the person joins. */
  readonly toCode: string;
  /** The first day on the new schedule: a date, or the id of the period that begins on it. */
  readonly from: { readonly periodId: number } | { readonly on: Temporal.PlainDate };
  /** Recorded in the audit chain. */
  readonly reason: string;
  /** Show what would change, and save nothing. */
  readonly dryRun?: boolean;
}
