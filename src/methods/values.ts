/**
 * Checks of the values that a program passes to the library: days, instants, ids and reasons.
 *
 * A day may be text, `2026-01-31`, instead of a `Temporal.PlainDate`, and a time of day `14:00`. An instant may be text with
 * its offset, `2026-01-31T02:00:00Z`, instead of a `Temporal.Instant`.
 */
import { z } from 'zod';
import { nameProblem } from '#text/key-text.ts';
import { parseTimeOfDay } from '#time/json-values.ts';
import { parsePlainDate } from '#time/plain-date.ts';

/** The types of a method's arguments, with text allowed for days and instants. */
export type WithTexts<T> = T extends Temporal.PlainDate | Temporal.PlainTime | Temporal.Instant
  ? T | string
  : T extends Uint8Array | AbortSignal | ((...given: never[]) => unknown)
    ? T
    : T extends object
      ? { [Name in keyof T]: WithTexts<T[Name]> }
      : T;

type WithTextsAll<Given extends readonly unknown[]> = {
  [Place in keyof Given]: WithTexts<Given[Place]>;
};

/** The same methods. A day or an instant may also be given as text. */
export type TakingTexts<Member> = Member extends { readonly delay: unknown }
  ? Member
  : Member extends (...given: infer Given) => infer Returned
    ? (...given: WithTextsAll<Given>) => Returned
    : Member extends object
      ? { readonly [Name in keyof Member]: TakingTexts<Member[Name]> }
      : Member;

type Context = z.core.$RefinementCtx;

function wrong(context: Context, code: string, message: string): never {
  context.addIssue({ code: 'custom', message, params: { code } });
  return z.NEVER;
}

export const day: z.ZodType<Temporal.PlainDate> = z
  .unknown()
  .transform((given, context) => {
    if (given === undefined) return wrong(context, 'missing_key', 'This day is missing.');
    if (!(given instanceof Temporal.PlainDate)) {
      const parsed = parsePlainDate(given);
      return parsed.ok ? parsed.value : wrong(context, parsed.refusal.code, parsed.refusal.message);
    }
    const { calendarId, year } = given;
    if (calendarId === 'iso8601' && year >= 1 && year <= 9_999) return given;
    return wrong(
      context,
      'date_impossible',
      'Expected a day of the years 1 to 9999, ISO calendar.',
    );
  })
  .meta({ type: 'string', format: 'date' });

/** A time of day, `14:00`. */
export const timeOfDay: z.ZodType<Temporal.PlainTime> = z
  .unknown()
  .transform((given, context) => {
    if (given instanceof Temporal.PlainTime) return given;
    const parsed = parseTimeOfDay(given);
    return parsed.ok ? parsed.value : wrong(context, parsed.refusal.code, parsed.refusal.message);
  })
  .meta({ type: 'string', examples: ['14:00'] });

const instantExample =
  'Expected a date and time with its UTC offset, such as 2026-01-31T02:00:00Z.';

export const moment: z.ZodType<Temporal.Instant> = z
  .unknown()
  .transform((given, context) => {
    if (given instanceof Temporal.Instant) return given;
    if (typeof given !== 'string') return wrong(context, 'wrong_type', instantExample);
    try {
      return Temporal.Instant.from(given);
    } catch {
      return wrong(context, 'wrong_format', instantExample);
    }
  })
  .meta({ type: 'string', format: 'date-time' });

/** The largest id of a period or a run: the maximum of PostgreSQL's integer. */
const rowNumberMax = 2_147_483_647;
export const rowId = z.int().min(1).max(rowNumberMax);
export const limit = z.int().min(1).max(1_000_000);

/** PostgreSQL cannot store NUL. Each operation checks the other rules for a name or a code. */
export const text = z
  .string()
  .max(10_000)
  .refine((given) => !given.includes('\0'), 'It holds a NUL character.');

/** The reason for an action, which the audit chain records. */
export const reason: z.ZodType<string> = z
  .unknown()
  .transform((given, context) => {
    if (given === undefined) return wrong(context, 'missing_key', 'The reason is missing.');
    if (typeof given !== 'string')
      return wrong(context, 'wrong_type', 'Expected a reason as text.');
    const trimmed = given.trim();
    const problem = nameProblem(trimmed);
    if (problem !== null) return wrong(context, problem.code, problem.message);
    if (trimmed !== '' && trimmed.length <= 500) return trimmed;
    return wrong(context, 'out_of_range', 'Expected a reason, at most 500 characters.');
  })
  .meta({ type: 'string', minLength: 1, maxLength: 500 });

/** The actor, as the audit chain records it: `person:ada`. */
export const actor = z
  .string()
  .max(200)
  .regex(/^[a-z][a-z0-9_-]*:[^\p{Cc}]+$/u, 'Expected an actor of the form person:ada.');

export const bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array, {
  message: 'Expected the bytes of the file, a Uint8Array. Use new TextEncoder().encode(text).',
});

export const signal: z.ZodType<AbortSignal> = z.instanceof(AbortSignal, {
  message: 'Expected an AbortSignal.',
});

/** A function. Its parameters are not checked. */
export const callback: z.ZodType<() => void> = z.custom<() => void>(
  (given) => typeof given === 'function',
  'Expected a function.',
);

/** The property may be left out. */
export const maybe = z.exactOptional;
/** JSON that the operation checks later. */
export const json = z.unknown();
