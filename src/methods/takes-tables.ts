/** What the methods for loaded tax tables take. */
import { z } from 'zod';
import { answering, ask } from './argument.ts';
import { json, maybe, text } from './values.ts';

export const takesOfTables = {
  load: answering(
    ask(z.strictObject({ json, acceptDoubts: maybe(z.boolean()), dryRun: maybe(z.boolean()) })),
  ),
  list: answering(),
  show: answering(
    ask(z.strictObject({ year: z.int(), country: maybe(text), version: maybe(z.int()) })),
  ),
  remove: answering(ask(z.strictObject({ year: z.int(), country: maybe(text) }))),
};
