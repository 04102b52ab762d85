/**
 * The frozen inputs of one employee in one run: plain values, with nothing to look up.
 *
 * The same input always gives the same payslip, so a closed run can be recalculated and explained.
 * Everything that a calculation can read about an employee is here or in the pay codes. The store
 * decides where the values come from, and as of when.
 */

import type { Minor } from '#money/minor.ts';
import type { AmountsByCode } from './amounts-by-code.ts';
import type { Explanation } from './explanation/explanation.ts';

type PayType = 'salary' | 'hourly';
type OvertimeStatus = 'exempt' | 'nonexempt';

/** An employee's pay for one job, from a date on. */
export interface PayTerms {
  /** Null for the main job. Terms of the same job with a later `fromOn` end the earlier terms. */
  readonly job: string | null;
  readonly fromOn: Temporal.PlainDate;
  /** Last day, included. Null: until later terms of the job begin, or until the employment ends. */
  readonly untilOn: Temporal.PlainDate | null;
  readonly payType: PayType;
  readonly annualSalaryMinor: Minor | null;
  readonly hourlyRateMicro: bigint | null;
}

export interface EmployeeFacts {
  readonly hiredOn: Temporal.PlainDate;
  /** Last day of employment, included. Null: no end is known. */
  readonly endedOn: Temporal.PlainDate | null;
  readonly payType: PayType;
  readonly annualSalaryMinor: Minor | null;
  /** Millionths of a currency unit for one hour: 35.7618 is 35_761_800n. */
  readonly hourlyRateMicro: bigint | null;
  /**
   * Given for a raise inside the period, or for several jobs. These terms replace the three values
   * above. If absent or empty, those values apply to the whole period.
   */
  readonly terms?: readonly PayTerms[];
  /**
   * Given when the employee has several employments in the period, the earliest first. `terms` then has the pay of
   * each for its days only; `hiredOn` and `endedOn` are the first and the last day of all.
   */
  readonly employments?: readonly Pick<EmployeeFacts, 'hiredOn' | 'endedOn'>[];
  /**
   * Whether the employee earns the country's weekly overtime. Absent: hourly employees do, others
   * do not.
   */
  readonly overtime?: OvertimeStatus | null;
  /** The state, as the company writes it. Each country's pack interprets its own states. */
  readonly workState?: string | null;
  /** Some limits of the law depend on age. Null: not known. */
  readonly birthOn?: Temporal.PlainDate | null;
}

export interface PeriodFacts {
  readonly startOn: Temporal.PlainDate;
  /** Last day, included. */
  readonly endOn: Temporal.PlainDate;
  /** The pay date. It determines the tax table and the tax year. */
  readonly payOn: Temporal.PlainDate;
  /** The divisor of an annual amount: 52, 26, 13, 24, 12, 4, 2 or 1. */
  readonly periodsPerYear: number;
}

/** A recurring or one-off input for one pay code: hours, pieces, an amount or a percentage. */
export interface PayItem {
  readonly payCodeId: number;
  /** Hours (or pieces) in millionths: 7.5 is 7_500_000n. */
  readonly quantityMicro: bigint | null;
  /** Millionths of a currency unit for one. Null: the rate of the pay code or of the employee. */
  readonly rateMicro: bigint | null;
  /** The amount itself. If given, quantity and percentage are not used. */
  readonly amountMinor: Minor | null;
  /** Millionths of a percent: 3 % is 3_000_000n. */
  readonly percentMicro: bigint | null;
  /** For an employee with several jobs: the job in which the hours were worked. */
  readonly job?: string | null;
  /** The date on which the hours were worked. It decides the rate after a raise, and the workweek. */
  readonly workedOn?: Temporal.PlainDate | null;
  /** For a deduction with a goal, such as a loan: what is still owed before this payslip. */
  readonly balanceMinor?: Minor | null;
  /** Present on a court order or a levy whose facts are known: the country's pack limits it. */
  readonly order?: OrderFacts;
  /** The most that the person gives in the year, under all pay codes that share a limit with this one. */
  readonly limitMinor?: Minor | null;
  /** Which of the amounts of a limit applies, as the country's pack names it. */
  readonly limitFor?: string | null;
  /** Present on an item that counts in every period that its days touch. */
  readonly isRecurring?: true;
  /** Where the amount or the hours come from, for the explanation. Absent: somebody entered them. */
  readonly told?: string;
  /** Replaces the explanation of an amount that the calculation itself added. */
  readonly explained?: Explanation;
}

/**
 * What a court order or a levy says in addition to its amount. Only the country's pack knows its members. As in a
 * tax form, an amount is a member whose name ends in `Minor`.
 */
export interface OrderFacts {
  /** The number of the case. It tells orders of one pay code apart. Null: none. */
  readonly reference?: string | null;
  /** Who gets the money. Null: not named. */
  readonly payee?: string | null;
  readonly [member: string]: unknown;
}

/** Hours that other runs pay. They count towards the hours of a workweek. */
export interface WorkedElsewhere {
  /** Each item has the date on which it was worked. */
  readonly items: readonly PayItem[];
  /** The runs that pay these hours have already settled workweeks that end before this day. */
  readonly settledBefore: Temporal.PlainDate;
  /** A later run settles workweeks that end after this day. Null: this run settles none. */
  readonly until: Temporal.PlainDate | null;
}

/** The facts that the core of the calculation reads. A country's tax pack may require more. */
export interface PayslipFacts {
  readonly employee: EmployeeFacts;
  /** Pass the same object for every employee of a run, so that its dates are prepared only once. */
  readonly period: PeriodFacts;
  readonly items: readonly PayItem[];
  /** Absent: no other run pays hours, and this run pays its whole period. */
  readonly worked?: WorkedElsewhere;
  /** Before this payslip, in the tax year of the pay date. */
  readonly yearToDate: AmountsByCode;
  /** Before this payslip, in the month of the pay date. Monthly caps need it. */
  readonly monthToDate?: AmountsByCode;
  /** The whole tax year before that of the pay date. Absent: it is not known, or nothing depends on it. */
  readonly yearBefore?: AmountsByCode;
}

/**
 * What an employee declared to the tax office. Only the country's pack knows its members. An amount
 * is a member whose name ends in `Minor`: by this suffix the store keeps it exact.
 */
export interface TaxForm {
  readonly [member: string]: unknown;
}

/** The input of one employee, for the pack of any country. */
export interface PayslipInput extends PayslipFacts {
  readonly taxForm: TaxForm;
  /**
   * The employee's last regular pay, for supplemental wages paid alone. Some countries tax both
   * together. It contains the regular wages of the current or preceding pay period, with other
   * supplemental wages of that period, and the tax withheld from them.
   */
  readonly lastRegularPay?: { readonly wagesMinor: Minor; readonly withheldMinor: Minor } | null;
  /**
   * Tax that was withheld from the employee's regular pay in the tax year or the year before it. Some countries allow
   * a flat rate on supplemental wages only then. Null: none is known. Absent: nobody looked, and the year-to-date says
   * what is known.
   */
  readonly regularTax?: RegularTax | null;
}

/** One payslip, or the opening balances of one year. */
export interface RegularTax {
  /** The tax without the part that supplemental wages caused. */
  readonly amountMinor: Minor;
  readonly taxYear: number;
  /** The pay date of the payslip. Null: opening balances. */
  readonly payOn: Temporal.PlainDate | null;
}
