/** What the limits of a person look at: this run's pay, and what is usual for the person. */
import type { Minor } from '#money/minor.ts';

/** One payslip, and for how many days it pays. */
export interface PaidFacts {
  readonly grossMinor: Minor;
  readonly netMinor: Minor;
  /** Net pay, and the taxes that were taken. */
  readonly beforeTaxesMinor: Minor;
  /** Whether taxes on tips came out of the wages. Then net pay varies with the tips. */
  readonly hasTips: boolean;
  /** Gross pay without bonuses and other supplemental wages. */
  readonly regularMinor: Minor;
  /** Salary and hours worked, without overtime, premiums and leave. */
  readonly straightMinor: Minor;
  /** Days of employment within the period. */
  readonly days: number;
  /** All days of the period. */
  readonly periodDays: number;
}

/** What somebody is paid for one job. Exactly one of the two is there. */
export interface JobRate {
  /** Null: the main job. */
  readonly job: string | null;
  /** Millionths of a currency unit for an hour. */
  readonly hourlyMicro: bigint | null;
  readonly annualMinor: Minor | null;
}

export interface PersonSeen {
  readonly pay: PaidFacts;
  /** Of the run's own period. Compared only where the run pays by them. */
  readonly rates: readonly JobRate[];
  /** Hours worked on the days of employment, in millionths. */
  readonly workedMicro: bigint;
  /** The date with the most hours, and for how many days it stands. Null: no hours have a date. */
  readonly longestDay: {
    readonly on: Temporal.PlainDate;
    readonly micro: bigint;
    readonly days: number;
  } | null;
  /** Null: nothing is dated after the last day of employment. */
  readonly afterLeaving: {
    readonly leftOn: Temporal.PlainDate;
    readonly on: Temporal.PlainDate;
  } | null;
  /** Earnings of the tax year with this payslip. Null: all of them were paid by runs. */
  readonly yearMinor: Minor | null;
  /** False for a run that pays only its own amounts: its pay has no usual size. */
  readonly hasBasePay: boolean;
  /** Whether taxes alone took all pay, as the law has it where tips do not cover their taxes. Absent: no. */
  readonly isAllTaxes?: boolean;
}

export interface PersonUsual {
  /** The last payslips, newest first. */
  readonly pays: readonly PaidFacts[];
  /** As the last payslip was calculated. */
  readonly rates: readonly JobRate[];
}

/** How the run counts. */
export interface PeriodMeasure {
  readonly periodsPerYear: number;
  /** The hours that an annual salary covers. */
  readonly hoursPerYear: number;
}
