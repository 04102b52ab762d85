/** The arguments of the methods about the audit chain, certificates, signing keys and backups: see takes.ts. */
import { z } from 'zod';
import { answering, ask, throwing } from './argument.ts';
import { callback, day, limit, maybe, reason, rowId, text } from './values.ts';

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
  backups: {
    make: answering(ask(z.strictObject({ write: callback }))),
    check: answering(ask(z.strictObject({ file: text }))),
    acceptRestore: answering(ask(z.strictObject({ why: reason }))),
  },
  keys: {
    list: answering(),
    new: answering(),
    export: answering(ask(z.strictObject({ passphrase: text }))),
    import: answering(ask(z.strictObject({ text, passphrase: text }))),
  },
};
