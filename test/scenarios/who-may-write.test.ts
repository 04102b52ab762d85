/**
 * Who may insert (i), update (u) and delete (d) rows of which table, in which state.
 *
 * The list below is complete. A new table needs a line for each state that matters, a row in
 * test/support/one-row-of-each.ts, and a shape in test/support/write-attempts.ts, which defines the
 * attempts. A wrong line fails, and the failure shows the correct line.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canMove, type RunMove, runStates, stateAfter } from '#run/run-state.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { oneRowOfEach, runIn } from '../support/one-row-of-each.ts';
import { isAllowed, isRefusal, shapes, verbs } from '../support/write-attempts.ts';

const roles = ['paybeat_app', 'paybeat_worker', 'paybeat_bulk'] as const;

const list = `
table               while                        app  worker  bulk
company             told                         -u-  iu-     ---
company             not told                     ---  i--     ---
company_person      told                         iu-  ---     ---
company_person      not told                     ---  ---     ---
depositor_status    told                         iu-  ---     ---
depositor_status    not told                     ---  ---     ---
saved_columns       told                         iud  ---     ---
saved_columns       not told                     ---  ---     ---
pay_schedule        always                       iu-  iu-     ---
earlier_definition  always                       iud  iud     ---
bank_calendar       always                       iu-  iu-     ---
pay_period          it is open, told             iu-  iu-     ---
pay_period          it is open, not told         i--  i--     ---
pay_period          it is completed              ---  ---     ---
due_instant         it waits, told               iu-  iu-     ---
due_instant         it waits, not told           ---  ---     ---
due_instant         its run is open, told        iu-  iu-     ---
due_instant         its run is open, not told    ---  ---     ---
due_instant         its period is completed      ---  ---     ---
employee            always                       i--  i--     ---
imported_file       always                       iu-  iu-     ---
input_file          always                       i--  i--     ---
employee_version    a revision, told             iu-  iu-     ---
employee_version    a revision, not told         ---  ---     ---
employee_version    no revision                  ---  ---     ---
employee_item       a revision, told             iu-  iu-     ---
employee_item       a revision, not told         ---  ---     ---
employee_item       no revision                  ---  ---     ---
employee_terms      a revision, told             iu-  iu-     ---
employee_terms      a revision, not told         ---  ---     ---
employee_terms      no revision                  ---  ---     ---
employee_move       a revision, told             iu-  iu-     ---
employee_move       a revision, not told         ---  ---     ---
employee_move       no revision                  ---  ---     ---
period_item         a revision, told             iu-  iu-     ---
period_item         a revision, not told         ---  ---     ---
period_item         no revision                  ---  ---     ---
opening_balance     a revision, told             iu-  iu-     ---
opening_balance     a revision, not told         ---  ---     ---
opening_balance     no revision                  ---  ---     ---
owed_decision       a revision, told             iu-  iu-     ---
owed_decision       a revision, not told         ---  ---     ---
owed_decision       no revision                  ---  ---     ---
pay_code            a revision, told             iu-  iu-     ---
pay_code            a revision, not told         ---  ---     ---
pay_code            no revision                  ---  ---     ---
pay_settings        a revision, told             iu-  iu-     ---
pay_settings        a revision, not told         ---  ---     ---
pay_settings        no revision                  ---  ---     ---
account_settings    a revision, told             iu-  iu-     ---
account_settings    a revision, not told         ---  ---     ---
account_settings    no revision                  ---  ---     ---
confirmed_change    a revision, told             i--  ---     ---
confirmed_change    a revision, not told         ---  ---     ---
confirmed_change    no revision                  ---  ---     ---
lifted_limit        a revision, told             i--  ---     ---
lifted_limit        a revision, not told         ---  ---     ---
lifted_limit        no revision                  ---  ---     ---
pay_run             calculating, told            i--  ---     ---
pay_run             calculating, not told        ---  ---     ---
pay_run             review                       ---  ---     ---
pay_run             approved                     ---  ---     ---
pay_run             committed                    ---  ---     ---
pay_run             failed                       ---  ---     ---
pay_run             voided                       ---  ---     ---
run_chunk           calculating                  iud  -u-     ---
run_chunk           review                       iud  -u-     ---
run_chunk           approved                     iud  -u-     ---
run_chunk           committed                    ---  ---     ---
run_chunk           failed                       iud  -u-     ---
run_chunk           voided                       -u-  -u-     ---
run_court_order     calculating                  i-d  ---     ---
run_court_order     review                       --d  ---     ---
run_court_order     approved                     --d  ---     ---
run_court_order     committed                    ---  ---     ---
run_court_order     failed                       --d  ---     ---
run_court_order     voided                       ---  ---     ---
run_exception       calculating                  i-d  ---     ---
run_exception       review                       i-d  ---     ---
run_exception       approved                     i-d  ---     ---
run_exception       committed                    ---  ---     ---
run_exception       failed                       i-d  ---     ---
run_exception       voided                       ---  ---     ---
run_retro           calculating                  i-d  ---     ---
run_retro           review                       --d  ---     ---
run_retro           approved                     --d  ---     ---
run_retro           committed                    ---  ---     ---
run_retro           failed                       --d  ---     ---
run_retro           voided                       ---  ---     ---
run_reversal        its run reverses             i--  ---     ---
run_reversal        its run is a regular one     ---  ---     ---
payslip             calculating                  --d  ---     i--
payslip             review                       --d  ---     ---
payslip             approved                     --d  ---     ---
payslip             committed                    ---  ---     ---
payslip             failed                       --d  ---     ---
payslip             voided                       ---  ---     ---
approval            calculating                  ---  ---     ---
approval            review, told                 i--  ---     ---
approval            review, not told             ---  ---     ---
approval            approved                     ---  ---     ---
approval            committed                    ---  ---     ---
approval            failed                       ---  ---     ---
approval            voided                       ---  ---     ---
run_objection       review, told                 iu-  ---     ---
run_objection       review, not told             ---  ---     ---
run_objection       calculating                  ---  ---     ---
run_objection       approved                     ---  ---     ---
run_objection       committed                    ---  ---     ---
run_objection       failed                       ---  ---     ---
run_objection       voided                       ---  ---     ---
shadow              told                         iu-  ---     ---
shadow              not told                     ---  ---     ---
shadow_comparison   told                         i-d  ---     ---
shadow_comparison   not told                     ---  ---     ---
shadow_person       its comparison is kept       ---  ---     ---
audit_event         always                       ---  ---     ---
audit_head          always                       ---  i--     ---
worker              always                       ---  iud     ---
worker_command      always                       ---  iud     ---
worker_pause        always                       ---  iud     ---
worker_presence     always                       ---  iu-     ---
task                always                       ---  iud     ---
task_event          always                       ---  i-d     ---
task_run            always                       ---  i--     ---
beat_entry          always                       ---  iud     ---
beat_tick           it is expired                ---  iud     ---
beat_tick           it is sent                   ---  i-d     ---
lock_lease          always                       ---  iud     ---
api_key             it is valid                  ---  iu-     ---
api_key             it is revoked                ---  i--     ---
api_request         always                       -ud  ---     ---
api_request_money_0  always                     ---  ---     ---
api_request_money_1  always                     ---  ---     ---
api_request_money_2  always                     ---  ---     ---
api_request_money_3  always                     ---  ---     ---
api_request_money_4  always                     ---  ---     ---
api_request_other_0  always                     ---  ---     ---
api_request_other_1  always                     ---  ---     ---
api_request_turn    always                       ---  ---     ---
tax_table           always                       ---  iu-     ---
restored_backup     it is accepted               ---  ---     ---
database_identity   always                       ---  ---     ---
schema_migration    always                       ---  ---     ---
`;

const lines = list
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [table = '', state = '', ...marks] = line.split(/ {2,}/);
    return { table, state, marks: marks.join(' ') };
  });

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  await oneRowOfEach(database.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('set search_path = paybeat, public');
  // A company has one current row of settings. Without these indexes, the test can try a second one.
  await client.query('drop index pay_settings_current, account_settings_current');
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

describe('who may write what', () => {
  it('is listed for every table', async () => {
    const { rows } = await client.query(
      `select relname from pg_class where relnamespace = 'paybeat'::regnamespace
         and relkind in ('r', 'p') order by relname`,
    );
    const there = rows.map((row) => row.relname);
    expect([...new Set(lines.map(({ table }) => table))].sort()).toEqual(there);
    expect(Object.keys(shapes).sort()).toEqual(there);
  });

  it.each(lines)('$table, $state: $marks', async ({ table, state, marks }) => {
    const seen: string[] = [];
    for (const role of roles) {
      let mark = '';
      for (const verb of verbs) {
        mark += (await isAllowed(client, { table, state, verb, role })) ? verb[0] : '-';
      }
      seen.push(mark);
    }
    expect(seen.join(' ')).toBe(marks);
  });

  it('includes only these columns of a row', async () => {
    const { rows } = await client.query(
      `select distinct table_name || '.' || column_name as one from information_schema.column_privileges
       where table_schema = 'paybeat' and grantee in ('paybeat_app', 'paybeat_worker')
         and privilege_type = 'UPDATE'
         and not has_table_privilege(grantee, 'paybeat.' || table_name, 'update') order by 1`,
    );
    expect(rows.map(({ one }) => one)).toEqual([
      'account_settings.until_revision',
      'api_key.last_used_at',
      'api_key.revoked_at',
      'api_key.revoked_by',
      'api_request.answer',
      'company.input_revision',
      'company.second_eyes',
      'company_person.roles',
      'depositor_status.set_at',
      'depositor_status.set_by',
      'depositor_status.status',
      'depositor_status.why',
      'employee_item.until_revision',
      'employee_move.until_revision',
      'employee_terms.until_revision',
      'employee_version.until_revision',
      'opening_balance.until_revision',
      'owed_decision.until_revision',
      'pay_code.until_revision',
      'pay_settings.until_revision',
      'period_item.until_revision',
      'restored_backup.accepted_at',
      'restored_backup.accepted_by',
      'restored_backup.accepted_why',
      'run_objection.withdrawn_at',
      'run_objection.withdrawn_by',
      'run_objection.withdrawn_why',
      'saved_columns.map',
      'saved_columns.saved_at',
      'saved_columns.saved_by',
      'shadow.ended_at',
      'shadow.ended_by',
      'shadow.live_on',
      'shadow.year_to_date',
      'tax_table.removed_at',
      'tax_table.removed_by',
      'tax_table.removed_revision',
    ]);
  });

  it('includes no row of another company', async () => {
    const withCompany = await client.query(
      `select table_name as name from information_schema.columns
       where table_schema = 'paybeat' and column_name = 'company_id'`,
    );
    for (const { name } of withCompany.rows) {
      for (const statement of [
        `update ${name} set ${shapes[name]?.change} where company_id = 2`,
        `delete from ${name} where company_id = 2`,
      ]) {
        await client.query(`begin; set local role paybeat_app; set local paybeat.company_id = '1'`);
        const touched = await client.query(statement).then(
          ({ rowCount }) => rowCount,
          (error: unknown) => (isRefusal(error) ? 0 : String(error)),
        );
        await client.query('rollback');
        expect([statement, touched]).toEqual([statement, 0]);
      }
    }
  });
});

describe('a run', () => {
  const moves = ['review', 'approve', 'commit', 'fail', 'retry', 'recalculate', 'void'] as const;
  const canGo = (from: (typeof runStates)[number], to: string) =>
    moves.some(
      (move: RunMove) =>
        canMove(from, move).can && stateAfter(move, { failedIn: 'calculating' }) === to,
    );
  const pairs = runStates.flatMap((from) =>
    runStates.filter((to) => to !== from).map((to) => ({ from, to, may: canGo(from, to) })),
  );

  /** True if the database accepts the statement. It is rolled back in either case. */
  const goesThrough = (move: Promise<unknown>): Promise<boolean> =>
    move
      .then(
        () => true,
        (error: unknown) => {
          if (isRefusal(error)) return false;
          throw error;
        },
      )
      .finally(() => client.query('rollback'));

  it.each(pairs)('goes from $from to $to: $may', async ({ from, to, may }) => {
    const columns = {
      review: `reviewed_at = now(), paid_count = 1, held_count = 1, excluded_count = 0, gross_minor = 0,
        reimbursements_minor = 0, deductions_minor = 0, taxes_minor = 0, employer_minor = 0,
        net_minor = 0, totals_hash = '1'`,
      approved: "approved_at = now(), approved_by = 'person:test'",
      committed: 'committed_at = now(), committed_revision = 5',
      failed: "failed_at = now(), closed_why = 'why'",
      voided: "voided_at = now(), failed_at = null, closed_why = 'why'",
      calculating: 'epoch = epoch + 1, failed_at = null, closed_why = null',
    }[to];
    const runId = runIn(from);
    const told = `select paybeat_audit(1, 'person:test', 'run.x', 'run:${runId}', '{}')`;
    await client.query(`begin; set local role paybeat_app; set local paybeat.company_id = '1'`);
    const move = client.query(
      `update pay_run set state = '${to}', move_count = move_count + 1, ${columns} where run_id = ${runId};
       ${told}; ${told}; set constraints pay_run_told immediate`,
    );
    expect(await goesThrough(move)).toBe(may);
  });

  it.each([
    { failedIn: 'review', to: 'review', more: '', may: true },
    { failedIn: 'approved', to: 'approved', more: '', may: true },
    { failedIn: 'review', to: 'approved', more: '', may: false },
    { failedIn: 'approved', to: 'review', more: '', may: false },
    { failedIn: 'approved', to: 'approved', more: ', net_minor = 7', may: false },
    { failedIn: 'approved', to: 'approved', more: ", approved_by = 'x'", may: false },
    { failedIn: 'approved', to: 'approved', more: ', epoch = epoch + 1', may: false },
  ])(
    'that failed in $failedIn continues to $to$more: $may',
    async ({ failedIn, to, more, may }) => {
      const moves = (state: string, set: string) =>
        client.query(`update pay_run set state = '${state}', move_count = move_count + 1, ${set}
        where run_id = ${runIn(failedIn)}`);
      await client.query(`begin; set local role paybeat_app; set local paybeat.company_id = '1'`);
      // Whatever `failed_in` says, the database records the real state.
      await moves('failed', `failed_at = now(), closed_why = 'why', failed_in = '${to}'`);
      const move = moves(to, `failed_at = null, closed_why = null${more}`);
      expect(await goesThrough(move)).toBe(may);
    },
  );
});
