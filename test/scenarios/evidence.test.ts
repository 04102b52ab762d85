/** Committed rows never change. If somebody forces a change, `verify` finds it. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import type { World } from '#operations/world.ts';
import { versionedTables } from '#store/reads/evidence.ts';
import { createStore, type Store } from '#store/store.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { foundAfter } from '../support/found-after.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

let database: TestDatabase;
let store: Store;
let world: World;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  store = createStore({ url: database.url });
  world = worldOn(store);
  await dueCompany(world);
  await autoRunPayroll(world, { concurrency: 1, pause: async () => undefined });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('set search_path = paybeat, public');
});

afterAll(async () => {
  await client.end();
  await store.close();
  await database.drop();
});

const brokenAfter = (tampering: string) => foundAfter(client, tampering);

/** An approval that is added afterwards. */
const approvalIn = (
  epoch: string,
) => `insert into approval (company_id, run_id, run_epoch, approver, totals_hash)
  select company_id, run_id, ${epoch}, 'person:late', totals_hash from approval limit 1`;

describe('a committed run', () => {
  it('breaks no invariant', async () => {
    await expectSound(world);
  });

  it.each([
    ['update payslip set gross_minor = gross_minor', /never changes/],
    ['delete from payslip', /never changes/],
    ['update run_exception set detail = detail', /never changes/],
    [
      "update pay_run set state = 'approved', committed_at = null, committed_revision = null",
      /final/,
    ],
    ['delete from pay_run', /final/],
    ['update run_chunk set failures = failures', /never changes/],
    ['delete from run_chunk', /never changes/],
    [
      "insert into run_chunk (company_id, run_id, ordinal, employee_ids) values (1, 1, 99, '{1}')",
      /never changes/,
    ],
    ['update pay_period set pay_on_reason = pay_on_reason', /completed, which is final/],
    ['delete from pay_period', /completed, which is final/],
    ['update audit_head set seq = seq - 1', /only moves on/],
    ['delete from audit_head', /only moves on/],
    ['update audit_event set actor = actor', /never changed/],
    ['delete from audit_event', /never changed/],
    ['update approval set reason = reason', /never changed/],
    ['delete from approval', /never changed/],
    ['truncate approval', /never changed/],
    [
      "insert into approval select company_id, run_id, run_epoch, 'person:late', totals_hash from approval",
      /not in review/,
    ],
    ["update due_instant set state = 'held', held_why = 'x', fulfilled_by = null", /final/],
  ])('refuses, even to its owner: %s', async (sql, why) => {
    await expect(client.query(sql)).rejects.toThrow(why);
  });

  it('accepts no further payslip', async () => {
    const insert = client.query(`insert into payslip select company_id, run_id, employee_id + 1000,
      ordinal, epoch, gross_minor, reimbursements_minor, deductions_minor, taxes_minor, employer_minor,
      net_minor, line_codes, line_amounts, ytd_codes, ytd_amounts, warnings from payslip limit 1`);
    await expect(insert).rejects.toThrow(/never changes/);
  });

  it.each([
    [
      'a line',
      'update payslip set line_amounts[1] = line_amounts[1] + 1 where employee_id = 1',
      'I3',
    ],
    [
      'the kind of a line',
      `update payslip set line_codes[array_position(line_codes, 1)] = 120
       where employee_id = (select min(employee_id) from payslip where 1 = any (line_codes))`,
      'I3',
    ],
    [
      'the code of a line',
      'update payslip set line_codes[1] = 998 where employee_id = (select min(employee_id) from payslip)',
      'I3',
    ],
    [
      'a line and its code',
      `update payslip set line_codes = line_codes || 32000, line_amounts = line_amounts || 0::int8
       where employee_id = (select min(employee_id) from payslip)`,
      'I3',
    ],
    [
      'two lines of two people',
      `update payslip s set line_amounts[1] = line_amounts[1] + case when employee_id = e.one then 1 else -1 end
       from (select min(employee_id) as one, max(employee_id) as other from payslip) e
       where s.employee_id in (e.one, e.other)`,
      'I3',
    ],
    [
      'a gross amount',
      'update payslip set gross_minor = gross_minor + 1, net_minor = net_minor + 1 where employee_id = 2',
      'I4',
    ],
    [
      'who is paid twice',
      `alter table pay_run alter covers_days drop expression;
       insert into pay_run overriding system value select (r2).* from (select jsonb_populate_record(r,
         '{"run_id": 99, "kind": "off_cycle"}') as r2 from pay_run r) r;
       insert into payslip select (s2).* from (select jsonb_populate_record(s, '{"run_id": 99}') as s2
         from payslip s limit 1) s`,
      'I2',
    ],
    [
      'the epoch of a payslip',
      'update payslip set epoch = epoch + 1 where employee_id = (select min(employee_id) from payslip)',
      'I15',
    ],
    [
      'who is in a chunk',
      `update run_chunk set employee_ids = array_replace(employee_ids,
         (select min(employee_id) from payslip), 9999)`,
      'I15',
    ],
    [
      'the epoch of a held person',
      "update run_exception set epoch = epoch + 1 where disposition = 'held'",
      'I15',
    ],
    ['the company of a payslip', 'update payslip set company_id = 2 where employee_id = 1', 'I19'],
    [
      'the company of an employee',
      'update employee set company_id = 2 where employee_id = 1',
      'I19',
    ],
    [
      'a gross amount and its net',
      'update payslip set gross_minor = gross_minor + 1, net_minor = net_minor + 1 where employee_id = 2',
      'I14',
    ],
    ['the head of the audit log', 'delete from audit_head', 'I11'],
    ['an audit row', "update audit_event set actor = 'nobody' where seq = 2", 'I11'],
    ['an approval', "update approval set totals_hash = 'other'", 'I13'],
    [
      'a person',
      'delete from run_exception where employee_id = (select min(employee_id) from run_exception)',
      'I20',
    ],
    ['an approval more', approvalIn('run_epoch'), 'I13'],
    ['the name of who approved', "update approval set approver = 'person:other'", 'I13'],
    ['an approval of another epoch', approvalIn('run_epoch + 8'), 'I13'],
    [
      'totals and their approval together',
      "update pay_run set totals_hash = 'x'; update approval set totals_hash = 'x'",
      'I14',
    ],
    ['the revision of the commit', 'update pay_run set committed_revision = 99', 'I14'],
    [
      'held people and their reason',
      `insert into run_exception select company_id, run_id, 9999, 'excluded', 'x', 'x', 'x'
       from run_exception limit 1;
       delete from run_exception where employee_id = (select max(employee_id) from run_exception
         where employee_id < 9999)`,
      'I14',
    ],
    [
      'a chunk',
      "insert into run_chunk (company_id, run_id, ordinal, employee_ids) values (1, 1, 99, '{1}')",
      'I14',
    ],
    [
      'the people of a chunk',
      'update run_chunk set employee_ids = employee_ids || 9999 where ordinal = 1',
      'I14',
    ],
    ['the sums of a chunk', 'update run_chunk set taxes_minor = taxes_minor + 1', 'I14'],
    ['the digest of a chunk', 'update run_chunk set digest = sha256(digest)', 'I14'],
    ['the form of the totals', 'update pay_run set totals_form = 1', 'I14'],
    ['the chunk of a payslip', 'update payslip set ordinal = 99 where employee_id = 1', 'I14'],
    [
      'a due instant',
      "update due_instant set state = 'held', held_why = 'x', fulfilled_by = null",
      'I14',
    ],
    ['an approval that is gone', 'delete from approval', 'I13'],
    [
      'the last audit row',
      'delete from audit_event where seq = (select max(seq) from audit_event)',
      'I12',
    ],
  ])('is found by verify if somebody tampers with %s', async (_what, sql, id) => {
    expect(await brokenAfter(sql)).toContain(id);
  });
});

describe('a version of an input', () => {
  it('is checked in every table that has versions', async () => {
    const { rows } = await client.query(
      `select table_name as name from information_schema.columns
       where table_schema = 'paybeat' and column_name = 'until_revision' order by 1`,
    );
    expect([...versionedTables].sort()).toEqual(rows.map(({ name }) => name));
  });

  it.each([
    ['closed', 'update employee_version set until_revision = 77 where employee_id = 1'],
    ['begun', 'update pay_settings set from_revision = 78'],
    [
      'closed where a run was committed',
      `update employee_version set until_revision = (select max(committed_revision) from pay_run)
       where employee_id = 1`,
    ],
  ])('is found by verify if it is silently %s', async (_what, sql) => {
    expect(await brokenAfter(sql)).toEqual(['I21']);
  });
});
