/** The answers about companies. */
import { z } from 'zod';
import { currency } from './values.ts';

const company = z
  .object({
    company_id: z.int(),
    code: z.string(),
    name: z.string(),
    currency,
    time_zone: z.string(),
    calendar: z.string(),
    state_tax: z.string(),
    employees: z.int(),
  })
  .meta({ id: 'Company' });

export const companyList = z.object({ companies: z.array(company) }).meta({ id: 'CompanyList' });
