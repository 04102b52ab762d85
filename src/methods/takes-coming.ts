/** The arguments of the methods for coming from another system: see takes.ts. */
import { z } from 'zod';
import { answering, ask } from './argument.ts';
import { day, maybe, text } from './values.ts';

export const takesOfComing = {
  import: {
    django: answering(
      ask(
        z.strictObject({
          ...{ dump: maybe(text), url: maybe(text), app: maybe(text) },
          companies: maybe(z.array(text).readonly()),
          ...{ zone: maybe(text), scan: maybe(text) },
          reading: maybe(z.enum(['exact', 'catch_up'])),
          ...{ hireOn: maybe(day), filingStatus: maybe(text) },
          ...{ leaveBehind: maybe(z.boolean()), apply: maybe(z.boolean()) },
        }),
      ),
    ),
  },
};
