/** What a country's pack says of payments for expenses of work. The core splits them (allowances.ts). */

/** The rate up to which the law takes an expense as proved. */
export interface AllowanceRate {
  readonly rateMicro: bigint;
  readonly source: string;
}

/** Payments by miles or days for expenses of work. What is paid above the rate of the law is wages. */
export interface AllowanceRule {
  /** Built-in reimbursements by pieces for which the country states a rate. */
  readonly codes: readonly string[];
  /** The rate of a day. Null: it is not known. */
  rateOn(code: string, on: Temporal.PlainDate): AllowanceRate | null;
  /** The pay code of the part that is wages, and that of the proved part, which the yearly statement lists. */
  readonly wages: string;
  readonly proved: string;
  /** Of the built-in pay codes: how many pieces a day are unusual, and how many are impossible. */
  readonly unusualPerDay: number;
  readonly impossiblePerDay: number;
  /** The paragraph that makes the excess wages. */
  readonly source: string;
}
