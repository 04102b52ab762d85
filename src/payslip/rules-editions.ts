/**
 * Editions of the rules that a run calculates by. A run keeps the edition with which it was opened, so that its payslips
 * stay what they were.
 *
 *   1  the first
 *   2  the flat rate on bonuses only after tax on regular pay (taxes/us/supplemental-method.ts), and the yearly limits
 *      of a person (limit-by-law.ts)
 *   3  overtime on the regular rate of the workweek, and daily overtime of states (overtime/)
 *   4  taxes on tips taken from the wages in the order of the law (taxes/us/tip-taxes.ts), and the check of the minimum
 *      wage (minimum-wage.ts)
 *   5  hours of leave are not compared with the minimum wage; what a payslip says of several court orders comes in one
 *      order (taxes/us/orders/); the company pays taxes ahead on income that is not money
 *      (taxes/us/imputed-income.ts); expense allowances above the federal rate are wages
 *      (allowances.ts); sick pay of third parties, and after six months (taxes/us/sick-pay.ts);
 *      overtime on a salary (overtime/hours-of-salary.ts); the limits of 457(b) and SIMPLE plans and of all additions
 *      to a plan (taxes/us/us-plan-limits.ts);
 *      work that is exempt from payroll taxes (taxes/us/exemptions.ts); the minimum wage of Washington
 *      (taxes/us/us-minimum-wage.ts)
 *
 * A warning is stored with its sentence, so a sentence that changes needs an edition too.
 */

export const flatRateConditionSinceEdition = 2;

export const personLimitsSinceEdition = 2;

export const regularRateSinceEdition = 3;

export const tipOrderSinceEdition = 4;

export const minimumWageSinceEdition = 4;

/** Rules that follow the law more closely than edition 4, and change what somebody is paid or held for. */
export const closerRulesSinceEdition = 5;

export const newestEdition = closerRulesSinceEdition;
