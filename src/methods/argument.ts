/** Declares what a method of the library takes, and how it refuses. `checked.ts` enforces it. */
import type { z } from 'zod';

/**
 * One argument. A positional argument has a name, which a refusal uses in its pointer. The properties of an
 * object have their own names.
 */
export interface Argument<T> {
  readonly name: string | null;
  readonly schema: z.ZodType<T>;
}

export type Arguments<Given extends readonly unknown[]> = {
  readonly [Place in keyof Given]-?: Argument<Given[Place]>;
};

type RefusalOf<Returned> =
  Returned extends Promise<infer Value>
    ? [Value] extends [{ readonly ok: boolean }]
      ? 'returned'
      : 'thrown'
    : [Returned] extends [{ readonly ok: boolean }]
      ? 'returned at once'
      : 'thrown at once';

interface Method<Given extends readonly unknown[], Returned> {
  readonly takes: Arguments<Given>;
  readonly refusal: RefusalOf<Returned>;
}

type IsTask = { readonly delay: unknown };

/** The arguments of every method of these members. Tasks check their own arguments. */
export type Takes<Members> = {
  readonly [Name in keyof Members as Members[Name] extends IsTask
    ? never
    : Name]: Members[Name] extends (...given: infer Given) => infer Returned
    ? Method<Given, Returned>
    : Takes<Members[Name]>;
};

/** A method that returns an `Answer`. */
export function answering<const All extends readonly Argument<unknown>[]>(...takes: All) {
  return { takes, refusal: 'returned' as const };
}

/** A method that returns a bare value. */
export function throwing<const All extends readonly Argument<unknown>[]>(...takes: All) {
  return { takes, refusal: 'thrown' as const };
}

/** An argument that is an object. */
export function ask<T>(schema: z.ZodType<T>): Argument<T> {
  return { name: null, schema };
}

/** An argument that is a bare value. */
export function bare<T>(name: string, schema: z.ZodType<T>): Argument<T> {
  return { name, schema };
}

/** A method that returns an `Answer` directly, not as a promise. */
export function answeringAtOnce<const All extends readonly Argument<unknown>[]>(...takes: All) {
  return { takes, refusal: 'returned at once' as const };
}

/** A method that returns a bare value directly, not as a promise. */
export function throwingAtOnce<const All extends readonly Argument<unknown>[]>(...takes: All) {
  return { takes, refusal: 'thrown at once' as const };
}
