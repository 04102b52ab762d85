/** The arguments of the methods for liabilities and closed months: see takes.ts. */
import { z } from 'zod';
import { answering, ask } from './argument.ts';
import { day, limit, maybe, reason, text } from './values.ts';

const ofCompany = { company: maybe(text) };

/** `2026-11` */
const month = z.string().regex(/^(?:19[7-9]\d|20\d\d|21\d\d)-(?:0[1-9]|1[0-2])$/, {
  error: 'Write the month as 2026-11.',
});

export const takesOfLiabilities = {
  months: {
    close: answering(ask(z.strictObject({ ...ofCompany, month, draft: maybe(z.boolean()) }))),
  },
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
