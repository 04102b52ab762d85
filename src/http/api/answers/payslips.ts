/** The answers about payslips. */
import { z } from 'zod';
import { amount, currency, date, nextText, openObject, warning } from './values.ts';

const amounts = {
  ...{ gross: amount, reimbursements: amount, deductions: amount, taxes: amount },
  ...{ net: amount, employer: amount },
};

const listedPayslip = z
  .object({
    ...{ run_id: z.int(), period_id: z.int(), kind: z.string(), state: z.string() },
    ...{ start_on: date, end_on: date, pay_on: date, employee: z.string(), name: z.string() },
    ...amounts,
    ...{
      reverses: z.int().nullable(),
      corrects: z.int().nullable(),
      reversed_by: z.int().nullable(),
    },
  })
  .meta({ id: 'ListedPayslip' });

export const payslipPage = z
  .object({ company: z.string(), currency, payslips: z.array(listedPayslip), next: nextText })
  .meta({ id: 'PayslipPage' });

const line = z
  .object({
    ...{ code: z.string(), kind: z.string(), title: z.string() },
    ...{ amount, year_to_date: amount },
  })
  .meta({ id: 'PayslipLine' });

export const shownPayslip = z
  .object({
    ...{ run_id: z.int(), period_id: z.int(), company: z.string(), state: z.string() },
    ...{ employee: z.string(), name: z.string(), start_on: date, end_on: date, pay_on: date },
    currency,
    lines: z.array(line),
    ...amounts,
    year_to_date: z.object({
      since: date,
      opening_balances: z.enum(['none', 'whole', 'partial']),
      ...{ gross: amount, net: amount },
      ...{ counts_later: z.array(openObject), lacks_earlier: z.array(openObject) },
    }),
    reverses: z.int().nullable(),
    reversed_by: z.object({ run_id: z.int(), state: z.string() }).nullable(),
    corrects: z.int().nullable(),
    corrected_by: z.array(z.int()),
    state_tax: z.string(),
    warnings: z.array(warning),
  })
  .meta({ id: 'Payslip' });

/** Its steps are those of the calculation, which grows with the law. */
export const explainedPayslip = z
  .looseObject({
    ...{ run_id: z.int(), employee: z.string(), pay_on: date, currency, state_tax: z.string() },
    correction: openObject.nullable(),
  })
  .meta({ id: 'ExplainedPayslip' });
