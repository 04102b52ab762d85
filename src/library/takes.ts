/**
 * The arguments of every method of the library, which are checked first: see methods/checked.ts.
 *
 * These checks refuse wrong types and unknown names. The operation judges what a value means, such
 * as a code that does not exist or a day that no calendar covers.
 */
import { z } from 'zod';
import { answering, ask, bare, throwing, throwingAtOnce } from '#methods/argument.ts';
import { takesOfMethods } from '#methods/takes.ts';
import { actor, callback, json, limit, maybe, signal, text } from '#methods/values.ts';
import { monitorToken } from '#settings/process-settings.ts';
import { sendOptions } from './tasks.ts';

const states = [
  'pending',
  'started',
  'running',
  'retry',
  'success',
  'failure',
  'expired',
  'revoked',
] as const;
const commands = ['shutdown', 'pause', 'resume', 'pool_grow', 'pool_shrink', 'ping'] as const;
const process = {
  signal,
  name: maybe(text),
  queues: maybe(z.array(text).readonly()),
  concurrency: maybe(z.int().min(1).max(64)),
};

export const takes = {
  ...takesOfMethods,
  tasks: {
    call: answering(ask(z.strictObject({ ...sendOptions, task: text, args: maybe(json) }))),
    find: throwingAtOnce(bare('id', text)),
    list: throwing(
      ask(
        z
          .strictObject({ task: maybe(text), state: maybe(z.enum(states)), limit: maybe(limit) })
          .optional(),
      ),
    ),
    purge: throwing(ask(z.strictObject({ queue: maybe(text) }).optional())),
  },
  inspect: answering(ask(z.strictObject({ destination: maybe(text) }).optional())),
  control: answering(
    ask(
      z.strictObject({
        ...{ command: z.enum(commands), byHowMany: maybe(z.int().min(1).max(64)) },
        ...{ destination: maybe(text), timeout: maybe(z.number().min(0).max(3_600)) },
      }),
    ),
  ),
  followEvents: throwing(ask(z.strictObject({ signal, tell: callback }))),
  openMonitor: throwing(
    ask(
      z.strictObject({
        token: monitorToken,
        port: maybe(z.int().min(0).max(65_535)),
        host: maybe(text),
      }),
    ),
  ),
  openApi: throwing(
    ask(
      z
        .strictObject({
          ...{ port: maybe(z.int().min(0).max(65_535)), host: maybe(text) },
          hostNames: maybe(z.array(text).readonly()),
        })
        .optional(),
    ),
  ),
  work: answering(ask(z.strictObject(process))),
  keepBeat: answering(ask(z.strictObject({ signal, name: maybe(text) }))),
  start: answering(ask(z.strictObject(process))),
  as: answering(
    ask(
      z.strictObject({
        ...{ person: actor, companies: z.array(text).readonly() },
        onBehalfOf: maybe(actor),
      }),
    ),
  ),
  verify: throwing(ask(z.strictObject({ all: maybe(z.boolean()) }).optional())),
  doctor: throwing(),
};

type Environment = Readonly<Record<string, string | undefined>>;

/** loadConfig checks these settings, as it checks every other source. */
export const takesOpening = [
  ask(
    z.strictObject({
      settings: maybe(z.custom<object>(isObject, 'Expected an object.')),
      env: maybe(z.custom<Environment>(isObject, 'Expected an object.')),
      ...{ folder: maybe(text), actor: maybe(actor), migrate: maybe(z.boolean()) },
      onEvent: maybe(callback),
    }),
  ),
] as const;

export const takesRestoring = [
  ask(
    z.strictObject({
      file: text,
      settings: maybe(z.custom<object>(isObject, 'Expected an object.')),
      env: maybe(z.custom<Environment>(isObject, 'Expected an object.')),
      ...{ folder: maybe(text), actor: maybe(actor), dryRun: maybe(z.boolean()) },
    }),
  ),
] as const;

function isObject(given: unknown): boolean {
  return typeof given === 'object' && given !== null;
}
