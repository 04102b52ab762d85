/**
 * The frozen inputs of one employee in one run: plain values, nothing to look up.
 *
 * The same input calculates to the same payslip for ever, which is what lets a closed run be
 * recomputed and explained. Everything that the calculation may know of a person stands here or
 * in the pay codes; who gathered it and as of when is the store's business.
 */

import type { Minor } from '#money/minor.ts';

type PayType = 'salary' | 'hourly';
type OvertimeStatus = 'exempt' | 'nonexempt';

/** What an employee is paid for one job, from a date on. */
export interface PayTerms {
  /** Null for the main job. A later `fromOn` of the same job ends the earlier terms. */
  readonly job: string | null;
  readonly fromOn: Temporal.PlainDate;
  /** Last day, included; null: until later terms of the job, or the end of the employment. */
  readonly untilOn: Temporal.PlainDate | null;
  readonly payType: PayType;
  readonly annualSalaryMinor: Minor | null;
  readonly hourlyRateMicro: bigint | null;
}

export interface EmployeeFacts {
  readonly hiredOn: Temporal.PlainDate;
  /** Last day employed, included. */
  readonly endedOn: Temporal.PlainDate | null;
  readonly payType: PayType;
  readonly annualSalaryMinor: Minor | null;
  /** Millionths of a currency unit an hour: 35.7618 is 35_761_800n. */
  readonly hourlyRateMicro: bigint | null;
  /**
   * A raise inside the period, or several jobs: these terms then stand in place of the three
   * values above. Absent or empty: those hold for the whole period.
   */
  readonly terms?: readonly PayTerms[];
  /** Whether a country's weekly overtime is for them; absent: for whom it is by their kind of pay. */
  readonly overtime?: OvertimeStatus | null;
  /** As the company writes it; a country knows its own. */
  readonly workState?: string | null;
}

export interface PeriodFacts {
  readonly startOn: Temporal.PlainDate;
  /** Last day, included. */
  readonly endOn: Temporal.PlainDate;
  /** Picks the tax table and the tax year. */
  readonly payOn: Temporal.PlainDate;
  /** What an annual amount is divided by: 52, 26, 13, 24, 12, 4, 2, 1. */
  readonly periodsPerYear: number;
}

/** A recurring or one-off input: hours, an amount, a percentage, for one pay code. */
export interface PayItem {
  readonly payCodeId: number;
  /** Hours (or pieces) in millionths: 7.5 is 7_500_000n. */
  readonly quantityMicro: bigint | null;
  /** Millionths of a currency unit for one; null takes the pay code's or the employee's rate. */
  readonly rateMicro: bigint | null;
  /** The amount itself; it goes before quantity and percentage. */
  readonly amountMinor: Minor | null;
  /** Millionths of a percent: 3 % is 3_000_000n. */
  readonly percentMicro: bigint | null;
  /** With several jobs: the one that the hours were worked in. */
  readonly job?: string | null;
  /** With a raise inside the period: the day that the hours were worked on. */
  readonly workedOn?: Temporal.PlainDate | null;
  /** Of a deduction with a goal (a loan): what is still owed before this payslip. */
  readonly balanceMinor?: Minor | null;
  /** Where an amount or its hours come from, for the explanation; absent: it was entered. */
  readonly told?: string;
}

/** Hours that other runs pay, which count towards the hours of a workweek. */
export interface WorkedElsewhere {
  /** Each with the day that it was worked on. */
  readonly items: readonly PayItem[];
  /** Workweeks that end before this day were looked at by the runs that pay these hours. */
  readonly settledBefore: Temporal.PlainDate;
  /** Workweeks that end after this day are looked at by a later run; null: every one is. */
  readonly until: Temporal.PlainDate | null;
}

/** What the core of the calculation reads; a country's tax pack may ask for more. */
export interface PayslipFacts {
  readonly employee: EmployeeFacts;
  /** Hand the same object to every employee of a run: its dates are then prepared once. */
  readonly period: PeriodFacts;
  readonly items: readonly PayItem[];
  /** Absent: nothing else was worked, and the run pays its whole period. */
  readonly worked?: WorkedElsewhere;
  /** Pay code id → amount before this payslip, in the tax year of the pay date. */
  readonly yearToDate: ReadonlyMap<number, Minor>;
  /** The same for the month of the pay date; needed where a pay code has a monthly cap. */
  readonly monthToDate?: ReadonlyMap<number, Minor>;
}

/**
 * What an employee declared to the tax office. Only the pack of the country knows what is in it; amounts
 * are members whose names end in `Minor`, which is how the store keeps them exact.
 */
export interface TaxForm {
  readonly [member: string]: unknown;
}

/** The input of an employee, whatever the country. */
export interface PayslipInput extends PayslipFacts {
  readonly taxForm: TaxForm;
  /**
   * For supplemental wages paid alone, where a country withholds on them together with the last regular
   * pay: the regular wages of the current or preceding pay period (with other supplemental wages of that
   * period), and the tax withheld from them.
   */
  readonly lastRegularPay?: { readonly wagesMinor: Minor; readonly withheldMinor: Minor } | null;
}
