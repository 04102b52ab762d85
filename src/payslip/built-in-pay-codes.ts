/**
 * The pay codes a company has before it declares any: pay that every country knows, and the
 * codes of United States payroll. Ids are stored in payslips and never change meaning.
 */

import type { PayCodeDefinition } from './pay-code.ts';
import { usPayCodes } from './taxes/us/us-pay-codes.ts';

const general: readonly PayCodeDefinition[] = [
  {
    id: 1,
    code: 'SALARY',
    kind: 'earning',
    title: 'Salary',
    amount: { by: 'salary' },
    journalAccount: 'wages_expense',
  },
  {
    id: 2,
    code: 'REGULAR',
    kind: 'earning',
    title: 'Regular hours',
    amount: { by: 'hours', multiplier: '1' },
    journalAccount: 'wages_expense',
  },
  {
    id: 3,
    code: 'OVERTIME',
    kind: 'earning',
    title: 'Overtime',
    amount: { by: 'hours', multiplier: '1.5' },
    journalAccount: 'wages_expense',
  },
  {
    id: 4,
    code: 'DOUBLE_TIME',
    kind: 'earning',
    title: 'Double time',
    amount: { by: 'hours', multiplier: '2' },
    journalAccount: 'wages_expense',
  },
  {
    id: 10,
    code: 'BONUS',
    kind: 'earning',
    title: 'Bonus',
    amount: { by: 'amount' },
    wages: 'supplemental',
    journalAccount: 'wages_expense',
  },
  {
    id: 11,
    code: 'COMMISSION',
    kind: 'earning',
    title: 'Commission',
    amount: { by: 'amount' },
    wages: 'supplemental',
    journalAccount: 'wages_expense',
  },
  {
    id: 30,
    code: 'REIMBURSEMENT',
    kind: 'reimbursement',
    title: 'Expense reimbursement',
    amount: { by: 'amount' },
    journalAccount: 'reimbursed_expense',
  },
  {
    id: 60,
    code: 'POST_TAX',
    kind: 'deduction',
    title: 'Deduction after tax',
    amount: { by: 'percent', of: ['gross'] },
    journalAccount: 'deductions_payable',
  },
];

export const builtInPayCodes: readonly PayCodeDefinition[] = [...general, ...usPayCodes];
