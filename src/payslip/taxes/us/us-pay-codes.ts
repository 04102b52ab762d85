/**
 * The pay codes of United States payroll: the lines that the federal pack writes, and the two
 * common deductions before tax with the taxes they come before.
 *
 * Sources: IRS Publication 15-B (cafeteria plans under section 125 are exempt from income tax,
 * Social Security, Medicare and FUTA); IRS Publication 15 (elective deferrals to a 401(k) are
 * wages for Social Security, Medicare and FUTA, and not for income tax).
 */

import type { PayCodeDefinition } from '#payslip/pay-code.ts';

/** The taxes that a pay code can be exempt from. */
export const usTaxSubjects = ['FIT', 'SS', 'MEDICARE', 'FUTA'] as const;

const written = { by: 'tax_pack' } as const;

function tax(id: number, code: string, title: string): PayCodeDefinition {
  return { id, code, kind: 'tax', title, amount: written, journalAccount: 'taxes_payable' };
}

function employerTax(id: number, code: string, title: string): PayCodeDefinition {
  return {
    id,
    code,
    kind: 'employer_contribution',
    title,
    amount: written,
    journalAccount: 'payroll_tax_expense',
  };
}

function base(id: number, code: string, title: string): PayCodeDefinition {
  return { id, code, kind: 'information', title, amount: written, journalAccount: 'none' };
}

export const federalLines: readonly PayCodeDefinition[] = [
  tax(120, 'FIT', 'Federal income tax'),
  tax(121, 'SS', 'Social Security'),
  tax(122, 'MEDICARE', 'Medicare'),
  tax(123, 'ADDITIONAL_MEDICARE', 'Additional Medicare'),
  employerTax(140, 'SS_EMPLOYER', 'Social Security, employer'),
  employerTax(141, 'MEDICARE_EMPLOYER', 'Medicare, employer'),
  employerTax(142, 'FUTA_EMPLOYER', 'Federal unemployment (FUTA), employer'),
  base(160, 'FIT_WAGES', 'Wages for federal income tax'),
  base(161, 'SS_WAGES', 'Wages for Social Security, up to the wage base'),
  base(162, 'MEDICARE_WAGES', 'Wages for Medicare'),
  base(163, 'FUTA_WAGES', 'Wages for FUTA, up to the wage base'),
  base(164, 'SUPPLEMENTAL_WAGES', 'Supplemental wages for federal income tax'),
];

export const usPayCodes: readonly PayCodeDefinition[] = [
  {
    id: 100,
    code: '401K',
    kind: 'deduction',
    title: '401(k)',
    amount: { by: 'percent', of: ['gross'] },
    exemptFrom: ['FIT'],
    journalAccount: 'deductions_payable',
  },
  {
    id: 101,
    code: 'SECTION125',
    kind: 'deduction',
    title: 'Section 125 benefits',
    amount: { by: 'percent', of: ['gross'] },
    exemptFrom: ['FIT', 'SS', 'MEDICARE', 'FUTA'],
    journalAccount: 'deductions_payable',
  },
  ...federalLines,
];
