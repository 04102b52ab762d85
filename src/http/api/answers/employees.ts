/** The answers about employees. */
import { z } from 'zod';
import { amount, currency, date, decimal, instant, nextText } from './values.ts';

const text = z.string().nullable();

const employee = z
  .object({
    ...{ employee: z.string(), name: z.string(), schedule: text },
    ...{ hire_date: date, end_date: date.nullable(), pay_type: z.enum(['salary', 'hourly']) },
    ...{ annual_salary: amount.nullable(), hourly_rate: decimal.nullable() },
    ...{ birth_date: date.nullable(), work_state: text, overtime: text },
    ...{ department: text, cost_centre: text, job_title: text, assigned_from: date.nullable() },
    ...{ file: text, entered_by: text, entered_at: instant.nullable() },
  })
  .meta({ id: 'Employee' });

export const employeePage = z
  .object({ company: z.string(), currency, people: z.array(employee), next: nextText })
  .meta({ id: 'EmployeePage' });
