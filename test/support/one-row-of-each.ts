/**
 * Two companies with a row in every table, for tests of who may write what. There is one run in
 * each possible state, with its period and everything below it. The guards are off while the rows
 * are written.
 *
 * Company 1 has the runs and periods 11 to 16, and company 2 those from 21. The last digit is the
 * state.
 */
import pg from 'pg';
import { runStates } from '#run/run-state.ts';

/** The run of company 1 in this state, and its period. */
export function runIn(state: string): number {
  const at = runStates.findIndex((one) => one === state);
  if (at < 0) throw new Error(`a run has no state ${state}`);
  return 11 + at;
}

/**
 * Active periods of company 1: one with a due instant in the future, and one without a due instant.
 */
export const waitingPeriod = 17;
export const barePeriod = 18;
/** A run of company 1 that reverses its committed run. Its period is `barePeriod`. */
export const reversalRun = 18;
/** A period of company 1 in shadow that was not compared. */
export const shadowedPeriod = 100;
/** A completed period without a due instant. */
export const bareCompletedPeriod = 19;

const states = runStates.map((state, at) => `(${at + 1}, '${state}')`).join(', ');

const rows = `
create temporary table c as select id from generate_series(1, 2) id;
create temporary table r as
  select c.id as company, c.id * 10 + s.at as run, s.state from c, (values ${states}) s(at, state);

insert into company (company_id, code, name, currency, time_zone, calendar, state_tax, input_revision)
  overriding system value
  select id, 'company' || id, 'Company', 'USD', 'UTC', 'fed', 'none_calculated', 4 from c;
-- It has nothing, not even an audit chain.
insert into company (company_id, code, name, currency, time_zone, calendar, state_tax)
  overriding system value values (3, 'bare', 'Bare', 'USD', 'UTC', 'fed', 'none_calculated');
insert into pay_schedule (schedule_id, company_id, code, frequency, time_zone, definition)
  overriding system value select id, id, 'weekly', 'weekly', 'UTC', '{}' from c;
insert into pay_schedule (schedule_id, company_id, code, frequency, time_zone, definition)
  overriding system value select id + 2, id, 'other', 'weekly', 'UTC', '{}' from c;
insert into pay_period (period_id, company_id, schedule_id, frequency, start_on, end_on, nominal_pay_on,
    pay_on, pay_on_reason, status, automation_enabled, completed_at)
  overriding system value
  select id * 10 + n, id, id, 'weekly', date '2026-01-05' + 7 * n, date '2026-01-11' + 7 * n,
    date '2026-01-14' + 7 * n, date '2026-01-14' + 7 * n, '', case when n in (4, 9) then 'completed' else 'active' end,
    true, case when n in (4, 9) then now() end
  from c, generate_series(1, 9) n;
insert into pay_run (run_id, company_id, period_id, kind, state, move_count, opened_by, snapshot_revision,
    tax_year, state_tax, roster_count, chunk_count, pay_on, paid_count, held_count, excluded_count,
    gross_minor, reimbursements_minor, deductions_minor, taxes_minor, employer_minor, net_minor,
    totals_hash, reviewed_at, approved_at, approved_by, committed_at, committed_revision, failed_at,
    voided_at, closed_why, failed_in)
  overriding system value
  select run, company, run, 'regular', state, 1, 'person:test', 4, 2026, 'none_calculated', 2, 1, '2026-01-14',
    ok.n, ok.n, ok.z, ok.z, ok.z, ok.z, ok.z, ok.z, ok.z, ok.n::text, ok.at,
    case when state in ('approved', 'committed') then ok.at end,
    case when state in ('approved', 'committed') then 'person:test' end,
    case when state = 'committed' then ok.at end, case when state = 'committed' then 4 end,
    case when state = 'failed' then now() end, case when state = 'voided' then now() end,
    case when state in ('failed', 'voided') then 'why' end, case when state = 'failed' then 'calculating' end
  from r left join (values (1, 0, now())) ok(n, z, at) on state in ('review', 'approved', 'committed');
insert into due_instant (company_id, period_id, due_at, local_time, time_zone, rule, why, state, fulfilled_by,
    decided_at)
  select company, run, now(), '', 'UTC', '{}', '', 'fulfilled', run, now() from r;
insert into due_instant (company_id, period_id, due_at, local_time, time_zone, rule, why, state)
  select id, id * 10 + 7, now(), '', 'UTC', '{}', '', 'waiting' from c;
insert into run_chunk (company_id, run_id, ordinal, employee_ids, lease_owner, lease_until)
  select company, run, 1, array[company, company + 2], 'worker:test', now() from r;
insert into run_exception select company, run, company + 2, 'held', 'x', 'x', 'x', 1, 1 from r;
insert into payslip
  select company, run, company, 1, 1, 0, 0, 0, 0, 0, 0, '{}', '{}', '{}', '{}', '{}' from r;
insert into run_retro select company, run, company, company * 10 + 4, 1, 1, 1 from r where state <> 'committed';
insert into run_retro select company, run, company, company * 10 + 3, 1, 1, 1 from r where state = 'committed';
insert into run_court_order select company, run, company, 110, 'C-1', null, 1, 1, 1 from r;
insert into approval select company, run, 1, 'person:other', '1', now(), 'why' from r;
insert into run_objection (company_id, run_id, run_epoch, person, why) select company, run, 1, 'person:other', 'why' from r;

-- A reversal of the committed run, which has a second payslip.
insert into payslip select id, id * 10 + 4, id + 2, 1, 1, 0, 0, 0, 0, 0, 0, '{}', '{}', '{}', '{}', '{}' from c;
insert into pay_run (run_id, company_id, period_id, kind, reverses_run_id, state, opened_by,
    snapshot_revision, tax_year, state_tax, roster_count, chunk_count, pay_on)
  overriding system value
  select id * 10 + 8, id, id * 10 + 8, 'reversal', id * 10 + 4, 'calculating', 'person:test', 4, 2026,
    'none_calculated', 1, 0, '2026-01-14' from c;
insert into run_reversal select id, id * 10 + 8, id, id * 10 + 4 from c;

insert into employee (employee_id, company_id, number)
  overriding system value select id + 2 * n, id, 'n' || n from c, generate_series(0, 1) n;
insert into employee_version select id, id, 1, null, now(), id, 'Name', '2020-01-01', null, 'salary', 1, null,
  null, '{}' from c;
insert into employee_item (company_id, employee_id, pay_code_id, from_revision, amount_minor)
  select id, id, 5, 1, 1 from c;
insert into period_item (company_id, period_id, employee_id, pay_code_id, from_revision, amount_minor)
  select id, id * 10 + 1, id, 5, 1, 1 from c;
insert into opening_balance select id, id, 2026, 5, 1, null, 1 from c;
insert into employee_terms (company_id, employee_id, job, from_on, pay_type, annual_salary_minor, from_revision)
  select id, id, '', '2026-01-01', 'salary', 1, 1 from c;
insert into imported_file (company_id, what, digest, revision, rows, notes)
  select company_id, 'roster', sha256('x'), 1, 0, '[]' from company;
insert into input_file (company_id, revision, what, how, rows)
  select company_id, 1, 'roster', 'new', 0 from company;
insert into employee_move (company_id, employee_id, effective_on, to_schedule_id, from_revision, reason)
  select id, id, '2026-01-01', id, 1, 'why' from c;
insert into owed_decision (company_id, employee_id, kind, past_run_id, amount_minor, why, from_revision)
  select id, id, 'drop', 1, 1, 'why', 1 from c;
insert into pay_code (company_id, pay_code_id, code, valid_from, definition, from_revision)
  select id, 1001, 'X', '0001-01-01', '{}', 1 from c;
insert into company_person (company_id, person, roles) select id, 'person:ada', '{approver}' from c;
insert into depositor_status (company_id, tax_year, status, why, set_by) select id, 2026, 'monthly', 'new', 'person:ada' from c;
insert into saved_columns (company_id, kind, map, saved_by) select id, 'hours', '{}', 'person:ada' from c;
insert into pay_settings (company_id, from_revision) select id, 1 from c;
insert into account_settings (company_id, accounts, from_revision) select id, '{}', 1 from c;
insert into confirmed_change (company_id, employee_id, what, subject, revision, confirmed_by, why, from_revision)
  select id, id, 'pay', 'roster', 1, 'x', 'why', 2 from c;
insert into lifted_limit (company_id, period_id, run_id, employee_id, code, seen, lifted_by, why, from_revision)
  select id, id * 10 + 4, id * 10 + 4, id, 'x', sha256(''), 'x', 'why', 2 from c;
insert into bank_calendar (company_id, calendar_id, definition, source, imported_by)
  select id, 'own', '{}', 'x', 'x' from c;
insert into earlier_definition (company_id, schedule_id, until_on, definition, reason, replaced_by)
  select id, id, '2025-12-31', '{}', 'x', 'x' from c;
-- Another schedule is in shadow, with a compared period and one that was not compared.
insert into shadow (shadow_id, company_id, schedule_id, from_on, why, started_by)
  overriding system value select id, id, id + 2, '2027-01-04', 'why', 'person:ada' from c;
insert into pay_period (period_id, company_id, schedule_id, frequency, start_on, end_on, nominal_pay_on,
    pay_on, pay_on_reason, status, automation_enabled, shadow_id)
  overriding system value
  select id * 10 + n, id, id + 2, 'weekly', date '2027-01-04' + n, date '2027-01-04' + n,
    date '2027-01-14' + n, date '2027-01-14' + n, '', 'active', false, id
  from c, (values (0), (90)) n(n);
insert into shadow_comparison (company_id, period_id, shadow_id, revision, file_digest, own_digest, earlier_digest,
    notes, compared_by)
  select id, id * 10, id, 1, 'x', 'x', 'x', '[]', 'person:ada' from c;
insert into shadow_person (company_id, period_id, ordinal, employee_id, outcome, net_difference_minor, line_codes,
    line_amounts, causes)
  select id, id * 10, 1, id, 'held', 0, '{}', '{}', '{}' from c;
insert into audit_head select id, 1, '\\x01' from c;
insert into audit_event select id, 1, now(), 'x', 'run.open', 'run:0', '{}', '\\x01' from c;

insert into tax_table (country, year, version, file, sha256, loaded_by)
  values ('us', 2027, 1, '{}', repeat('0', 64), 'x');
insert into restored_backup (restored_by, taken_at, sha256, accepted_at, accepted_by, accepted_why)
  values ('x', now(), repeat('0', 64), now(), 'x', 'x');
insert into api_key (key_id, secret_sha256, name, roles, company_ids, created_by, expires_at, revoked_at, revoked_by)
  select repeat(n::text, 12), decode(repeat('00', 32), 'hex'), 'key' || n, '{viewer}', '{1}', 'x',
    now() + interval '1 day', case when n = 2 then now() end, case when n = 2 then 'x' end
  from generate_series(1, 2) n;
insert into api_request (slot, company_id, caller, request_key, request_sha256)
  select slot, id, 'key:x', 'k', decode(repeat('00', 32), 'hex') from c,
    unnest('{money_0,money_1,money_2,money_3,money_4,other_0,other_1}'::text[]) slot;
insert into api_request_turn values ('money_0', 1);
insert into worker (worker_id, host, pid) values ('worker:test', 'host', 1);
insert into worker_command (worker_id, command, sent_by) values ('worker:test', 'ping', 'x');
insert into worker_presence values ('workers', now(), now());
insert into worker_pause (worker_name, is_paused, ordered_by) values ('*', true, 'x');
insert into task (task_id, task, queue, sent_by) values ('t.1', 't', 'q', 'x');
insert into task_run values ('t.1', 11);
insert into task_event (at, kind, task_id, task, queue) values (now(), 'x', 't.1', 't', 'q');
insert into beat_entry (name, task, cron, time_zone, catch_up, enabled, source, next_due_at)
  values ('e', 't', '* * * * *', 'UTC', 'all', true, 'default', now());
insert into beat_tick (entry, due_at, local_time, state, task_id, why, decided_by)
  values ('e', '2026-01-01', 'x', 'sent', 't.1', 'x', 'x'), ('e', '2026-01-02', 'x', 'expired', null, 'x', 'x');
insert into lock_lease (name, token, owner, host, pid, expires_at)
  values ('l', gen_random_uuid(), 'x', 'x', 1, now() + interval '1 hour');
drop table r, c`;

export async function oneRowOfEach(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `set search_path = paybeat, public; set session_replication_role = replica; ${rows}`,
    );
  } finally {
    await client.end();
  }
}
