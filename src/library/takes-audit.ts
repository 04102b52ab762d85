/** The arguments of the methods about the audit chain: see takes.ts. */
import { z } from 'zod';
import { answering, ask, throwing } from './argument.ts';
import { day, limit, maybe, text } from './values.ts';

const ofCompany = { company: maybe(text) };

export const takesOfAudit = {
  audit: {
    list: answering(
      ask(
        z
          .strictObject({
            ...{ ...ofCompany, subject: maybe(text), actor: maybe(text) },
            ...{ fromOn: maybe(day), toOn: maybe(day), after: maybe(text), limit: maybe(limit) },
          })
          .optional(),
      ),
    ),
    verify: answering(ask(z.strictObject({ ...ofCompany, heads: maybe(text) }).optional())),
    head: throwing(ask(z.strictObject(ofCompany).optional())),
  },
};
