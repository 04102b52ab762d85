/** Makes the two steps of a route: whether the caller may use it, and the answer of its method. */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jsonForm } from '#answers/json-form.ts';
import { conditionOf, confinedTo } from '#caller.ts';
import { type Answer, assert, answer as goodAnswer, type Refusal, type Refused } from '#errors.ts';
import type { MethodContext } from '#methods/context.ts';
import { checkApiKey, type SignedIn } from '#operations/access/check-api-key.ts';
import { type KeyedRequest, once } from '#operations/access/once.ts';
import { companyNotFound } from '#operations/companies/company-not-found.ts';
import { storeFor } from '#operations/look-up.ts';
import { type CanonicalValue, canonicalJson } from '#text/canonical-json.ts';
import { ownKey } from '#text/read-json.ts';
import { inputReader, namesIn } from './inputs.ts';
import { type ApiOperation, methodOf, takesOf } from './operation.ts';
import { httpProblem, type Problem, problemOfRefusal } from './problem.ts';
import { ProblemThrown } from './read-body.ts';

interface Steps {
  readonly check: (request: FastifyRequest) => Promise<void>;
  readonly answer: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

export function answersOf(operation: ApiOperation, context: MethodContext): Steps {
  const inputs = inputReader(operation);
  const isInCompany = namesIn(operation.path).includes('company');
  const contexts = new WeakMap<FastifyRequest, MethodContext>();
  const check = async (request: FastifyRequest): Promise<void> => {
    const { company = null } = request.params as { readonly company?: string };
    const signedIn = await signedInBy(request, { context, company });
    if (!operation.roles.some((role) => signedIn.roles.includes(role))) {
      throw new ProblemThrown(roleLacking(operation));
    }
    contexts.set(request, contextFor(signedIn, { context, company: isInCompany ? company : null }));
  };
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const own = contexts.get(request);
    assert(own, 'a request was checked before it is answered');
    const {
      params: path,
      query,
      body,
    } = request as FastifyRequest<{
      Params: Record<string, unknown>;
      Querystring: Record<string, unknown>;
    }>;
    const args = inputs.read({ path, query, body });
    if (!args.ok) throw refused(args.refusal);
    const ask = { operation, context: own, args: args.value };
    const keyed = keyedRequest(request, ask);
    if (keyed === null) return sendJson(reply, await answerOf(ask));
    const done = await once(own.world, {
      request: keyed,
      act: (world) => answerOrRefusal({ ...ask, context: { ...own, world } }),
      again: async () =>
        goodAnswer(jsonOf(operation, await operation.command?.again(own, args.value))),
    });
    if (!done.ok) throw refused(done.refusal);
    if (done.value.isRepeated) reply.header('idempotent-replayed', 'true');
    return sendJson(reply, done.value.answer);
  };
  return { check, answer };
}

interface ToAnswer {
  readonly operation: ApiOperation;
  readonly context: MethodContext;
  readonly args: readonly unknown[];
}

/** The answer as JSON. Throws a problem for a refusal. */
async function answerOf(ask: ToAnswer): Promise<string> {
  const answered = await answerOrRefusal(ask);
  if (answered.ok) return answered.value;
  throw refused(answered.refusal);
}

async function answerOrRefusal({ operation, context, args }: ToAnswer): Promise<Answer<string>> {
  const answered = await methodOf(operation, context)(...args);
  const isReturned = takesOf(operation).refusal === 'returned';
  if (isReturned && !(answered as Answer<unknown>).ok) return answered as Refused;
  const value = isReturned ? (answered as { readonly value: unknown }).value : answered;
  if (value === null && operation.ifNone !== undefined) return operation.ifNone(args);
  return goodAnswer(jsonOf(operation, value));
}

/** Leaves out what the answer's schema does not name. */
function jsonOf({ wrap, answer }: ApiOperation, value: unknown): string {
  const shown = wrap === undefined ? value : { [wrap]: value };
  return JSON.stringify(answer.parse(jsonForm(shown)));
}

function sendJson(reply: FastifyReply, json: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(json);
}

/** Null: the request changes nothing, or only tries. Throws a problem if it has to have a key and has none. */
function keyedRequest(
  request: FastifyRequest,
  { operation, context }: ToAnswer,
): KeyedRequest | null {
  const { command } = operation;
  const body = (request.body ?? {}) as CanonicalValue;
  if (command === undefined || ownKey(body, 'dry_run') === true) return null;
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !/^[!-~]{1,200}$/.test(key))
    throw new ProblemThrown(requestKeyMissing);
  const [companyId] = conditionOf(context.world.caller).companyIds ?? [];
  assert(companyId !== undefined, 'a command is below a company');
  const what = canonicalJson([request.method, request.url, body]);
  const sha256 = createHash('sha256').update(what).digest();
  const { who: caller } = context.world.caller;
  return { companyId, caller, requestKey: key, sha256, kind: command.kind };
}

const requestKeyMissing = httpProblem(400, {
  code: 'request_key_missing',
  title: 'The request is not clear',
  detail:
    'A request that changes something has the header Idempotency-Key: up to 200 characters without blanks, new for ' +
    'each request, and the same when it is sent again.',
});

function refused(refusal: Refusal): ProblemThrown {
  return new ProblemThrown(problemOfRefusal(refusal));
}

async function signedInBy(
  request: FastifyRequest,
  { context, company }: { readonly context: MethodContext; readonly company: string | null },
): Promise<SignedIn> {
  const [, key = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (key === '') throw new ProblemThrown(keyMissing);
  const signedIn = await checkApiKey(context.world, { key, company });
  if (signedIn.ok) return signedIn.value;
  throw new ProblemThrown({ ...problemOfRefusal(signedIn.refusal), status: 401 });
}

/** Below a company: the world of that company alone. */
function contextFor(
  { caller: whole, companyId }: SignedIn,
  { context, company }: { readonly context: MethodContext; readonly company: string | null },
): MethodContext {
  if (company !== null && companyId === null) throw refused(companyNotFound(company).refusal);
  const caller = companyId === null || company === null ? whole : confinedTo(whole, [companyId]);
  const store = storeFor(context.world.store, caller);
  return { ...context, world: { ...context.world, caller, store } };
}

const keyMissing = httpProblem(401, {
  code: 'api_key_missing',
  title: 'Not signed in',
  detail: 'Send the key of the program in the header: Authorization: Bearer pb_….',
});

function roleLacking({ roles }: ApiOperation): Problem {
  const detail = `This key has no role that may use this route. Roles that may: ${roles.join(', ')}.`;
  return httpProblem(403, { code: 'role_lacking', title: 'Not allowed', detail });
}
