/** The arguments of the methods for liabilities: see takes.ts. */
import { z } from 'zod';
import { answering, ask } from './argument.ts';
import { day, limit, maybe, reason, text } from './values.ts';

const ofCompany = { company: maybe(text) };

export const takesOfLiabilities = {
  liabilities: {
    list: answering(ask(z.strictObject({ ...ofCompany, fromOn: day, toOn: day }))),
    quarter: answering(
      ask(z.strictObject({ ...ofCompany, year: z.int(), quarter: z.int().min(1).max(4) })),
    ),
    year: answering(
      ask(z.strictObject({ ...ofCompany, year: z.int(), after: maybe(text), limit: maybe(limit) })),
    ),
    depositor: answering(
      ask(
        z.strictObject({
          ...{ ...ofCompany, year: z.int(), replace: maybe(z.boolean()) },
          set: maybe(z.strictObject({ status: z.enum(['monthly', 'semiweekly']), why: reason })),
        }),
      ),
    ),
  },
};
