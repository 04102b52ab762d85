/**
 * The right to EXECUTE decides who may write into a company's audit chain, not a setting.
 *
 * A login that inherits a role's rights without `set role` can do no more than the role.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { oneRowOfEach } from '../support/one-row-of-each.ts';

/** A login for each way of having a role. Their names belong to this process. */
const logins = {
  inheritsApp: 'grant paybeat_app to LOGIN with inherit true',
  inheritsWorker: 'grant paybeat_worker to LOGIN with inherit true',
  mayBecome: 'grant paybeat_app, paybeat_worker to LOGIN with inherit false, set true',
  hasNothing: 'grant usage on schema paybeat to LOGIN',
} as const;
type Login = keyof typeof logins;
const nameOf = (login: Login) => `paybeat_${login.toLowerCase()}_${process.pid}`;

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  await oneRowOfEach(database.url);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  for (const [login, grant] of Object.entries(logins)) {
    const name = nameOf(login as Login);
    await owner.query(`create role ${name} login password 'choose-a-long-one'`);
    await owner.query(grant.replace('LOGIN', name));
  }
});

afterAll(async () => {
  for (const login of Object.keys(logins)) {
    const name = nameOf(login as Login);
    await owner.query(`drop owned by ${name}; drop role ${name}`);
  }
  await owner.end();
  await database.drop();
});

const row = "'person:spy', 'x', 'x', '{}'";
const rows = `'{2}', '{person:spy}', '{x}', '{x}', array['{}'::jsonb]`;

const attempts: readonly (readonly [Login, string, string, 'written' | '42501'])[] = [
  ['inheritsApp', '', `paybeat.paybeat_audit(2, ${row})`, '42501'],
  ['inheritsApp', "set paybeat.company_id = '1'", `paybeat.paybeat_audit(2, ${row})`, '42501'],
  ['inheritsApp', "set role = 'none'", `paybeat.paybeat_audit(2, ${row})`, '42501'],
  ['inheritsApp', '', `paybeat.paybeat_audit_of_any_company(2, ${row})`, '42501'],
  ['inheritsApp', '', `paybeat.paybeat_audit_link(2, ${row})`, '42501'],
  // As for every row, a login that may choose its company can write for the company that it chose.
  ['inheritsApp', "set paybeat.company_id = '2'", `paybeat.paybeat_audit(2, ${row})`, 'written'],
  ['inheritsWorker', '', `paybeat.paybeat_audit(2, ${row})`, 'written'],
  ['mayBecome', '', `paybeat.paybeat_audit(2, ${row})`, '42501'],
  ['mayBecome', 'set role paybeat_app', `paybeat.paybeat_audit(2, ${row})`, '42501'],
  ['mayBecome', 'set role paybeat_worker', `paybeat.paybeat_audit(2, ${row})`, 'written'],
  ['mayBecome', 'set role paybeat_worker', `paybeat.paybeat_audit_link(2, ${row})`, '42501'],
  ['hasNothing', "set paybeat.company_id = '2'", `paybeat.paybeat_audit(2, ${row})`, '42501'],
  ['inheritsApp', '', `paybeat.paybeat_audit_all(${rows})`, '42501'],
  ['inheritsApp', "set paybeat.company_id = '1'", `paybeat.paybeat_audit_all(${rows})`, '42501'],
  ['inheritsApp', '', `paybeat.paybeat_audit_all_of_any_company(${rows})`, '42501'],
  ['inheritsApp', '', `paybeat.paybeat_audit_links(${rows})`, '42501'],
  ['inheritsApp', "set paybeat.company_id = '2'", `paybeat.paybeat_audit_all(${rows})`, 'written'],
  ['inheritsWorker', '', `paybeat.paybeat_audit_all(${rows})`, 'written'],
  ['mayBecome', 'set role paybeat_worker', `paybeat.paybeat_audit_links(${rows})`, '42501'],
  ['hasNothing', "set paybeat.company_id = '2'", `paybeat.paybeat_audit_all(${rows})`, '42501'],
];

describe('an audit row of company 2', () => {
  it.each(attempts)(
    'written by a login that %s, after "%s": %s is %s',
    async (login, first, call, end) => {
      const url = new URL(database.url);
      url.username = nameOf(login);
      url.password = 'choose-a-long-one';
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      await client.query('begin');
      if (first !== '') await client.query(first);
      const said = await client.query(`select ${call}`).then(
        () => 'written',
        (error: { readonly code?: string }) => error.code,
      );
      await client.end();
      expect(said).toBe(end);
    },
  );
});

describe('a function that runs as its owner', () => {
  it("finds its tables itself, and reads only the company from the caller's settings", async () => {
    const { rows } = await owner.query(
      `select proname as name, prosrc as body, coalesce(proconfig, '{}') as settings from pg_proc
       where pronamespace = 'paybeat'::regnamespace and prosecdef order by proname`,
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const { name, body, settings } of rows) {
      expect([name, settings]).toEqual([
        name,
        expect.arrayContaining(['search_path=paybeat, pg_temp']),
      ]);
      expect([name, body]).not.toEqual([
        name,
        expect.stringMatching(/current_setting|current_user|current_role|session_user/i),
      ]);
    }
    const asking = rows.filter(({ body }) => /paybeat_company\(\)/.test(body));
    expect(asking.map(({ name }) => name)).toEqual([
      'paybeat_audit_all_of_this_company',
      'paybeat_audit_of_this_company',
      'paybeat_claim_request',
      'paybeat_tasks_end_with',
    ]);
  });

  it('can be called only by the role that it is for', async () => {
    const { rows } = await owner.query(
      `select p.proname as name, array(select r from unnest(array['public', 'paybeat_app',
           'paybeat_worker', 'paybeat_bulk']) r where has_function_privilege(r, p.oid, 'execute')) as who
       from pg_proc p where pronamespace = 'paybeat'::regnamespace
         and (prosecdef or proname in ('paybeat_audit_link', 'paybeat_audit_links', 'paybeat_tasks_end')) and prorettype <> 'trigger'::regtype
       order by proname`,
    );
    expect(rows).toEqual([
      { name: 'paybeat_audit_all_of_any_company', who: ['paybeat_worker'] },
      { name: 'paybeat_audit_all_of_this_company', who: ['paybeat_app'] },
      { name: 'paybeat_audit_link', who: [] },
      { name: 'paybeat_audit_links', who: [] },
      { name: 'paybeat_audit_of_any_company', who: ['paybeat_worker'] },
      { name: 'paybeat_audit_of_this_company', who: ['paybeat_app'] },
      { name: 'paybeat_claim_request', who: ['paybeat_app'] },
      { name: 'paybeat_request_slot', who: [] },
      { name: 'paybeat_tasks_end', who: [] },
      { name: 'paybeat_tasks_end_of_any_company', who: ['paybeat_worker'] },
      { name: 'paybeat_tasks_end_with', who: ['paybeat_app'] },
      { name: 'paybeat_tell_size', who: ['paybeat_app', 'paybeat_worker'] },
    ]);
  });
});
