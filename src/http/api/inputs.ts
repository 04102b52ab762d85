/**
 * The parameters and the body of a route, made from what its method takes, and read from a request.
 *
 * Names are those of the JSON form: the argument `fromOn` is `from_on`. A name in braces of a path stands for an
 * argument: `{run}` is `runId`. The company is only in the path.
 *
 * Refusal: invalid_request, with an issue for each fault. Its pointer is the name of the parameter (`/limit`) or a
 * place in the body (`/set/pay_on`).
 */
import { z } from 'zod';
import { type Answer, assert, type Issue, refuse } from '#errors.ts';
import { checkArguments } from '#methods/checked.ts';
import { didYouMean } from '#text/closest-word.ts';
import { type ApiOperation, takesOf } from './operation.ts';

export interface ApiInput {
  /** As in the request: `from_on`. */
  readonly name: string;
  readonly in: 'path' | 'query' | 'body';
  /** The name of the argument or of its property: `fromOn`. */
  readonly argument: string;
  readonly schema: z.ZodType;
  readonly isRequired: boolean;
  /** The argument of the method, by its position. */
  readonly position: number;
  /** The property of that argument. Null: the argument itself. */
  readonly key: string | null;
}

/** The arguments for which a name in a path may stand. */
const argumentsOfNames: Readonly<Record<string, readonly string[]>> = {
  run: ['runId'],
  period: ['periodId'],
  schedule: ['code', 'schedule'],
  employee: ['number', 'employee'],
};

/** The company is in the path, so the method finds only that one. */
const inThePath = new Set(['company', 'companyId']);

/** An answer of this many rows stays small. */
const pageLimitMax = 1_000;
export const pageLimit = 100;

interface Part {
  readonly key: string | null;
  /** The name of the argument or of its property: `runId`. */
  readonly argument: string;
  readonly position: number;
  readonly part: z.ZodType;
}

export function inputsOf(operation: ApiOperation): readonly ApiInput[] {
  const parts = takesOf(operation).takes.flatMap(({ name, schema }, position): readonly Part[] =>
    name === null
      ? Object.entries(shapeOf(schema)).map(([key, part]) => {
          return { key, argument: key, position, part };
        })
      : [{ key: null, argument: name, position, part: schema }],
  );
  const besides = operation.http === 'GET' ? 'query' : 'body';
  const pathNames = new Map<string, string>();
  for (const name of namesIn(operation.path)) {
    if (name === 'company') continue;
    const argument = (argumentsOfNames[name] ?? []).find((one) =>
      parts.some(({ argument }) => argument === one),
    );
    assert(
      argument !== undefined,
      `${name} of ${operation.path} is an argument of ${operation.id}`,
    );
    pathNames.set(argument, name);
  }
  return parts
    .filter(({ argument }) => !inThePath.has(argument))
    .map(({ key, argument, position, part }): ApiInput => {
      const inPath = pathNames.get(argument);
      return {
        name: inPath ?? snakeCase(argument),
        in: inPath === undefined ? besides : 'path',
        schema: argument === 'limit' ? z.int().min(1).max(pageLimitMax) : part,
        isRequired: inPath !== undefined || part.def.type !== 'optional',
        ...{ argument, position, key },
      };
    });
}

/** `/v1/companies/{company}/runs/{run}` → company, run */
export function namesIn(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

interface Given {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** JSON. Undefined: there is no body. */
  readonly body: unknown;
}

interface InputReader {
  /** The arguments of the method. */
  read(given: Given): Answer<readonly unknown[]>;
}

export function inputReader(operation: ApiOperation): InputReader {
  const inputs = inputsOf(operation);
  const { takes } = takesOf(operation);
  const namesOf = (place: ApiInput['in']) =>
    inputs.filter((one) => one.in === place).map(({ name }) => name);
  const known = { query: namesOf('query'), body: namesOf('body') };
  return {
    read: (given) => {
      const body = given.body ?? {};
      if (typeof body !== 'object' || Array.isArray(body)) return wrongRequest([notAnObject]);
      const issues: Issue[] = [
        ...unknownNames(Object.keys(given.query), known.query),
        ...unknownNames(Object.keys(body), known.body),
      ];
      const args: unknown[] = takes.map(({ name }) => (name === null ? {} : undefined));
      for (const input of inputs) {
        const value = valueOfInput(input, { ...given, body: body as Given['query'] }, issues);
        if (value === undefined) continue;
        if (input.key === null) args[input.position] = value;
        else Object.assign(Object(args[input.position]), { [input.key]: value });
      }
      issues.push(...beyondPage(inputs, args));
      const checked = checkArguments(operation.id, takes as never, args);
      if (!checked.ok) {
        issues.push(...(checked.refusal.issues ?? []).map((one) => inNames(one, inputs)));
      }
      return checked.ok && issues.length === 0 ? checked : wrongRequest(issues);
    },
  };
}

const notAnObject = { pointer: '', code: 'wrong_type', message: 'Expected a JSON object, { … }.' };

function valueOfInput(
  { name, in: place, schema }: ApiInput,
  given: Given & { readonly body: Readonly<Record<string, unknown>> },
  issues: Issue[],
): unknown {
  const value = Object.hasOwn(given[place], name) ? given[place][name] : undefined;
  if (place === 'body') return withArgumentNames(value, schema, { pointer: `/${name}`, issues });
  if (value !== undefined) return fromText(value, schema);
  return name === 'limit' ? pageLimit : undefined;
}

/** Gives the keys of a JSON value the names of the argument: `pay_on` → `payOn`. JSON that is data keeps its own. */
function withArgumentNames(
  json: unknown,
  schema: z.ZodType,
  to: { readonly pointer: string; readonly issues: Issue[] },
): unknown {
  const inner = unwrapped(schema);
  const options = inner instanceof z.ZodUnion ? inner.options : [inner];
  const shape = options.find((one): one is z.ZodObject => one instanceof z.ZodObject)?.shape;
  if (shape === undefined || typeof json !== 'object' || json === null || Array.isArray(json))
    return json;
  const parts = new Map(
    Object.entries(shape).map(([key, part]) => [snakeCase(key), { key, part }]),
  );
  const named: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(json)) {
    const pointer = `${to.pointer}/${name}`;
    const found = parts.get(name);
    if (found === undefined) to.issues.push(unknownName(pointer, name, [...parts.keys()]));
    else named[found.key] = withArgumentNames(value, found.part as z.ZodType, { ...to, pointer });
  }
  return named;
}

function unknownNames(given: readonly string[], known: readonly string[]): readonly Issue[] {
  return given
    .filter((name) => !known.includes(name))
    .map((name) => unknownName(`/${name}`, name, known));
}

function unknownName(pointer: string, name: string, known: readonly string[]): Issue {
  const message = `There is no "${name}" here.${didYouMean(name, known)}`;
  return { pointer, code: 'unknown_key', message };
}

function beyondPage(inputs: readonly ApiInput[], args: readonly unknown[]): readonly Issue[] {
  return inputs.flatMap(({ name, key, position }) => {
    const value = key === null ? args[position] : Object(args[position])[key];
    return name === 'limit' && typeof value === 'number' && value > pageLimitMax
      ? [{ pointer: '/limit', code: 'out_of_range', message: `Expected at most ${pageLimitMax}.` }]
      : [];
  });
}

/** A parameter is text. What is no number stays text, which the check refuses with its own words. */
function fromText(given: unknown, schema: z.ZodType): unknown {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return Array.isArray(given) ? given : [given];
  if (typeof given !== 'string') return given;
  if (inner instanceof z.ZodNumber) return /^-?\d{1,15}$/.test(given) ? Number(given) : given;
  if (inner instanceof z.ZodBoolean) {
    return given === 'true' ? true : given === 'false' ? false : given;
  }
  return given;
}

/** The schema without what makes it optional, nullable or read-only. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod;
  return 'innerType' in def ? unwrapped(def.innerType as z.core.$ZodType) : schema;
}

/** The properties of an argument that is an object. */
function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  const inner = unwrapped(schema);
  const options = inner instanceof z.ZodUnion ? inner.options : [inner];
  const found = options.find((one): one is z.ZodObject => one instanceof z.ZodObject);
  assert(found !== undefined, 'an argument without a name is an object');
  return found.shape as Readonly<Record<string, z.ZodType>>;
}

/** Points to the parameter instead of the argument: `/runId` → `/run`. */
function inNames(issue: Issue, inputs: readonly ApiInput[]): Issue {
  const [, first = '', ...rest] = issue.pointer.split('/');
  const input = inputs.find(({ argument }) => argument === first);
  const segments = [input?.name ?? snakeCase(first), ...rest.map(snakeCase)];
  return { ...issue, pointer: `/${segments.join('/')}` };
}

export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function wrongRequest(issues: readonly Issue[]): Answer<never> {
  const told = issues.map(({ pointer, message }) => `${pointer.slice(1)}: ${message}`);
  return refuse({
    family: 'invalid',
    code: 'invalid_request',
    message: `The request is wrong. ${told.join(' ')}`,
    hint: 'Correct what each of the errors points to. Nothing was done.',
    issues,
  });
}
