/** The arguments of the methods about the audit chain, certificates and signing keys: see takes.ts. */
import { z } from 'zod';
import { answering, ask, throwing } from './argument.ts';
import { day, limit, maybe, rowId, text } from './values.ts';

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
  certificates: {
    show: answering(ask(z.strictObject({ runId: rowId }))),
    export: answering(ask(z.strictObject({ runId: rowId }))),
    verify: answering(
      ask(z.strictObject({ certificate: text, key: maybe(text), withoutPay: maybe(z.boolean()) })),
    ),
  },
  keys: {
    list: answering(),
    new: answering(),
    export: answering(ask(z.strictObject({ passphrase: text }))),
    import: answering(ask(z.strictObject({ text, passphrase: text }))),
  },
};
