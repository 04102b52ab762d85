/** Makes the two steps of a route: whether the caller may use it, and the answer of its method. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jsonForm } from '#answers/json-form.ts';
import { confinedTo } from '#caller.ts';
import { type Answer, assert, type Refusal } from '#errors.ts';
import type { MethodContext } from '#methods/context.ts';
import { checkApiKey, type SignedIn } from '#operations/access/check-api-key.ts';
import { companyNotFound } from '#operations/companies/company-not-found.ts';
import { storeFor } from '#operations/look-up.ts';
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
  const isReturned = takesOf(operation).refusal === 'returned';
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
    const answered = await methodOf(operation, own)(...args.value);
    const value = isReturned ? valueIn(answered as Answer<unknown>) : answered;
    if (value === null && operation.ifNone !== undefined) {
      throw refused(operation.ifNone(args.value).refusal);
    }
    const shown = operation.wrap === undefined ? value : { [operation.wrap]: value };
    const json = JSON.stringify(operation.answer.parse(jsonForm(shown)));
    return reply.type('application/json; charset=utf-8').send(json);
  };
  return { check, answer };
}

function valueIn(answered: Answer<unknown>): unknown {
  if (answered.ok) return answered.value;
  throw refused(answered.refusal);
}

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
