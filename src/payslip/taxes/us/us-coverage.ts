/**
 * What the United States pack calculates, with the source of each rule, and what it does not. Results of `calculate`,
 * `coverage` and docs/coverage.md take these lists from here.
 */
import type { CoveredRule } from '#payslip/taxes/coverage.ts';
import { usWeeklyOvertime } from './us-overtime.ts';
import { usStates } from './us-states.ts';

const { daily, regularRate, source: weeklySource } = usWeeklyOvertime;

const incomeTax: readonly CoveredRule[] = [
  {
    id: 'income_tax',
    what: 'Federal income tax by the percentage method, Form W-4 of 2020 or later and of 2019 or earlier, all filing statuses',
    source: 'IRS Publication 15-T, percentage method tables for automated payroll systems',
    isYearly: true,
  },
  {
    id: 'w4_life',
    what: 'Form W-4: no form, exemption and its end, the day from which a new form counts, forms that do not count, lock-in letters',
    source: 'IRS Publication 15, section 9',
    isYearly: false,
  },
  {
    id: 'nonresident_addition',
    what: 'The addition to wages of nonresident aliens (amounts from secondary sources, not from the publication itself)',
    source: 'IRS Publication 15-T, withholding adjustment for nonresident alien employees',
    isYearly: true,
  },
  {
    id: 'supplemental_wages',
    what: 'Supplemental wages: 22 % where income tax was withheld from regular wages this year or last, otherwise aggregate; 37 % above one million dollars a year',
    source: 'IRS Publication 15, section 7',
    isYearly: true,
  },
];

const otherTaxes: readonly CoveredRule[] = [
  {
    id: 'social_security_medicare',
    what: 'Social Security up to the wage base, Medicare, Additional Medicare',
    source: 'IRS Publication 15, section 9',
    isYearly: true,
  },
  {
    id: 'futa',
    what: 'FUTA up to its wage base, and the credit reduction of states in 2023 to 2025 with Form 940',
    source: 'IRS Publication 15, section 14; 26 U.S.C. 3301',
    isYearly: true,
  },
  {
    id: 'taxes_on_tips',
    what: 'Taxes on tips in the order of the law; what wages do not cover is carried to the next payslips of the year',
    source: 'IRS Publication 15, section 6; 26 U.S.C. 3102(c) and 3402(k)',
    isYearly: false,
  },
];

const otherIncome: readonly CoveredRule[] = [
  {
    id: 'group_term_life',
    what: 'Group-term life insurance above 50,000: Social Security and Medicare, but neither income tax nor FUTA; former employees',
    source: '26 U.S.C. 79, 3102(d), 3121(a)(2)(C) and 3401(a)(14); IRS Publication 15, section 13',
    isYearly: false,
  },
  {
    id: 'cost_of_group_term_life',
    what: 'The cost of group-term life cover by age, less what the employee pays after tax (table from a copy and two reprints)',
    source: '26 CFR 1.79-3(d)(2), Table I; IRS Publication 15-B, table 2-2',
    isYearly: false,
  },
  {
    id: 'fringe_benefits',
    what: 'Benefits that are not money: all taxes, and for a company car without income tax by choice of the employer',
    source: 'IRS Publication 15, section 5, "Fringe benefits"; 26 U.S.C. 3402(s)',
    isYearly: false,
  },
  {
    id: 's_corporation_health',
    what: 'Health insurance of owners of an S corporation: income tax only',
    source: 'IRS Publication 15, section 5, "Health insurance plans"',
    isYearly: false,
  },
  {
    id: 'taxes_paid_ahead',
    what: 'Taxes on income that is not money above the pay in money: the company pays them ahead, and later pay of the year returns them',
    source: 'IRS Publication 15, section 13, "Collecting underwithheld taxes from employees"',
    isYearly: false,
  },
  {
    id: 'pay_after_death',
    what: 'Pay after a death in the same year, under its own pay code: no income tax',
    source: 'IRS Publication 15, section 15, "Deceased worker"',
    isYearly: false,
  },
];

const expensesAndSickPay: readonly CoveredRule[] = [
  {
    id: 'expense_allowances',
    what: 'Expense allowances: no wages up to the federal mileage rate, or up to the rate that the company states; the excess and nonaccountable plans are supplemental wages',
    source:
      '26 CFR 1.62-2(c) and (f)(2), 31.3401(a)-4(b); IRS Publication 15, section 5; notices of the mileage rates',
    isYearly: true,
  },
  {
    id: 'sick_pay',
    what: 'Sick pay by an insurer, by an agent and by the employer: the shares of both sides, and the end of Social Security, Medicare and FUTA after six months',
    source: '26 U.S.C. 3121(a)(4) and 3306(b)(4); 26 CFR 32.1; IRS Publication 15-A, section 6',
    isYearly: false,
  },
];

const exemptions: readonly CoveredRule[] = [
  {
    id: 'fica_exemptions',
    what: 'No Social Security, Medicare or FUTA: students of the school that pays them, visas F-1, J-1, M-1 and Q-1, children, spouses and parents of a sole proprietor, ministers',
    source:
      'IRS Publication 15, sections 3 and 15; 26 U.S.C. 3121(b)(3), (8), (10), (19) and 3306(c)(5), (10), (19)',
    isYearly: false,
  },
  {
    id: 'minister_income_tax',
    what: 'No income tax withholding from the pay of ministers, unless both agreed to it',
    source: '26 U.S.C. 3401(a)(9) and 3402(p)(3)',
    isYearly: false,
  },
  {
    id: 'exempt_and_taxed_work',
    what: 'An exemption that begins or ends within a pay period counts by most of its time',
    source: '26 U.S.C. 3121(c) and 3306(d); 26 CFR 31.3121(c)-1 and 31.3306(d)-1',
    isYearly: false,
  },
];

const overtime: readonly CoveredRule[] = [
  {
    id: 'weekly_overtime',
    what: 'Overtime above 40 hours a workweek for hourly employees, from hours with dates',
    source: weeklySource,
    isYearly: false,
  },
  {
    id: 'regular_rate',
    what: 'Overtime on the regular rate of the workweek: several rates, shift premiums, promised bonuses',
    source: '29 CFR 778.109 to 778.117',
    isYearly: false,
  },
  {
    id: 'salary_overtime',
    what: 'Overtime of salaried employees who earn it, where the salary is for 40 hours a week',
    source: regularRate?.sources.salary ?? '',
    isYearly: false,
  },
  {
    id: 'rate_of_the_job',
    what: 'Overtime on the rate of the job, where employer and employee agreed to it',
    source: regularRate?.sources.agreed ?? '',
    isYearly: false,
  },
  ...Array.from(daily, ([state, { source, fromOn }]) => ({
    ...{ id: `daily_overtime_${state.toLowerCase()}`, source, isYearly: false },
    what: `Daily overtime of ${usStates.get(state)}, from hours with dates`,
    ...(fromOn === null ? {} : { fromOn }),
  })),
];

const minimumWage: readonly CoveredRule[] = [
  {
    id: 'minimum_wage',
    what: 'The check of the federal minimum wage by the day of work, of the cash wage of people with tips, and of cash and tips together',
    source: '29 U.S.C. 206(a)(1)(C) and 203(m)(2)',
    isYearly: false,
  },
  {
    id: 'minimum_wage_of_states',
    what: 'The check of the minimum wage of the states on which two sources agree',
    source: 'Lists of payroll providers and publishers, two or more of which agree',
    isYearly: true,
    fromOn: Temporal.PlainDate.from('2026-01-01'),
  },
];

const courtOrders: readonly CoveredRule[] = [
  {
    id: 'ordinary_debts',
    what: 'Court orders for ordinary debts: disposable earnings, the federal limit, several orders',
    source: '15 U.S.C. 1672 and 1673(a); 29 CFR 870.10 and 870.11',
    isYearly: false,
  },
  {
    id: 'support',
    what: 'Support orders: 50 to 65 % of disposable earnings, and several orders',
    source: '15 U.S.C. 1673(b)(2); 42 U.S.C. 666(b); 45 CFR 303.100(a)(5)',
    isYearly: false,
  },
  {
    id: 'government_debts',
    what: 'Orders for student loans and other federal debts: 15 % of disposable pay',
    source: '20 U.S.C. 1095a(a); 31 U.S.C. 3720D',
    isYearly: false,
  },
  {
    id: 'tax_levy',
    what: 'Tax levies: exempt amounts by Publication 1494 of 2024, and by the standard deductions of 2026',
    source: '26 U.S.C. 6334(d); IRS Publication 1494',
    isYearly: false,
  },
];

/** The amounts of 2023 to 2025 come from lists of providers that agree: us-limits.ts. */
const yearlyLimits: readonly CoveredRule[] = [
  {
    id: 'elective_deferrals',
    what: 'Yearly limit of elective deferrals to 401(k) and 403(b) together, before tax and Roth; catch-up from 50',
    source: '26 U.S.C. 402(g)(1) and 414(v)(2)(B); IRS Notice 2025-67 for 2026',
    isYearly: true,
  },
  {
    id: 'catch_up_from_60',
    what: 'Higher catch-up in the years in which a person reaches 60 to 63',
    source: '26 U.S.C. 414(v)(2)(E)',
    isYearly: true,
    fromOn: Temporal.PlainDate.from('2025-01-01'),
  },
  {
    id: 'roth_only_catch_up',
    what: 'Catch-up as Roth only, after wages above 150,000 in the year before',
    source: '26 U.S.C. 414(v)(7); IRS Notice 2025-67',
    isYearly: true,
    fromOn: Temporal.PlainDate.from('2026-01-01'),
  },
  {
    id: 'other_plans',
    what: 'Yearly limits of 457(b) and SIMPLE plans with their catch-up, and of all additions to a plan',
    source:
      '26 U.S.C. 457(e)(15), 408(p)(2)(A) and 415(c)(1)(A); amounts by lists of plan administrators that agree',
    isYearly: true,
    fromOn: Temporal.PlainDate.from('2024-01-01'),
  },
  {
    id: 'spending_accounts',
    what: 'Yearly limits of health savings accounts, and of flexible spending for health and for dependent care',
    source: '26 U.S.C. 223(b), 125(i) and 129(a)(2)',
    isYearly: true,
  },
];

const returns: readonly CoveredRule[] = [
  {
    id: 'deposits_and_returns',
    what: 'Deposits with their due days, the lines of Forms 941 and 940, and the boxes of Form W-2',
    source: 'IRS Publication 15, section 11; instructions for these forms',
    isYearly: true,
  },
];

export const usCovered: readonly CoveredRule[] = [
  ...incomeTax,
  ...otherTaxes,
  ...otherIncome,
  ...expensesAndSickPay,
  ...exemptions,
  ...overtime,
  ...minimumWage,
  ...yearlyLimits,
  ...courtOrders,
  ...returns,
];

export const usNotCovered: readonly string[] = [
  'State and local taxes',
  'FUTA credit reductions of 2026: the list is final in November; wages that a state excludes from its unemployment tax',
  'Aggregate method: supplemental wages paid alone earlier in the same pay period are not added',
  'Pensions and annuities, household and agricultural employers, and the exemptions of household work',
  'Other exemptions from Social Security: religious sects, members of orders, section 218 agreements of public schools, election workers',
  'Pay for work before an exemption began or ended: it is taxed like the work of the period with which it is paid',
  'Exemption by a tax treaty (Form 8233), and the end of a lock-in letter 12 months after an employment',
  'Minimum wages of cities and trades, and of the other states: the payslip warns of rates below 20.00 there',
  'Minimum wages of salaried people, and deductions that take pay below the minimum (29 CFR 531.35)',
  'Daily overtime of Oregon and Puerto Rico; twelve hours in a row across two days in Colorado; alternative workweek schedules',
  'Bonuses and commissions for other workweeks than those of the payslip (29 CFR 778.209): they are not divided among them',
  'The regular rate of a California bonus that is a flat sum: it is divided by all hours, as under federal law',
  'Overtime on a salary for other than 40 hours a week, or for hours that vary (29 CFR 778.114), or on several salaries',
  'Tips below 20.00 in a calendar month, which are no wages: they are taxed if somebody enters them, and the payslip warns',
  'Tips: the conditions of the tip credit (notice, pools, more than 30.00 in a month); money that the employee hands in for taxes',
  'Tips: Social Security and Medicare are taken until the end of the year, not until the 10th of the month after the report',
  'The value of benefits that are not money: it is entered',
  'The cost of group-term life cover for a part of a month, and of former or key employees: it is entered',
  'Additional Medicare on group-term life cover after an employment: the person is held',
  'Taxes paid ahead by the company that are not returned by 31 December; taxes of states on income that is not money',
  'Pay after a death: the forms of the estate or the heir, and pay in a later year, for which a company defines its own pay code',
  'Mileage rates of other years than 2023 to 2026, and per diem rates: the company states a rate with its source in a pay code',
  'Whether an expense has a business connection and is substantiated: the company decides it, and pays the rest as EXPENSE_ALLOWANCE',
  'Expense allowances in the regular rate of overtime (29 CFR 778.217)',
  'Income tax on sick pay by a third party: it is withheld only by the third party, on Form W-4S (26 USC 3402(o))',
  'Sick pay: the flat rate that an agent may use; a third party that keeps the employer share; payments after death or disability retirement',
  'Box 13 of Form W-2 (third-party sick pay), and Form 8922',
  'Nonresident aliens to whom the addition does not apply (students and business apprentices from India)',
  'The higher limits of SIMPLE plans of small employers, catch-up in the last three years before retirement (26 USC 457(b)(3)), additions above all pay (26 USC 415(c)(1)(B))',
  'Health savings accounts of a part of the year, unless the limit of the person is entered',
  'Court orders: limits, fees and allocation rules of the states, unless they are entered with the order; medical support',
  'Tax levies: exempt amounts of dependents other than in 2024, unless entered; deductions after tax in take-home pay',
];
