/**
 * The codes of box 12 of Form W-2, in the order of the form. Source: General Instructions for Forms W-2 and W-3 (2026).
 *
 * An employee's deferrals are a deduction. What the employer adds to such a plan, as a match does, is not in box 12.
 * Codes G and W have both. Paybeat does not check whether a plan is what its code says.
 */
import type { PayCodeKind } from '#payslip/codes/pay-code.ts';
import type { StatementCode } from '#payslip/taxes/tax-returns.ts';

const deferral: readonly PayCodeKind[] = ['deduction'];
const byEmployer: readonly PayCodeKind[] = ['employer_contribution'];
const both: readonly PayCodeKind[] = ['deduction', 'employer_contribution'];
const any: readonly PayCodeKind[] = [...both, 'earning', 'reimbursement', 'information'];

export const w2Codes: ReadonlyMap<string, StatementCode> = new Map([
  ['A', { title: 'Uncollected Social Security tax on tips', kinds: any }],
  ['B', { title: 'Uncollected Medicare tax on tips', kinds: any }],
  ['C', { title: 'Group-term life insurance over 50,000', kinds: any }],
  ['D', { title: '401(k) deferrals', kinds: deferral }],
  ['E', { title: '403(b) deferrals', kinds: deferral }],
  ['F', { title: 'SARSEP deferrals', kinds: deferral }],
  ['G', { title: '457(b) deferrals', kinds: both }],
  ['H', { title: '501(c)(18)(D) deferrals', kinds: deferral }],
  ['J', { title: 'Nontaxable sick pay', kinds: any }],
  ['L', { title: 'Substantiated expense allowance', kinds: any }],
  ['M', { title: 'Uncollected Social Security tax on group-term life insurance', kinds: any }],
  ['N', { title: 'Uncollected Medicare tax on group-term life insurance', kinds: any }],
  ['P', { title: 'Military moving expenses', kinds: any }],
  ['Q', { title: 'Combat pay', kinds: any }],
  ['R', { title: 'Archer MSA contributions of the employer', kinds: byEmployer }],
  ['S', { title: 'SIMPLE IRA deferrals', kinds: deferral }],
  ['T', { title: 'Adoption benefits', kinds: any }],
  ['V', { title: 'Nonstatutory stock options', kinds: any }],
  ['W', { title: 'Health savings account', kinds: both }],
  ['Y', { title: '409A deferrals', kinds: any }],
  ['Z', { title: '409A failure', kinds: any }],
  ['AA', { title: 'Roth 401(k)', kinds: deferral }],
  ['BB', { title: 'Roth 403(b)', kinds: deferral }],
  ['DD', { title: 'Cost of health coverage', kinds: any }],
  ['EE', { title: 'Roth 457(b)', kinds: deferral }],
  ['FF', { title: 'QSEHRA', kinds: any }],
  ['GG', { title: '83(i) income', kinds: any }],
  ['HH', { title: '83(i) deferrals', kinds: any }],
  ['II', { title: 'Medicaid waiver payments', kinds: any }],
  ['TA', { title: 'Trump account contributions', kinds: any }],
  ['TP', { title: 'Cash tips reported', kinds: any }],
  ['TT', { title: 'Qualified overtime', kinds: any }],
]);
