/** Requests that are wrong, each with its problem, and how a test sends one. */

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Null: without a key. */
  readonly key?: string | null;
}

export interface Got {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
}

export type Ask = (path: string, how?: Asked) => Promise<Got>;
export type Post = (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers?: Readonly<Record<string, string>>,
) => Promise<Got>;

interface At {
  readonly address: string;
  readonly key: string;
}

export async function asks(at: At, path: string, how: Asked = {}): Promise<Got> {
  const { key = at.key, headers = {}, method = 'GET', body } = how;
  const all = { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers };
  const init = { method, headers: all, ...(body === undefined ? {} : { body }) };
  const response = await fetch(`http://${at.address}${path}`, init);
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, json, headers: response.headers };
}

export function posts(at: At, ...[path, body, headers = {}]: Parameters<Post>): Promise<Got> {
  return asks(at, path, {
    ...{ method: 'POST', body },
    headers: { 'content-type': 'application/json', ...headers },
  });
}

type BadRequest = readonly [
  what: string,
  code: string,
  status: number,
  send: (how: { readonly ask: Ask; readonly post: Post }) => Promise<Got>,
];

const companies = '/v1/companies';
const acme = `${companies}/acme`;
export const planned = `${acme}/schedules/office/plan-change`;
const deep = `{"definition": ${'['.repeat(40)}${']'.repeat(40)}}`;
export const badRequests: readonly BadRequest[] = [
  ['no JSON', 'json_wrong_format', 400, ({ post }) => post(planned, '{"definition": ')],
  ['a key twice', 'json_ambiguous', 400, ({ post }) => post(planned, '{"to_on": 1, "to_on": 2}')],
  ['__proto__', 'json_ambiguous', 400, ({ post }) => post(planned, '{"__proto__": {}}')],
  [
    'a number beyond 2^53',
    'json_ambiguous',
    400,
    ({ post }) => post(planned, '{"a": 9007199254740993}'),
  ],
  ['1e400', 'json_ambiguous', 400, ({ post }) => post(planned, '{"a": 1e400}')],
  ['40 levels', 'json_too_deep', 400, ({ post }) => post(planned, deep)],
  [
    'bytes that are no UTF-8',
    'not_utf8',
    400,
    ({ post }) => post(planned, new Uint8Array([0x7b, 0xff])),
  ],
  [
    'more than a mebibyte',
    'body_too_large',
    413,
    ({ post }) => post(planned, ' '.repeat(1_100_000)),
  ],
  [
    ...(['another charset', 'charset_unsupported', 415] as const),
    ({ post }) => post(planned, '{}', { 'content-type': 'application/json; charset=latin1' }),
  ],
  [
    ...(['a packed body', 'encoding_unsupported', 415] as const),
    ({ post }) => post(planned, '{}', { 'content-encoding': 'gzip' }),
  ],
  [
    ...(['a form', 'media_type_unsupported', 415] as const),
    ({ post }) => post(planned, 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
  ],
  ['a list as the body', 'invalid_request', 422, ({ post }) => post(planned, '[]')],
  [
    'the name of an argument',
    'invalid_request',
    422,
    ({ post }) => post(planned, '{"definition":{},"fromOn":"2026-01-01"}'),
  ],
  [
    'an impossible day',
    'invalid_request',
    422,
    ({ ask }) => ask(`${acme}/payslips?from_on=2026-02-30`),
  ],
  ['a number that is none', 'invalid_request', 422, ({ ask }) => ask(`${acme}/runs/abc`)],
  ['a number beyond the ids', 'invalid_request', 422, ({ ask }) => ask(`${acme}/runs/99999999999`)],
  ['a page that is too large', 'invalid_request', 422, ({ ask }) => ask(`${acme}/runs?limit=1001`)],
  ['a parameter twice', 'invalid_request', 422, ({ ask }) => ask(`${acme}/runs?limit=1&limit=2`)],
  ['an unknown parameter', 'invalid_request', 422, ({ ask }) => ask(`${acme}/runs?limi=1`)],
  ['NUL in a name', 'invalid_request', 422, ({ ask }) => ask(`${acme}/employees?employee=%00`)],
  ['a place that no page gave', 'wrong_place', 422, ({ ask }) => ask(`${acme}/payslips?after=x`)],
  ['a broken escape', 'address_wrong', 400, ({ ask }) => ask('/v1/companies/%ff/runs')],
  [
    'a very long code',
    'address_too_long',
    414,
    ({ ask }) => ask(`${companies}/${'a'.repeat(300)}/runs`),
  ],
  ['no route', 'route_not_found', 404, ({ ask }) => ask('/v1/nothing')],
  ['no such method', 'route_not_found', 404, ({ ask }) => ask(companies, { method: 'DELETE' })],
  [
    'a page of another site',
    'origin_refused',
    403,
    ({ ask }) => ask(companies, { headers: { origin: 'https://evil.example' } }),
  ],
];
