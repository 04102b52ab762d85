/**
 * Problem documents (RFC 9457): the only form in which the API says that something went wrong.
 *
 * `code` is what programs rely on. `actions` says what can be done next, as data. A problem never has a stack, SQL or
 * a value that the caller may not see: of a bug, it has only the request's id, under which the log has the rest.
 */
import { jsonForm } from '#answers/json-form.ts';
import { Outage, type Refusal, type RefusalFamily } from '#errors.ts';
import { PaybeatRefused } from '#methods/refused.ts';
import { asSentence } from '#text/as-sentence.ts';

export const problemType = 'application/problem+json; charset=utf-8';

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly refusal?: Pick<Refusal, 'issues' | 'actions' | 'facts'>;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter?: number;
}

/** How long a client should wait for a database that is away. */
const outageSeconds = 5;
/** How long for the same request that is being carried out. */
const underWaySeconds = 1;

const families: Readonly<
  Record<RefusalFamily, { readonly status: number; readonly title: string }>
> = {
  usage: { status: 400, title: 'The request is not clear' },
  invalid: { status: 422, title: 'The request is not valid' },
  conflict: { status: 409, title: 'The state does not allow it' },
  not_found: { status: 404, title: 'Not found' },
  denied: { status: 403, title: 'Not allowed' },
};

export function problemOfRefusal(refusal: Refusal): Problem {
  const { code, message, hint } = refusal;
  const detail = [message, hint ?? ''].filter((part) => part !== '').map(asSentence);
  const problem = { ...families[refusal.family], code, detail: detail.join(' '), refusal };
  return code === 'request_under_way' ? { ...problem, retryAfter: underWaySeconds } : problem;
}

/** A problem of HTTP itself. */
export function httpProblem(
  status: number,
  about: { readonly code: string; readonly title: string; readonly detail: string },
): Problem {
  return { status, ...about };
}

/** Null: it is a bug, which the log has to tell. */
export function problemOfError(error: unknown): Problem | null {
  if (error instanceof PaybeatRefused) return problemOfRefusal(error.refusal);
  if (error instanceof Outage) {
    // The message may name an address, which is no business of the caller.
    const detail =
      'A service that Paybeat needs is away. The same request can succeed in a moment.';
    const about = { code: error.code, title: 'Not available now', detail };
    return { ...httpProblem(503, about), retryAfter: outageSeconds };
  }
  return ofFastify(error);
}

export function internalProblem(): Problem {
  return httpProblem(500, {
    code: 'internal',
    title: 'A fault in Paybeat',
    detail: 'An internal check failed. The log has the cause under the id of this request.',
  });
}

export function problemBody(problem: Problem, requestId: string): string {
  const { status, code, title, detail, refusal = {} } = problem;
  const { issues = [], actions = [], facts = {} } = refusal;
  const form = jsonForm({ facts });
  return JSON.stringify({
    ...{ type: `urn:paybeat:${code}`, title, status, code, detail, request_id: requestId },
    errors: issues.map((one) => ({ pointer: one.pointer, code: one.code, message: one.message })),
    actions,
    ...Object(form),
  });
}

const ofFrameworks: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: httpProblem(413, {
    code: 'body_too_large',
    title: 'The body is too large',
    detail: 'The body is larger than this route reads.',
  }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: httpProblem(415, {
    code: 'media_type_unsupported',
    title: 'The media type is not supported',
    detail: 'Send the body as application/json in UTF-8, without a content encoding.',
  }),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: httpProblem(400, {
    code: 'body_length_wrong',
    title: 'The request is not clear',
    detail: 'The body is not as long as its content-length says.',
  }),
  FST_ERR_BAD_URL: httpProblem(400, {
    code: 'address_wrong',
    title: 'The request is not clear',
    detail: 'The path contains an escape that stands for no character.',
  }),
  FST_ERR_MAX_PARAM_LENGTH: httpProblem(414, {
    code: 'address_too_long',
    title: 'The address is too long',
    detail: 'A part of the path is longer than any code or number.',
  }),
};

function ofFastify(error: unknown): Problem | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return Object.hasOwn(ofFrameworks, code) ? (ofFrameworks[code] ?? null) : null;
}
