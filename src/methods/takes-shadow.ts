/** The arguments of the methods for a shadow: see takes.ts. */
import { z } from 'zod';
import { answering, ask } from './argument.ts';
import { bytes, day, json, maybe, reason, rowId, text } from './values.ts';

const ofSchedule = { company: maybe(text), schedule: text };
const dryRun = { dryRun: maybe(z.boolean()) };
const form = z.strictObject({
  ...{ dates: maybe(z.enum(['mdy', 'dmy'])), decimal: maybe(z.enum(['point', 'comma'])) },
  columns: maybe(json),
});
const file = { bytes, form: maybe(form), fileName: maybe(text) };

export const takesOfShadow = {
  shadow: {
    start: answering(ask(z.strictObject({ ...ofSchedule, ...dryRun, fromOn: day, why: reason }))),
    compare: answering(ask(z.strictObject({ ...file, ...dryRun, periodId: rowId }))),
    status: answering(ask(z.strictObject(ofSchedule))),
    show: answering(ask(z.strictObject({ periodId: rowId, employee: maybe(text) }))),
    end: answering(
      ask(
        z.strictObject({
          ...{ ...ofSchedule, ...dryRun, liveOn: day, why: reason },
          yearToDate: maybe(z.union([z.literal('kept'), z.strictObject(file)])),
        }),
      ),
    ),
  },
};
