/**
 * Columns of United States files in addition to Form W-4: deductions in a roster, and taxes in a
 * balances file. The employer pays FUTA, so its `withheld` is the employer's tax.
 */
import type { BroughtTax, RosterDeduction, TaxBalance } from '#payslip/taxes/tax-pack.ts';

export const usRosterDeductions: readonly RosterDeduction[] = [
  { payCode: '401K', percent: 'k401_pct', amount: 'k401_amount' },
  { payCode: 'SECTION125', percent: 'section125_pct', amount: 'section125_amount' },
];

export const usBalances: ReadonlyMap<string, TaxBalance> = new Map([
  ['FIT', { withheld: 'FIT', wages: 'FIT_WAGES', isNeeded: true }],
  ['SS', { withheld: 'SS', wages: 'SS_WAGES', isNeeded: true }],
  ['MEDICARE', { withheld: 'MEDICARE', wages: 'MEDICARE_WAGES', isNeeded: true }],
  // Its wages are the Medicare wages above a threshold. They are accumulated once, under Medicare.
  ['ADDITIONAL_MEDICARE', { withheld: 'ADDITIONAL_MEDICARE', wages: null, isNeeded: false }],
  ['FUTA', { withheld: 'FUTA_EMPLOYER', wages: 'FUTA_WAGES', isNeeded: true }],
]);

/** The rate of Social Security for employees is 6.2 %: 26 U.S.C. 3101(a). */
export const usBringsTaxes: readonly BroughtTax[] = [
  { column: 'federal', tax: 'FIT', cappedRate: null },
  { column: 'socialSecurity', tax: 'SS', cappedRate: { numerator: 62n, denominator: 1_000n } },
  { column: 'medicare', tax: 'MEDICARE', cappedRate: null },
];
