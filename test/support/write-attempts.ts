/**
 * Attempts one insert, one change and one delete on a row of a table as a role of Paybeat. It
 * reports what PostgreSQL allows, including at the end of the transaction, and rolls back.
 *
 * For each table, this file defines the row in each state, how a further row differs from it, and
 * the change.
 */
import type pg from 'pg';
import {
  bareCompletedPeriod,
  barePeriod,
  reversalRun,
  runIn,
  shadowedPeriod,
  waitingPeriod,
} from './one-row-of-each.ts';

type Verb = 'insert' | 'update' | 'delete';
export const verbs: readonly Verb[] = ['insert', 'update', 'delete'];

interface Shape {
  /** SQL that selects the row, in the state that a line of the list names. */
  readonly row: (state: string) => string;
  /** SQL that gives JSON: the values in which a further row differs. `x` is the row. */
  readonly further: (state: string) => string;
  /** The SQL after SET. */
  readonly change: string;
  /** Executed before, unless the state says "no revision". */
  readonly before?: string;
  /** The audit row of the change, unless the state says "not told". */
  readonly told?: (state: string) => string;
}

const tell = (action: string, subject: string, more = "'person:test', ") =>
  `select paybeat.paybeat_audit(1, ${more}'${action}', '${subject}', '{}')`;
const anything = () => tell('x', 'x');
const ours = () => 'company_id = 1';
const all = () => 'true';
const raise = 'update company set input_revision = input_revision + 1 where company_id = 1';
const revision = '(select input_revision from company where company_id = 1)';
/** One above the company's revision in one-row-of-each.ts. */
const raised = 5;
const plain = (state: string) => state.replace(/, .*/, '');

/** `of`: the owner of the further row, as SQL that gives JSON. */
function version(of = "'employee_id', 3"): Shape {
  return {
    row: () => 'company_id = 1 and until_revision is null',
    further: () => `jsonb_build_object('from_revision', ${raised}, ${of})`,
    change: `until_revision = ${revision}`,
    before: raise,
    told: anything,
  };
}

/** Begins at the raised revision; an audit row about its employee tells it. */
function confirmation(action: string, further: string): Shape {
  return {
    row: ours,
    further: () => `jsonb_build_object('from_revision', ${raised}, ${further})`,
    change: "why = 'x'",
    before: raise,
    told: () =>
      `select paybeat.paybeat_audit(1, 'x', '${action}', 'employee:1', '{"revision": ${raised}}')`,
  };
}

function ofRun(further: string, change: string): Shape {
  return {
    row: (state) => `run_id = ${runIn(plain(state))}`,
    further: () => `jsonb_build_object(${further})`,
    change,
  };
}

const periodIn: Readonly<Record<string, number>> = {
  'it waits': waitingPeriod,
  'its run is open': runIn('calculating'),
  'its period is completed': runIn('committed'),
};

const requestShape: Shape = {
  row: () => "company_id = 1 and slot = 'money_0'",
  further: () => "jsonb_build_object('request_key', 'further')",
  change: "answer = 'x'",
};

export const shapes: Readonly<Record<string, Shape>> = {
  company: {
    row: ours,
    further: () => "jsonb_build_object('company_id', 9, 'code', 'new')",
    change: 'input_revision = input_revision + 1',
    told: anything,
  },
  company_person: {
    row: ours,
    further: () => "jsonb_build_object('person', 'person:new')",
    change: "roles = '{}'",
    told: anything,
  },
  depositor_status: {
    row: ours,
    further: () => "jsonb_build_object('tax_year', 2027)",
    change: "status = 'semiweekly'",
    told: anything,
  },
  saved_columns: {
    row: ours,
    further: () => "jsonb_build_object('kind', 'terms')",
    change: "map = '{}'",
    told: anything,
  },
  pay_schedule: {
    row: () => 'schedule_id = 1',
    further: () => "jsonb_build_object('schedule_id', 9, 'code', 'new')",
    change: "definition = '{}'",
  },
  earlier_definition: {
    row: ours,
    further: () => "jsonb_build_object('until_on', '2025-06-30')",
    change: "definition = '{}'",
  },
  bank_calendar: {
    row: ours,
    further: () => "jsonb_build_object('calendar_id', 'new')",
    change: "definition = '{}'",
  },
  pay_period: {
    row: (state) =>
      `period_id = ${state === 'it is completed' ? runIn('committed') : waitingPeriod}`,
    further: () =>
      "jsonb_build_object('period_id', 99, 'start_on', '2030-01-07', 'end_on', '2030-01-13', 'automation_enabled', false)",
    change: "pay_on = pay_on + 1, pay_on_reason = 'x'",
    told: anything,
  },
  due_instant: {
    row: (state) => `period_id = ${periodIn[plain(state)]}`,
    further: (state) =>
      `jsonb_build_object('period_id', ${state === 'its period is completed' ? bareCompletedPeriod : barePeriod})`,
    change: "due_at = due_at + interval '1 year', why = 'x'",
    told: anything,
  },
  employee: {
    row: () => 'employee_id = 1',
    further: () => "jsonb_build_object('employee_id', 9, 'number', 'new')",
    change: "number = 'x'",
  },
  imported_file: {
    row: ours,
    further: () => "jsonb_build_object('what', 'new')",
    change: 'rows = rows + 1',
  },
  input_file: {
    row: ours,
    further: () => "jsonb_build_object('revision', 9)",
    change: 'rows = rows + 1',
  },
  employee_version: version(),
  employee_item: version(),
  employee_terms: version(),
  employee_move: version(),
  period_item: version(),
  opening_balance: version(),
  owed_decision: version(),
  pay_code: version("'pay_code_id', 1002, 'code', 'Y'"),
  account_settings: version(),
  pay_settings: version("'hours_per_year', 2000"),
  confirmed_change: confirmation('change.confirm', "'subject', 'new'"),
  lifted_limit: confirmation('limit.lift', "'code', 'new'"),
  pay_run: {
    row: (state) => `run_id = ${runIn(plain(state))}`,
    further: () => `jsonb_build_object('run_id', 99, 'period_id', ${waitingPeriod})`,
    change: 'roster_count = roster_count + 1',
    told: () => tell('run.open', 'run:99'),
  },
  run_chunk: ofRun("'ordinal', 9", 'failures = failures + 1'),
  run_exception: ofRun("'employee_id', x.employee_id + 90", "detail = 'x'"),
  run_reversal: {
    row: ours,
    further: (state) =>
      `jsonb_build_object('employee_id', x.employee_id + 2, 'run_id', ${
        state === 'its run reverses' ? reversalRun : runIn('calculating')
      })`,
    change: 'employee_id = employee_id',
  },
  run_retro: ofRun("'employee_id', x.employee_id + 2", 'amount_minor = 7'),
  run_court_order: ofRun("'employee_id', x.employee_id + 2", 'amount_minor = 7'),
  payslip: {
    ...ofRun("'employee_id', x.employee_id + 90", "warnings = '{x}'"),
    row: (state) => `run_id = ${runIn(plain(state))} and employee_id = 1`,
  },
  approval: {
    ...ofRun("'approver', 'person:test'", "reason = 'x'"),
    told: (state) =>
      `select paybeat.paybeat_audit(1, 'person:test', 'run.approve', 'run:${runIn(plain(state))}',
        '{"epoch": 1, "totals": "1"}')`,
  },
  run_objection: {
    ...ofRun(
      "'person', 'person:test', 'objection_id', 999",
      "withdrawn_at = now(), withdrawn_by = 'x'",
    ),
    told: anything,
  },
  shadow: {
    row: ours,
    further: () => "jsonb_build_object('shadow_id', 9, 'schedule_id', 1)",
    change: "live_on = from_on, year_to_date = 'none', ended_by = 'x', ended_at = now()",
    told: anything,
  },
  shadow_comparison: {
    row: ours,
    further: () => `jsonb_build_object('period_id', ${shadowedPeriod})`,
    change: "own_digest = 'y'",
    told: anything,
  },
  shadow_person: {
    row: ours,
    further: () => "jsonb_build_object('ordinal', 2, 'employee_id', 3)",
    change: 'net_difference_minor = 7',
  },
  audit_event: { row: ours, further: () => "jsonb_build_object('seq', 2)", change: "actor = 'x'" },
  audit_head: {
    row: ours,
    further: () => "jsonb_build_object('company_id', 3, 'seq', 0, 'hash', '')",
    change: 'seq = seq + 1',
  },
  worker: {
    row: all,
    further: () => "jsonb_build_object('worker_id', 'new')",
    change: 'seen_at = now()',
  },
  worker_command: {
    row: all,
    further: () => "jsonb_build_object('command_id', 99)",
    change: "answer = 'x', done_at = now()",
  },
  worker_presence: {
    row: all,
    further: () => "jsonb_build_object('of_whom', 'new')",
    change: 'seen_at = now()',
  },
  worker_pause: {
    row: all,
    further: () => "jsonb_build_object('worker_name', 'new')",
    change: 'is_paused = false',
  },
  task: { row: all, further: () => "jsonb_build_object('task_id', 't.2')", change: 'attempts = 1' },
  task_event: {
    row: all,
    further: () => "jsonb_build_object('event_id', 99)",
    change: "kind = 'x'",
  },
  task_run: {
    row: all,
    further: () => `jsonb_build_object('run_id', ${runIn('review')})`,
    change: "task_id = 't.1'",
  },
  beat_entry: {
    row: all,
    further: () => "jsonb_build_object('name', 'new')",
    change: 'enabled = false',
  },
  beat_tick: {
    row: (state) => `state = '${state.replace('it is ', '')}'`,
    further: () =>
      "jsonb_build_object('due_at', '2026-01-03', 'task_id', null, 'state', 'expired')",
    change: "why = 'x'",
  },
  lock_lease: {
    row: all,
    further: () => "jsonb_build_object('name', 'new')",
    change: "host = 'x'",
  },
  api_request: requestShape,
  api_request_turn: {
    row: all,
    further: () => "jsonb_build_object('slot', 'x')",
    change: 'turn = 9',
  },
  ...Object.fromEntries(
    ['money_0', 'money_1', 'money_2', 'money_3', 'money_4', 'other_0', 'other_1'].map((slot) => [
      `api_request_${slot}`,
      { ...requestShape, row: () => `company_id = 1 and slot = '${slot}'` },
    ]),
  ),
  api_key: {
    row: (state) => `(revoked_at is null) = ${state === 'it is valid'}`,
    further: () => "jsonb_build_object('key_id', repeat('9', 12), 'name', 'further')",
    change: 'last_used_at = now()',
  },
  tax_table: {
    row: all,
    further: () => "jsonb_build_object('revision', 99, 'version', 99)",
    change: "removed_revision = 100, removed_by = 'y', removed_at = now()",
  },
  restored_backup: {
    row: all,
    further: () => "jsonb_build_object('restored_id', 99)",
    change: "accepted_why = 'y'",
  },
  database_identity: {
    row: all,
    further: () => "jsonb_build_object('is_only', true)",
    change: 'created_at = now()',
  },
  schema_migration: {
    row: () => 'version = 1',
    further: () => "jsonb_build_object('version', 99)",
    change: "name = 'x'",
  },
};

interface Attempt {
  readonly table: string;
  readonly state: string;
  readonly verb: Verb;
  readonly role: string;
}

/** A further row as JSON, read as the owner of the tables. */
async function furtherRow(client: pg.Client, shape: Shape, ask: Attempt): Promise<string> {
  const { rows } = await client.query(
    `select (to_jsonb(x) || ${shape.further(ask.state)})::text as row from ${ask.table} x
     where ${shape.row(ask.state)}`,
  );
  if (rows.length !== 1)
    throw new Error(
      `${ask.table} has ${rows.length} rows in the state "${ask.state}": give it one in one-row-of-each.ts`,
    );
  return rows[0].row;
}

async function columnsOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query(
    `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
     where attrelid = ('paybeat.' || $1)::regclass and attnum > 0 and not attisdropped
       and attgenerated = ''`,
    [table],
  );
  return rows[0].columns;
}

/** True if it was allowed. False if a right, row-level security or a guard refused it. */
export async function isAllowed(client: pg.Client, ask: Attempt): Promise<boolean> {
  const { table, state, verb, role } = ask;
  const shape = shapes[table];
  if (!shape) throw new Error(`write-attempts.ts does not say which row of ${table} is tried`);
  const row = await furtherRow(client, shape, ask);
  const columns = await columnsOf(client, table);
  await client.query('begin');
  try {
    await client.query(`set local role ${role}; set local paybeat.company_id = '1'`);
    if (shape.before && !state.includes('no revision')) await client.query(shape.before);
    const done =
      verb === 'insert'
        ? await client.query(
            `insert into ${table} (${columns}) overriding system value
             select ${columns} from jsonb_populate_record(null::${table}, $1::jsonb)`,
            [row],
          )
        : await client.query(
            verb === 'update'
              ? `update ${table} set ${shape.change} where ${shape.row(state)}`
              : `delete from ${table} where ${shape.row(state)}`,
          );
    if (shape.told && !state.includes('not told')) await client.query(shape.told(state));
    await client.query('set constraints all immediate');
    return done.rowCount === 1;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw new Error(`${verb} of ${table} (${state}) as ${role}: ${String(error)}`, {
      cause: error,
    });
  } finally {
    await client.query('rollback');
  }
}

/** A refusal by rights, by row-level security, or by a guard. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['42501', '23001'].includes(`${error.code}`);
}
