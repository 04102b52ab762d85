/**
 * The pay codes of United States payroll: the lines that the federal pack writes, common deductions
 * before tax, and court orders with their limits.
 *
 * Sources
 *   - IRS Publication 15-B: cafeteria plans under section 125 are exempt from income tax, Social
 *     Security, Medicare and FUTA.
 *   - IRS Publication 15: elective deferrals to a 401(k) are exempt from income tax only.
 *     Contributions to a health savings account through a cafeteria plan are exempt from all four.
 *
 * Elsewhere: the yearly limits of the law (us-limits.ts). A plan's own limit is `caps.annual` of the company's version of
 * a code.
 */

import { keptByCompany, type PayCodeDefinition } from '#payslip/codes/pay-code.ts';

/** The taxes from which a pay code can be exempt. */
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
  base(165, 'FIT_ON_SUPPLEMENTAL', 'Federal income tax on supplemental wages'),
  // Below zero where a payslip takes what an earlier one could not: the year-to-date is what is left.
  base(166, 'UNCOLLECTED_SS', 'Social Security on tips, not taken'),
  base(167, 'UNCOLLECTED_MEDICARE', 'Medicare on tips, not taken'),
  base(168, 'UNCOLLECTED_ADDITIONAL', 'Additional Medicare on tips, not taken'),
  base(169, 'UNCOLLECTED_FIT', 'Federal income tax of a payslip with tips, not taken'),
  {
    // Publication 15, section 13: the employer owes these taxes, and makes them up from later pay (imputed-income.ts).
    ...{
      id: 176,
      code: 'TAX_ADVANCE',
      kind: 'reimbursement',
      title: 'Taxes paid ahead by the company',
    },
    ...{ amount: written, journalAccount: 'employee_loans' },
  },
  {
    ...{
      id: 177,
      code: 'TAX_ADVANCE_REPAID',
      kind: 'deduction',
      title: 'Taxes paid ahead, taken back',
    },
    ...{ amount: written, payee: keptByCompany, journalAccount: 'employee_loans' },
  },
  base(178, 'UNCOLLECTED_LIFE_SS', 'Social Security on cover after the employment, not taken'),
  base(179, 'UNCOLLECTED_LIFE_MEDICARE', 'Medicare on cover after the employment, not taken'),
  base(182, 'EXEMPT_SICK_PAY', 'Sick pay without Social Security, Medicare and FUTA'),
  // Form 940 reports them as exempt payments.
  base(190, 'FUTA_EXEMPT_WAGES', 'Wages without FUTA, by an exemption of the employee'),
];

/**
 * Wages in box 1 of Form W-2 from which this payroll withholds no income tax. Their pay codes are exempt from FIT, so FIT_WAGES
 * does not contain them.
 */
export const notWithheldCodes = [
  'GROUP_TERM_LIFE',
  'GROUP_TERM_LIFE_FORMER',
  'COMPANY_CAR_NO_FIT',
  'THIRD_PARTY_SICK_PAY',
] as const;

export const usPayCodes: readonly PayCodeDefinition[] = [
  beforeTax(100, '401K', '401(k)', ['FIT']),
  beforeTax(101, 'SECTION125', 'Section 125 benefits', usTaxSubjects),
  beforeTax(102, 'HSA', 'Health savings account', usTaxSubjects),
  {
    id: 103,
    code: 'ROTH_401K',
    kind: 'deduction',
    title: 'Roth 401(k)',
    amount: { by: 'percent', of: ['gross'] },
    journalAccount: 'deductions_payable',
  },
  {
    // Wages received in error in the current year may be offset against wages of the current year, so they lower
    // the wages of all four taxes: IRS Publication 15, section 13, "Wage Repayments".
    id: 104,
    code: 'PAY_TAKEN_BACK',
    kind: 'deduction',
    title: 'Overpayment taken back',
    amount: { by: 'percent', of: ['gross'] },
    exemptFrom: usTaxSubjects,
    ifShort: 'part',
    payee: keptByCompany,
    journalAccount: 'wages_expense',
  },
  {
    // Title III of the Consumer Credit Protection Act, 15 U.S.C. 1673: at most 25 % of disposable
    // earnings, and only the part above 30 times the hourly minimum wage of 7.25 a week.
    id: 110,
    code: 'GARNISHMENT',
    kind: 'deduction',
    title: 'Wage garnishment',
    amount: { by: 'percent', of: ['disposable'] },
    garnishment: { percentOfDisposable: '25', protectedPerWeek: '217.50' },
    priority: 10,
    ifShort: 'part',
    journalAccount: 'garnishments_payable',
  },
  {
    // 15 U.S.C. 1673(b)(2): a support order may take 50 to 65 % of disposable earnings. The lowest,
    // 50 %, applies unless the company's own definition changes it.
    id: 111,
    code: 'CHILD_SUPPORT',
    kind: 'deduction',
    title: 'Child support',
    amount: { by: 'percent', of: ['disposable'] },
    garnishment: { percentOfDisposable: '50' },
    priority: 5,
    ifShort: 'part',
    journalAccount: 'garnishments_payable',
  },
  // Orders of the kinds below need the facts of the order: orders/take-us-orders.ts limits them. The limit here only says
  // that they are court orders.
  ordered(112, 'TAX_LEVY', 'Federal tax levy'),
  ordered(113, 'STUDENT_LOAN', 'Student loan order'),
  ordered(114, 'FEDERAL_DEBT', 'Federal agency order'),
  ordered(115, 'BANKRUPTCY', 'Bankruptcy order'),
  ordered(116, 'STATE_TAX_LEVY', 'State tax levy'),
  {
    id: 117,
    code: 'ORDER_FEE',
    kind: 'deduction',
    title: 'Fee for court orders',
    amount: { by: 'amount' },
    priority: 20,
    ifShort: 'part',
    payee: keptByCompany,
    journalAccount: 'wages_expense',
  },
  {
    // 26 U.S.C. 79: the cost of cover above 50,000, less what the employee pays after tax. Publication 15-B, table 2-1.
    ...{
      id: 170,
      code: 'GROUP_TERM_LIFE',
      kind: 'information',
      title: 'Group-term life above 50,000',
    },
    ...{ amount: { by: 'amount' }, wages: 'regular', journalAccount: 'none' },
    exemptFrom: ['FIT', 'FUTA'],
  },
  {
    // 26 U.S.C. 3102(d): for cover after the employment, the employee pays Social Security and Medicare with the return.
    ...{ id: 171, code: 'GROUP_TERM_LIFE_FORMER', kind: 'information' },
    title: 'Group-term life above 50,000, after the employment',
    ...{ amount: { by: 'amount' }, wages: 'regular', journalAccount: 'none' },
    exemptFrom: ['FIT', 'FUTA'],
  },
  {
    // 26 U.S.C. 3402(s): the employer may choose to withhold no income tax. With income tax it is IMPUTED_INCOME.
    ...{ id: 172, code: 'COMPANY_CAR_NO_FIT', kind: 'information' },
    title: 'Personal use of a company car, without income tax',
    ...{ amount: { by: 'amount' }, wages: 'regular', journalAccount: 'none' },
    exemptFrom: ['FIT'],
  },
  {
    // Publication 15, section 5, "Health insurance plans": a shareholder with more than 2 % of an S corporation.
    ...{ id: 173, code: 'S_CORP_HEALTH', kind: 'information' },
    title: 'Health insurance of an S corporation owner',
    ...{ amount: { by: 'amount' }, wages: 'supplemental', journalAccount: 'none' },
    exemptFrom: ['SS', 'MEDICARE', 'FUTA'],
  },
  {
    // Publication 15, section 15, "Deceased worker": wages to an estate or a beneficiary in the year of the death.
    ...{
      id: 174,
      code: 'PAY_AFTER_DEATH',
      kind: 'earning',
      title: 'Pay after death, in the same year',
    },
    ...{ amount: { by: 'amount' }, wages: 'supplemental', journalAccount: 'wages_expense' },
    exemptFrom: ['FIT'],
  },
  {
    // The amount is that of the insurance. group-term-life.ts calculates its cost, which is GROUP_TERM_LIFE.
    ...{ id: 175, code: 'GROUP_TERM_LIFE_COVER', kind: 'information' },
    title: 'Group-term life cover',
    ...{ amount: { by: 'amount' }, journalAccount: 'none' },
  },
  {
    // Paid under a nonaccountable plan, or above the federal rate: IRS Publication 15, sections 5 and 7.
    id: 180,
    code: 'EXPENSE_ALLOWANCE',
    kind: 'earning',
    title: 'Expense allowance that is wages',
    amount: { by: 'amount' },
    wages: 'supplemental',
    journalAccount: 'wages_expense',
  },
  told(181, 'SUBSTANTIATED_ALLOWANCE', 'Substantiated expense allowance'),
  {
    // Income tax of it is withheld by the third party, and only on request: 26 U.S.C. 3402(o)(1)(C).
    id: 183,
    code: 'THIRD_PARTY_SICK_PAY',
    kind: 'information',
    title: 'Sick pay by a third party',
    amount: { by: 'amount' },
    wages: 'regular',
    exemptFrom: ['FIT'],
    journalAccount: 'none',
  },
  told(184, 'THIRD_PARTY_FIT', 'Federal income tax withheld by the third party'),
  told(185, 'THIRD_PARTY_SS', 'Social Security withheld by the third party'),
  told(186, 'THIRD_PARTY_MEDICARE', 'Medicare withheld by the third party'),
  {
    id: 187,
    code: 'SICK_PAY',
    kind: 'earning',
    title: 'Sick pay by the employer or its agent',
    amount: { by: 'amount' },
    journalAccount: 'wages_expense',
  },
  {
    id: 188,
    code: 'PAID_BY_AGENT',
    kind: 'deduction',
    title: 'Sick pay that the agent has paid',
    amount: { by: 'amount' },
    priority: 1,
    ifShort: 'part',
    journalAccount: 'deductions_payable',
  },
  told(189, 'NONTAXABLE_SICK_PAY', 'Nontaxable sick pay'),
  ...federalLines,
];

/** Told on statements, and neither paid nor taxed. */
function told(id: number, code: string, title: string): PayCodeDefinition {
  return {
    ...{ id, code, kind: 'information', title },
    ...{ amount: { by: 'amount' }, journalAccount: 'none' },
  };
}

function ordered(id: number, code: string, title: string): PayCodeDefinition {
  return {
    id,
    code,
    kind: 'deduction',
    title,
    amount: { by: 'percent', of: ['disposable'] },
    garnishment: { percentOfDisposable: '100' },
    priority: 10,
    ifShort: 'part',
    journalAccount: 'garnishments_payable',
  };
}

function beforeTax(
  id: number,
  code: string,
  title: string,
  exemptFrom: readonly string[],
): PayCodeDefinition {
  return {
    id,
    code,
    kind: 'deduction',
    title,
    amount: { by: 'percent', of: ['gross'] },
    exemptFrom,
    journalAccount: 'deductions_payable',
  };
}
