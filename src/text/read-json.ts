/**
 * Checks a JSON value against a zod schema and reports every error at once. Each issue has a JSON
 * pointer, a code, and a sentence that may suggest the intended key.
 *
 * Codes: `wrong_type`, `missing_key`, `unknown_key`, `unknown_value`, `out_of_range`,
 * `wrong_format`, and codes that a field's own check sets.
 */

import { z } from 'zod';
import type { Answer, Issue } from '#errors.ts';
import { didYouMean } from './closest-word.ts';
import { withArticle } from './counted.ts';

interface Read<T> {
  /** Null if there is any error. */
  readonly value: T | null;
  readonly issues: readonly Issue[];
}

export function readJson<T>(json: unknown, schema: z.ZodType<T>): Read<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data, issues: [] };
  return {
    value: null,
    issues: parsed.error.issues.flatMap((issue) => toIssues(issue, { json, schema })),
  };
}

/** A schema for text that has its own parser. The parser's refusal becomes the issue of the field. */
export function parsedText<T>(
  parse: (text: unknown) => Answer<T>,
  about: { description: string; pattern?: string; examples?: readonly string[] },
) {
  return z
    .string()
    .meta({ ...about })
    .transform((text, context): T => {
      const parsed = parse(text);
      if (parsed.ok) return parsed.value;
      const { refusal } = parsed;
      const issues = refusal.issues ?? [{ code: refusal.code, message: refusal.message }];
      for (const { code, message } of issues) {
        context.addIssue({ code: 'custom', message, params: { code } });
      }
      return z.NEVER;
    });
}

/** `/pay_date/days/0`. A `~` or `/` in a key is escaped as RFC 6901 requires. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** An own property of a JSON object, never an inherited one. Undefined if there is none. */
export function ownKey(json: unknown, key: string): unknown {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, key)) return undefined;
  return (json as Record<string, unknown>)[key];
}

interface Source {
  readonly json: unknown;
  readonly schema: z.ZodType;
}

function toIssues(issue: z.core.$ZodIssue, source: Source): readonly Issue[] {
  const pointer = pointerTo(issue.path);
  const one = (code: string, message: string): readonly Issue[] => [{ pointer, code, message }];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        pointer: pointerTo([...issue.path, key]),
        code: 'unknown_key',
        message: `There is no key "${key}" here.${didYouMean(key, keysAt(source.schema, issue.path))}`,
      }));
    case 'invalid_type': {
      const value = valueAt(source.json, issue.path);
      const key = String(issue.path.at(-1) ?? '');
      return value === undefined && key !== ''
        ? one('missing_key', `The key "${key}" is missing.`)
        : one('wrong_type', `Expected ${inWords(issue.expected)}, found ${kindOf(value)}.`);
    }
    case 'invalid_value': {
      const value = valueAt(source.json, issue.path);
      const allowed = issue.values.map(String);
      const guess = typeof value === 'string' ? didYouMean(value, allowed) : '';
      return one('unknown_value', `Expected one of ${allowed.join(', ')}.${guess}`);
    }
    case 'too_small':
      return one('out_of_range', rangeMessage(issue.origin, { atLeast: Number(issue.minimum) }));
    case 'too_big':
      return one('out_of_range', rangeMessage(issue.origin, { atMost: Number(issue.maximum) }));
    case 'invalid_format':
      return one('wrong_format', issue.message);
    case 'invalid_union': {
      // A word for which there is a list of words: its suggestion says more than the whole union.
      const isText = typeof valueAt(source.json, issue.path) === 'string';
      const words = issue.errors.flat().find((error) => error.code === 'invalid_value');
      if (!isText || words === undefined || words.path.length > 0) {
        return one('wrong_type', issue.message);
      }
      return toIssues({ ...words, path: [...issue.path] }, source);
    }
    case 'custom':
      return one(codeOf(issue.params), issue.message);
    default:
      return one('wrong_type', issue.message);
  }
}

function codeOf(params: Record<string, unknown> | undefined): string {
  const code = params?.['code'];
  return typeof code === 'string' ? code : 'not_allowed';
}

function rangeMessage(origin: string, bound: { atLeast?: number; atMost?: number }): string {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
  return bound.atLeast === undefined
    ? `Expected at most ${bound.atMost}${unit}.`
    : `Expected at least ${bound.atLeast}${unit}.`;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const key of path) value = ownKey(value, String(key));
  return value;
}

/** The keys that the schema allows at a place, for suggestions. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let here: unknown = schema;
  for (const key of path) {
    here = unwrap(here);
    if (here instanceof z.ZodArray) here = here.element;
    else if (here instanceof z.ZodObject) here = here.shape[String(key)];
    else return [];
  }
  here = unwrap(here);
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) inner = inner.unwrap();
  return inner;
}

function inWords(expected: string): string {
  if (expected === 'object') return 'an object';
  if (expected === 'array') return 'a list';
  if (expected === 'string') return 'text';
  if (expected === 'boolean') return 'true or false';
  return expected === 'int' ? 'a whole number' : withArticle(expected);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'a number that cannot be kept';
    return Number.isInteger(value) ? 'a number' : 'a fraction';
  }
  if (typeof value === 'object') return 'an object';
  return value === undefined ? 'nothing' : withArticle(typeof value);
}
