/** The arguments of the methods about changes and their confirmations: see takes.ts. */
import { z } from 'zod';
import { answering, ask } from './argument.ts';
import { limit, maybe, reason, rowId, text } from './values.ts';

const ofCompany = { company: maybe(text) };
const what = maybe(z.enum(['pay', 'hours', 'item', 'dates']));
const flag = maybe(z.boolean());

/** Merged into `runs`. */
export const takesOfConfirming = {
  confirm: answering(
    ask(
      z.strictObject({
        ...{ runId: rowId, why: reason, dryRun: flag, seen: maybe(text) },
        ...{ employees: maybe(z.array(text).readonly()), cause: maybe(text) },
      }),
    ),
  ),
};

export const takesOfJudgement = {
  limits: {
    show: answering(ask(z.strictObject(ofCompany).optional())),
    set: answering(
      ask(z.strictObject({ ...ofCompany, limits: z.record(z.string(), text), dryRun: flag })),
    ),
  },
  changes: {
    list: answering(
      ask(
        z
          .strictObject({
            ...{ ...ofCompany, what, periodId: maybe(rowId), employee: maybe(text) },
            ...{ unconfirmed: flag, beyond: flag, limit: maybe(limit), page: maybe(limit) },
          })
          .optional(),
      ),
    ),
    confirm: answering(
      ask(
        z.strictObject({
          ...{ ...ofCompany, what, employees: z.array(text).min(1).readonly() },
          ...{ revision: maybe(rowId), why: reason, dryRun: flag },
        }),
      ),
    ),
  },
};
