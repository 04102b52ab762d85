/** The arguments of the methods for the keys of the API: see takes.ts. */
import { z } from 'zod';
import { answering, ask, bare } from './argument.ts';
import { maybe, text } from './values.ts';

export const takesOfApiKeys = {
  apiKeys: {
    add: answering(
      ask(
        z.strictObject({
          ...{ name: text, roles: z.array(text).readonly(), days: maybe(z.number()) },
          ...{ companies: maybe(z.nullable(z.array(text).readonly())) },
          onBehalfOf: maybe(z.nullable(text)),
        }),
      ),
    ),
    list: answering(),
    revoke: answering(bare('name', text)),
  },
};
