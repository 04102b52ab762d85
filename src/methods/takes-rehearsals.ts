/** The arguments of the library's simulation: see takes.ts. */
import { z } from 'zod';
import { answering, ask } from './argument.ts';
import { bytes, callback, maybe, signal, text } from './values.ts';

export const takesOfRehearsals = {
  simulate: answering(
    ask(
      z
        .strictObject({
          ...{ company: maybe(text), months: maybe(z.int()), outages: maybe(z.int().min(0)) },
          approvals: maybe(z.enum(['at_once', 'none'])),
          changes: maybe(z.array(z.strictObject({ fileName: text, bytes })).readonly()),
          onProgress: maybe(callback),
          signal: maybe(signal),
        })
        .optional(),
    ),
  ),
};
