/**
 * The HTTP API on one server and one database: each answer is that of the library, each role may use its routes and
 * no others, a key sees its companies alone, and whatever is wrong is a problem document.
 */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyRoles } from '#caller.ts';
import type { CliContext } from '#cli/context.ts';
import { verbs } from '#cli/verbs.ts';
import { openApiServer } from '#http/api/api-server.ts';
import { inputsOf } from '#http/api/inputs.ts';
import type { ApiOperation } from '#http/api/operation.ts';
import { apiTable } from '#http/api/table.ts';
import { openPaybeat, type Paybeat, valueOf } from '#index.ts';
import { contextOf } from '#library/context.ts';
import { createStore } from '#store/store.ts';
import { testDatabase } from '../support/database.ts';
import { absentFromApi } from './absent-from-api.ts';
import { describeCommands } from './api-commands.ts';
import {
  type Ask,
  asks,
  badRequests,
  type Got,
  type Post,
  planned,
  posts,
} from './bad-requests.ts';

const database = await testDatabase();
let library: Paybeat;
let server: Awaited<ReturnType<typeof openApiServer>>;
let key = '';

const company = {
  ...{ name: 'Acme', currency: 'USD', timeZone: 'America/New_York', calendar: 'fed' },
  stateTax: 'none_calculated',
};
const office = {
  ...{ code: 'office', frequency: 'biweekly', anchor: '2026-01-02' },
  rule: { days_before_pay_date: 4, business_days: true },
};
const roster = `employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date
E1,Ada Byron,salary,52000,,single,2020-01-01
E2,Zoë Hale,hourly,,20.50,mfj,2021-06-01
`;

async function companyWithRun(code: string): Promise<void> {
  const of = { company: code };
  valueOf(await library.companies.add({ code, ...company }));
  valueOf(await library.schedules.add({ ...of, fromOn: '2026-01-01', definition: office }));
  const bytes = Buffer.from(roster);
  valueOf(await library.roster.import({ ...of, schedule: 'office', bytes }));
  const [period] = await library.periods.list(of);
  const force = { reason: 'a test' };
  valueOf(await library.runPeriod({ periodId: period?.periodId ?? 0, force }));
}

async function keyFor(name: string, roles: readonly string[], companies: string[] | null) {
  return valueOf(await library.apiKeys.add({ name, roles, companies })).key;
}

beforeAll(async () => {
  const settings = { databaseUrl: database.url, logLevel: 'silent' } as const;
  library = valueOf(await openPaybeat({ env: {}, migrate: true, settings }));
  const at = { host: '127.0.0.1', port: 0, hostNames: ['payroll.example.com'], version: '1' };
  server = await openApiServer({ ...contextOf(library), ...at });
  // Run 1 and period 1 are those of acme.
  await companyWithRun('acme');
  await companyWithRun('other');
  key = await keyFor('hr-sync', ['viewer'], ['acme']);
}, 60_000);
afterAll(async () => {
  await server.close();
  await library.close();
});

const at = () => ({ address: server.address, key });
const ask: Ask = (path, how) => asks(at(), path, how);
const post: Post = (path, body, headers) => posts(at(), path, body, headers);

/** Problem documents have all their parts, and nothing of the inside. */
function expectProblem({ json, headers, status }: Got, code: string): void {
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(json).toMatchObject({
    ...{ code, status, type: `urn:paybeat:${code}`, title: expect.any(String) },
    ...{ detail: expect.any(String), request_id: headers.get('x-request-id') },
    ...{ errors: expect.any(Array), actions: expect.any(Array), facts: expect.any(Object) },
  });
  expect(JSON.stringify(json)).not.toMatch(/\.ts:|node_modules|select |paybeat\./i);
}

interface Compared {
  readonly path: string;
  readonly body?: object;
  readonly wrap?: string;
  readonly answer: () => unknown;
}

const one = { runId: 1, number: 'E1' };
const changed = { ...office, frequency: 'weekly' };
const companies = '/v1/companies';
const acme = `${companies}/acme`;

/** Each route with the call of the library that has the same answer. */
const compared: Readonly<Record<string, Compared>> = {
  'companies.list': {
    ...{ path: companies, wrap: 'companies' },
    answer: async () => (await library.companies.list()).filter(({ code }) => code === 'acme'),
  },
  'schedules.list': {
    ...{ path: `${acme}/schedules`, wrap: 'schedules' },
    answer: async () => (await library.schedules.list()).filter((of) => of.company === 'acme'),
  },
  'schedules.show': {
    path: `${acme}/schedules/office`,
    answer: () => library.schedules.show({ company: 'acme', code: 'office' }),
  },
  'schedules.planChange': {
    path: `${acme}/schedules/office/plan-change`,
    body: { definition: changed, from_on: '2026-02-01', to_on: '2026-04-01' },
    answer: () =>
      library.schedules.planChange({
        ...{ company: 'acme', code: 'office', definition: changed },
        ...{ fromOn: '2026-02-01', toOn: '2026-04-01' },
      }),
  },
  'periods.page': {
    path: `${acme}/periods?limit=3&status=active`,
    answer: () => library.periods.page({ company: 'acme', limit: 3, status: 'active' }),
  },
  'periods.show': { path: `${acme}/periods/1`, answer: () => library.periods.show(1) },
  'periods.explain': {
    path: `${acme}/periods/2/explanation`,
    answer: () => library.periods.explain(2),
  },
  'runs.page': {
    path: `${acme}/runs?period_id=1`,
    answer: () => library.runs.page({ company: 'acme', periodId: 1 }),
  },
  'runs.show': { path: `${acme}/runs/1`, answer: () => library.runs.show(1) },
  'payslips.list': {
    path: `${acme}/payslips?from_on=2026-01-01&to_on=2026-12-31`,
    answer: () =>
      library.payslips.list({ company: 'acme', fromOn: '2026-01-01', toOn: '2026-12-31' }),
  },
  'payslips.show': {
    path: `${acme}/runs/1/payslips/E1`,
    answer: () => library.payslips.show(one),
  },
  'payslips.explain': {
    path: `${acme}/runs/1/payslips/E1/explanation?line=FIT`,
    answer: () => library.payslips.explain({ ...one, line: 'FIT' }),
  },
  'roster.list': {
    path: `${acme}/employees?employee=E2`,
    answer: () => library.roster.list({ company: 'acme', employee: 'E2' }),
  },
};

function requestOf({ path, body }: Compared, with_ = key): Promise<Got> {
  if (body === undefined) return ask(path, { key: with_ });
  const headers = { 'content-type': 'application/json' };
  return ask(path, { key: with_, method: 'POST', body: JSON.stringify(body), headers });
}

/** A command that is refused for its body, so that it changes nothing. */
function unfinished({ path }: ApiOperation): Compared {
  const names: Readonly<Record<string, string>> = { company: 'acme', schedule: 'office' };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '1');
  return { path: filled, body: { surplus: 1 }, answer: () => null };
}

describe('the answer of a route', () => {
  it.each(apiTable.filter(({ command }) => command === undefined).map((row) => [row.id] as const))(
    '%s is that of the library',
    async (id) => {
      const compare = compared[id];
      if (compare === undefined) throw new Error(`compare ${id} with the library`);
      const answered: unknown = JSON.parse(JSON.stringify(await compare.answer()));
      const value = 'ok' in Object(answered) ? Object(answered).value : answered;
      const { status, json } = await requestOf(compare);
      expect([status, json]).toEqual([200, compare.wrap ? { [compare.wrap]: value } : value]);
      expect(JSON.stringify(value).length).toBeGreaterThan(20);
    },
  );

  it('comes in pages that have every row once, in one order', async () => {
    const found: unknown[] = [];
    for (let next: number | null = 0; next !== null; ) {
      const { json } = await ask(`${acme}/periods?limit=7${next === 0 ? '' : `&after=${next}`}`);
      found.push(...(json['periods'] as { period_id: number }[]).map((of) => of.period_id));
      next = json['next'] as number | null;
    }
    const all = (await library.periods.list({ company: 'acme' })).map(({ periodId }) => periodId);
    expect(found).toEqual(all);
  });
});

describe('the table', () => {
  it('has every verb of the command line, or a reason why not', () => {
    const program = new Command('paybeat');
    for (const register of verbs)
      register(program, { verb: () => () => undefined } as unknown as CliContext);
    const below = (parent: Command, words: readonly string[]): readonly string[] =>
      parent.commands.flatMap((child) => {
        const path = [...words, child.name()];
        return child.commands.length === 0 ? [path.join(' ')] : below(child, path);
      });
    const here = new Set(apiTable.map(({ verb }) => verb));
    const all = new Set([...here, ...absentFromApi]);
    expect([...all].toSorted()).toEqual(below(program, []).toSorted());
    expect(absentFromApi.filter((verb) => here.has(verb))).toEqual([]);
  });

  it('lets each role use its routes, and no others', async () => {
    for (const role of keyRoles) {
      const own = await keyFor(`only-${role}`, [role], ['acme']);
      for (const row of apiTable) {
        const got = await requestOf(compared[row.id] ?? unfinished(row), own);
        const expected = row.roles.includes(role) ? (row.command ? 422 : 200) : 403;
        expect([role, row.id, got.status]).toEqual([role, row.id, expected]);
        if (expected === 403) expectProblem(got, 'role_lacking');
      }
    }
  });

  it('is the OpenAPI document, whose references all lead somewhere', async () => {
    const { json } = await ask('/openapi.json', { key: null });
    const paths = json['paths'] as Record<string, Record<string, { operationId: string }>>;
    const ids = Object.values(paths).flatMap((of) => Object.values(of).map((at) => at.operationId));
    expect(ids).toEqual(apiTable.map(({ id }) => id));
    for (const [, place = ''] of JSON.stringify(json).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = place.split('/').reduce<unknown>((at, name) => Object(at)[name], json);
      expect([place, typeof found]).toEqual([place, 'object']);
    }
  });
});

describe('a key', () => {
  it('finds nothing of another company', async () => {
    expectProblem(await ask(`${companies}/other/runs`), 'company_not_found');
    expectProblem(await ask(`${companies}/nobody/runs`), 'company_not_found');
    expectProblem(await ask(`${acme}/runs/2`), 'run_not_found');
    expectProblem(await ask(`${acme}/runs/99`), 'run_not_found');
    expectProblem(await ask(`${acme}/runs/2/payslips/E1`), 'run_not_found');
    const every = await keyFor('of-all', ['viewer'], null);
    expect((await ask(`${companies}/other/runs/2`, { key: every })).status).toBe(200);
    // The address says which company, and the number has to be one of it.
    expectProblem(await ask(`${acme}/runs/2`, { key: every }), 'run_not_found');
  });

  it('is refused when it is missing, wrong, expired or revoked', async () => {
    const missing = await ask(companies, { key: null });
    expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expectProblem(missing, 'api_key_missing');
    const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    for (const other of ['pb_x_y', 'x', `pb_${'0'.repeat(12)}_${key.slice(16)}`, wrong]) {
      const got = await ask(companies, { key: other });
      expect(got.status).toBe(401);
      expectProblem(got, 'api_key_unknown');
    }
    const old = await keyFor('old', ['viewer'], ['acme']);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `update paybeat.api_key set created_at = now() - interval '2 days', expires_at = now() where name = 'old'`,
    );
    await client.end();
    expectProblem(await ask(companies, { key: old }), 'api_key_expired');
    const lost = await keyFor('lost', ['viewer'], ['acme']);
    expect((await ask(companies, { key: lost })).status).toBe(200);
    valueOf(await library.apiKeys.revoke('lost'));
    expectProblem(await ask(companies, { key: lost }), 'api_key_revoked');
  });

  it('is stored as a hash, says when it was last used, and is in the audit chain', async () => {
    await ask(companies);
    const listed = valueOf(await library.apiKeys.list());
    const [found] = listed.filter(({ name }) => name === 'hr-sync');
    expect(found?.lastUsedAt).not.toBe(null);
    expect(JSON.stringify(listed)).not.toContain(key.slice(16));
    const audit = JSON.stringify(await library.audit.list({ company: 'acme' }));
    expect(audit).toContain('key:hr-sync');
    expect(audit).not.toContain(key.slice(16));
  });

  it('is added with every fault told at once', async () => {
    const added = await library.apiKeys.add({
      ...{ name: 'No Good', roles: ['viewer', 'boss'], companies: [], onBehalfOf: ' ', days: 0 },
    });
    if (added.ok) throw new Error('it is refused');
    expect(added.refusal.issues?.map(({ pointer }) => pointer)).toEqual([
      ...['/name', '/roles', '/companies', '/days', '/onBehalfOf'],
    ]);
    const again = await library.apiKeys.add({ name: 'hr-sync', roles: ['viewer'] });
    expect(again).toMatchObject({ refusal: { code: 'api_key_exists' } });
    const unknown = await library.apiKeys.revoke('nobody');
    expect(unknown).toMatchObject({ refusal: { code: 'api_key_not_found' } });
  });
});

/** What an HTTP client would never send. */
async function raw(head: string): Promise<string> {
  const { hostname, port } = new URL(`http://${server.address}`);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write(head);
  return text(socket);
}

describe('bad input', () => {
  it.each(badRequests)('%s is the problem %s', async (_, code, status, send) => {
    const got = await send({ ask, post });
    expect([got.status, got.json['code']]).toEqual([status, code]);
    expectProblem(got, code);
  });

  it('of several kinds is told at once, each with its place', async () => {
    const body = JSON.stringify({ definition: {}, from_on: '2026-02-30', to_on: 3, surplus: 1 });
    const { json } = await post(planned, body);
    const places = (json['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(places).toEqual(['/surplus', '/from_on', '/to_on']);
    const { json: ofPath } = await ask(`${acme}/runs/abc/payslips/E1`);
    expect(ofPath).toMatchObject({ errors: [{ pointer: '/run', code: 'wrong_type' }] });
  });

  it('in the first lines of a request is answered, too', async () => {
    const get = 'GET /v1/companies HTTP/1.1\r\n';
    const close = 'connection: close\r\n\r\n';
    expect(await raw(`${get}host: evil.example\r\n${close}`)).toContain('host_unknown');
    expect(await raw(`${get}host: payroll.example.com\r\n${close}`)).toContain('api_key_missing');
    expect(await raw(`${get}host: x\r\nx: ${'a'.repeat(20_000)}\r\n${close}`)).toContain(
      'headers_too_large',
    );
    expect(await raw('nonsense\r\n\r\n')).toContain('request_unreadable');
  });

  it('of any kind never meets a fault of the server', async () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constantFrom('E1', '2026-02-30', 'true', '%00'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...apiTable),
        fc.infiniteStream(value),
        async (row, values) => {
          const got = await anyRequest(row, values);
          expect([200, 400, 403, 404, 409, 414, 422]).toContain(got.status);
          if (got.status !== 200) expectProblem(got, String(got.json['code']));
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** A request of a route in which each value may be anything. */
function anyRequest(row: ApiOperation, values: Iterable<unknown>): Promise<Got> {
  const given = values[Symbol.iterator]();
  const next = () => encodeURIComponent(String(given.next().value));
  const path = row.path.replaceAll(/\{\w+\}/g, (name) =>
    name === '{company}' ? 'acme' : next() || '1',
  );
  const besides = inputsOf(row).filter((input) => input.in !== 'path');
  if (row.http === 'POST') {
    return post(
      path,
      JSON.stringify(Object.fromEntries(besides.map(({ name }) => [name, next()]))),
    );
  }
  return ask(`${path}?${besides.map(({ name }) => `${name}=${next()}`).join('&')}`);
}

describeCommands(() => ({ library, url: database.url, ...at() }));

describe('a database that is away', () => {
  it('is a problem that says when to try again', async () => {
    const away = createStore({ url: 'postgres://paybeat@127.0.0.1:1/paybeat' });
    const context = contextOf(library);
    const world = { ...context.world, store: away };
    const at = { host: '127.0.0.1', port: 0, hostNames: [], version: '1' };
    const lonely = await openApiServer({ ...context, ...at, world });
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`http://${lonely.address}${companies}`, { headers });
    await lonely.close();
    await away.close();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.text()).not.toContain('127.0.0.1');
  });
});
