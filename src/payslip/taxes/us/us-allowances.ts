/**
 * The standard mileage rates of business miles: the federal rate up to which a mileage allowance counts as substantiated.
 *
 * Sources
 *   - 26 CFR 1.62-2(c) and (f)(2), 31.3401(a)-4(b): an allowance above the federal rate, whose excess is kept, is to that
 *     extent treated as paid under a nonaccountable plan. IRS Publication 15, section 5, "Accountable plan" and "Per diem or other fixed allowance":
 *     the excess is wages, and the substantiated part is in box 12 of Form W-2, code L.
 *   - 2023: IR-2022-234, as listed on irs.gov/tax-professionals/standard-mileage-rates; Notice 2023-3.
 *   - 2024: Notice 2024-8, read in two notes of publishers on Notice 2025-5, which compare with it.
 *   - 2025: Notice 2025-5, read in three notes that agree (KPMG, HR Morning, IFEBP).
 *   - 2026: Notice 2026-10 and IR-2025-128, read in five notes that agree (Bloomberg Tax, CPA Practice Advisor, and others).
 *     One glossary that has 0.70 for 2026 repeats the rate of 2025.
 *
 * The rate of a day of another year is not known. Per diem rates depend on the place, so a company states them in a pay
 * code of its own.
 */
import type { AllowanceRate, AllowanceRule } from '#payslip/taxes/allowance-rule.ts';

export const usMileageYears: ReadonlyMap<number, AllowanceRate> = new Map([
  [2023, { rateMicro: 655_000n, source: 'IRS Notice 2023-3' }],
  [2024, { rateMicro: 670_000n, source: 'IRS Notice 2024-8' }],
  [2025, { rateMicro: 700_000n, source: 'IRS Notice 2025-5' }],
  [2026, { rateMicro: 725_000n, source: 'IRS Notice 2026-10' }],
]);

/** `carries`: after the last year its rate goes on, as the tax tables of a rehearsal do. */
export function usAllowances({
  carries,
  years,
}: {
  readonly carries: boolean;
  readonly years: ReadonlyMap<number, AllowanceRate>;
}): AllowanceRule {
  const newest = Math.max(...years.keys());
  return {
    codes: ['MILEAGE'],
    rateOn: (_, { year }) => years.get(carries && year > newest ? newest : year) ?? null,
    wages: 'EXPENSE_ALLOWANCE',
    proved: 'SUBSTANTIATED_ALLOWANCE',
    // A hundred miles on every day of the year, and twenty hours at 75 miles an hour.
    ...{ unusualPerDay: 100, impossiblePerDay: 1_500 },
    source: '26 CFR 1.62-2(c) and (f)(2), 31.3401(a)-4(b); IRS Publication 15, section 5',
  };
}
