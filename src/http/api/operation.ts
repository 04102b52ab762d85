/**
 * One row of the API's table: a route, the method that it calls, who may use it, and what it answers.
 *
 * The row says only what HTTP adds. The method's own argument checks (methods/takes.ts) become the parameters and the
 * body. From the rows come the routes, the OpenAPI document, the roles in docs/api-roles.md, and the list that a test
 * compares with the command line.
 */
import type { z } from 'zod';
import type { KeyRole } from '#caller.ts';
import { assert, type Refused } from '#errors.ts';
import type { Argument } from '#methods/argument.ts';
import type { MethodContext } from '#methods/context.ts';
import { takesOfMethods } from '#methods/takes.ts';
import type { RequestKind } from '#operations/access/once.ts';

export interface ApiOperation {
  /** The name of the method: `runs.show`. */
  readonly id: string;
  /** POST: it takes a body. */
  readonly http: 'GET' | 'POST';
  /**
   * `/v1/companies/{company}/runs/{run}`. Below a company, the method sees that company alone. inputs.ts knows the
   * argument of each name in braces.
   */
  readonly path: string;
  readonly summary: string;
  readonly roles: readonly KeyRole[];
  /** The verb of the command line whose `--json` is the same. */
  readonly verb: string;
  /** Makes the method, and its neighbours, for the caller of a request. */
  readonly methods: (context: MethodContext) => object;
  /** The answer's JSON. What it does not name is left out. */
  readonly answer: z.ZodType;
  /** The answer is a list, and is shown under this name. */
  readonly wrap?: string;
  /** It changes something, so a request carries a key and is carried out once (operations/access/once.ts). */
  readonly command?: {
    readonly kind: RequestKind;
    /** What it would answer now: for a request whose answer was lost with its process. */
    readonly again: (context: MethodContext, args: readonly unknown[]) => Promise<unknown>;
  };
  /** The refusal if the method answers null. */
  readonly ifNone?: (args: readonly unknown[]) => Refused;
}

type Method = (...args: readonly unknown[]) => unknown;

export function methodOf(operation: ApiOperation, context: MethodContext): Method {
  const found = partOf(operation.methods(context), operation.id);
  assert(typeof found === 'function', `${operation.id} is a method`);
  return found as Method;
}

interface Declared {
  readonly takes: readonly Argument<unknown>[];
  readonly refusal: string;
}

export function takesOf({ id }: Pick<ApiOperation, 'id'>): Declared {
  const found = partOf(takesOfMethods, id);
  assert(isDeclared(found), `${id} says what it takes`);
  return found;
}

function isDeclared(found: unknown): found is Declared {
  return typeof found === 'object' && found !== null && 'takes' in found && 'refusal' in found;
}

function partOf(members: unknown, id: string): unknown {
  return id.split('.').reduce<unknown>((part, name) => {
    return typeof part === 'object' && part !== null
      ? (part as Record<string, unknown>)[name]
      : undefined;
  }, members);
}
