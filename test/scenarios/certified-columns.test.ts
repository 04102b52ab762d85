/**
 * Every column of the database is covered by a run certificate, or is left out for a reason that stands here. So nobody
 * adds a column that decides about pay and forgets the certificate.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certifiedFacts, certifiedRows } from '#store/reads/certified-columns.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const client = new pg.Client({ connectionString: database.url });
let tables: ReadonlyMap<string, readonly string[]>;

const key = 'it selects the rows of the run';
const ends = 'it ends a version after the run';
const time = 'the audit log, whose hash is in the certificate, has the time of the change';
const after = 'it changes after the commit';
const moving = 'it says how the run went on before the commit';

/** Tables that no run reads, or whose rows change after a commit. */
const tablesLeftOut: Readonly<Record<string, string>> = {
  api_key: 'no run reads it',
  api_request: 'it has answers of the API; what changed is certified',
  api_request_turn: 'no run reads it',
  ...Object.fromEntries(
    ['money_0', 'money_1', 'money_2', 'money_3', 'money_4', 'other_0', 'other_1'].map((slot) => [
      `api_request_${slot}`,
      'a part of api_request',
    ]),
  ),
  audit_event: 'its chain is hashed: the certificate has the hash of the row of the commit',
  audit_head: 'it moves on with each change',
  bank_calendar: 'the dates that follow from it are in the period',
  beat_entry: 'no run reads it',
  beat_tick: 'no run reads it',
  company_person: 'who may approve is in the audit log; who did approve is certified',
  database_identity: 'it is about the database',
  depositor_status: 'it decides about due dates of taxes, not about pay',
  earlier_definition: 'the dates that follow from it are in the period',
  imported_file: 'it shortens the import of the same file; what was imported is certified',
  input_file: 'it has the text of imported files; what was imported is certified',
  lock_lease: 'no run reads it',
  pay_schedule: 'it changes after the commit; what follows from it is in the period',
  restored_backup: 'it is about the database; who accepts it is in the audit log',
  run_court_order: 'it follows from certified inputs, and is calculated again to verify it',
  tax_table: 'the figures of the pay date have a hash of their own in the certificate',
  run_chunk: 'it has sums of payslips, which are compared with the payslips',
  saved_columns: 'no run reads it',
  schema_migration: 'it is about the program',
  shadow: 'a shadow pays nobody',
  shadow_comparison: 'a shadow pays nobody',
  shadow_person: 'a shadow pays nobody',
  task: 'no run reads it',
  task_event: 'no run reads it',
  task_run: 'no run reads it',
  worker: 'no run reads it',
  worker_command: 'no run reads it',
  worker_pause: 'no run reads it',
  worker_presence: 'no run reads it',
};

const versionOfInput = { company_id: key, until_revision: ends, recorded_at: time };
const ofRun = { company_id: key, run_id: key };

/** Columns of certified tables that no certificate covers. */
const columnsLeftOut: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  account_settings: versionOfInput,
  approval: ofRun,
  company: {
    ...{ name: after, time_zone: after, calendar: after, second_eyes: after, state_tax: after },
    ...{ input_revision: after, created_at: 'no run reads it' },
  },
  confirmed_change: { company_id: key, confirmed_at: time },
  due_instant: {
    ...{ company_id: key, period_id: key, stage: key, fulfilled_by: key },
    ...{ why: 'it is `rule` in words', steps: 'they explain the rule', state: moving },
    ...{ held_why: moving, decided_at: moving, released_at: time, released_by: moving },
    ...{ opens: 'it follows from the rule', held_late: moving },
  },
  employee: { company_id: key },
  employee_item: {
    ...{ company_id: key, until_revision: ends },
    order_facts:
      'the payslips that follow from it are certified, and calculated again to verify them',
  },
  employee_move: versionOfInput,
  employee_terms: versionOfInput,
  employee_version: versionOfInput,
  lifted_limit: { company_id: key, period_id: key, run_id: key, lifted_at: time },
  opening_balance: { company_id: key, until_revision: ends },
  owed_decision: versionOfInput,
  pay_code: versionOfInput,
  pay_period: {
    ...{ company_id: key, status: after, status_why: after, completed_at: after, created_at: time },
    ...{ automation_enabled: moving, automation_rule: 'the rule that was used is in due_instant' },
    ...{ catch_up_days: moving, replaced: moving },
    paid_before: 'a period that another system paid has no run',
    shadow_id: 'a shadow pays nobody: its period has no committed run',
  },
  pay_run: {
    ...{ company_id: 'the company is certified', period_id: 'the period is certified' },
    ...{ move_count: moving, opened_at: time },
    ...{ chunk_count: moving, blockers: 'a run with blockers is approved with a reason' },
    ...{ calculated_at: time, reviewed_at: time, approved_at: time, failed_at: moving },
    ...{ voided_at: moving, closed_why: moving, failed_in: moving, step_failures: moving },
    ...{ step_outages: moving, step_retry_at: moving, step_error: moving },
    ...{ approved_by: 'all approvals are certified', review_window: moving },
    ...{ review_deadline: moving, review_until: moving, review_moved: moving },
    ...{ review_silent: moving, review_late: moving },
    tables_revision: 'the hash of the tax table that follows from it is certified',
    rules_edition: 'the payslips that follow from it are certified',
  },
  pay_settings: versionOfInput,
  payslip: ofRun,
  period_item: { company_id: key, until_revision: ends },
  run_exception: { ...ofRun, ordinal: moving, epoch: moving },
  run_objection: { ...ofRun, objection_id: 'it is a number of the row only' },
  run_retro: { ...ofRun, ordinal: moving, epoch: moving },
  run_reversal: ofRun,
};

/** `table.column` of everything in the newest form. */
function certified(): ReadonlySet<string> {
  const found = new Set<string>();
  const tableOf: Readonly<Record<string, string>> = { r: 'pay_run', c: 'company', p: 'pay_period' };
  const add = (column: string, of: Readonly<Record<string, string>>) => {
    const [alias = '', name = ''] = (column.split(' as ')[0] ?? '').split('.');
    found.add(`${of[alias]}.${name}`);
  };
  for (const column of Object.values(certifiedFacts)) add(column, tableOf);
  for (const rows of Object.values(certifiedRows[3]).flat()) {
    for (const column of rows.columns) add(column, rows.of);
  }
  return found;
}

beforeAll(async () => {
  await client.connect();
  const { rows } = await client.query<{ table: string; columns: readonly string[] }>(
    `select table_name as "table", array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'paybeat' and table_type = 'BASE TABLE' group by table_name`,
  );
  tables = new Map(rows.map(({ table, columns }) => [table, columns]));
});
afterAll(() => client.end());

describe('a run certificate', () => {
  it('covers each column, or it is left out for a reason', () => {
    const covered = certified();
    const missing = [...tables].flatMap(([table, columns]) =>
      tablesLeftOut[table] === undefined
        ? columns
            .filter((name) => columnsLeftOut[table]?.[name] === undefined)
            .map((name) => `${table}.${name}`)
            .filter((column) => !covered.has(column))
        : [],
    );
    expect(missing).toEqual([]);
  });

  it('covers no column that is said to be left out, and none that does not exist', () => {
    const covered = certified();
    const exists = (column: string) => {
      const [table = '', name = ''] = column.split('.');
      return tables.get(table)?.includes(name) === true;
    };
    expect([...covered].filter((column) => !exists(column))).toEqual([]);
    const leftOut = Object.entries(columnsLeftOut).flatMap(([table, columns]) =>
      Object.keys(columns).map((name) => `${table}.${name}`),
    );
    expect(leftOut.filter((column) => covered.has(column) || !exists(column))).toEqual([]);
    const tablesCovered = new Set([...covered].map((column) => column.split('.')[0] ?? ''));
    expect(Object.keys(tablesLeftOut).filter((table) => tablesCovered.has(table))).toEqual([]);
    expect(Object.keys(tablesLeftOut).filter((table) => !tables.has(table))).toEqual([]);
  });
});
