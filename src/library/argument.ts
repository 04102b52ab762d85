/** How a method of the library says what it takes, and how it refuses; checked.ts holds it to that. */
import type { z } from 'zod';

/** One argument. A bare one has a name, for the pointer; the parts of an object have their own. */
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

/** What every method of these members takes; tasks check their own arguments. */
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

/** One object. */
export function ask<T>(schema: z.ZodType<T>): Argument<T> {
  return { name: null, schema };
}

/** One bare argument. */
export function bare<T>(name: string, schema: z.ZodType<T>): Argument<T> {
  return { name, schema };
}

/** A method that returns an `Answer` and no promise of one. */
export function answeringAtOnce<const All extends readonly Argument<unknown>[]>(...takes: All) {
  return { takes, refusal: 'returned at once' as const };
}

/** A method that returns a bare value and no promise of one. */
export function throwingAtOnce<const All extends readonly Argument<unknown>[]>(...takes: All) {
  return { takes, refusal: 'thrown at once' as const };
}
