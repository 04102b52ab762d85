-- What    The first schema: companies, schedules, periods, due instants, employees and their inputs,
--         runs, chunks, payslips, approvals, the audit chain.
-- Why     Every step of a pay run is written once; the unique keys below are what makes that true,
--         whatever the code, the queue or the clock of a worker does.
-- Effect  Creates the schema `paybeat` and three roles. Nothing exists before it.
-- Back    DROP SCHEMA paybeat CASCADE. (The roles belong to the server: drop them when no other
--         database uses them.)

create extension if not exists btree_gist with schema public;

-- Roles. `paybeat_app` is what the doors use: it sees one company at a time. `paybeat_worker` looks
-- for what is due in every company. `paybeat_bulk` exists because COPY cannot run under row-level
-- security; it may only add payslips. Where the server refuses BYPASSRLS, row-level security stays
-- off for payslip, and `paybeat doctor` says so.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['paybeat_app', 'paybeat_worker', 'paybeat_bulk'] loop
    begin
      if not exists (select from pg_roles where rolname = role_name) then
        if role_name = 'paybeat_bulk' then
          begin
            execute format('create role %I nologin bypassrls', role_name);
          exception when insufficient_privilege then
            execute format('create role %I nologin', role_name);
          end;
        else
          execute format('create role %I nologin', role_name);
        end if;
      end if;
    exception when duplicate_object or unique_violation then
      null; -- another database of this server is being migrated at the same moment
    end;
    if not pg_has_role(current_user, role_name, 'set') then
      execute format('grant %I to %I with inherit false, set true', role_name, current_user);
    end if;
  end loop;
end $$;

grant usage on schema paybeat to paybeat_app, paybeat_worker, paybeat_bulk;

-- The one clock of every decision. Test, simulation and rehearsal databases install another body;
-- `doctor` and a production start refuse it.
create function paybeat_now() returns timestamptz language sql stable as 'select statement_timestamp()';

-- The company of this transaction, set by the store when it opens one.
create function paybeat_company() returns integer language sql stable as
  $$select nullif(current_setting('paybeat.company_id', true), '')::integer$$;

-- ---------------------------------------------------------------- companies

create table company (
  company_id     integer generated always as identity primary key,
  code           text not null unique check (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$'),
  name           text not null check (length(btrim(name)) between 1 and 200),
  currency       text not null check (currency ~ '^[A-Z]{3}$'),
  time_zone      text not null check (length(time_zone) between 1 and 64),
  calendar       text not null,
  state_tax      text not null check (state_tax in ('none_calculated')),
  -- Raised by every change of an input and by every commit. A run freezes the revision it read,
  -- so "as it was known then" is a number, not a clock.
  input_revision integer not null default 0 check (input_revision >= 0),
  created_at     timestamptz not null default paybeat_now()
);

-- ---------------------------------------------------------------- schedules and periods

create table pay_schedule (
  schedule_id        integer generated always as identity primary key,
  company_id         integer not null references company,
  code               text not null check (code ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$'),
  frequency          text not null check (frequency in ('weekly', 'biweekly', 'fourweekly',
                       'semimonthly', 'monthly', 'quarterly', 'semiannually', 'annually')),
  time_zone          text not null,
  definition         jsonb not null,
  automation_enabled boolean not null default true,
  -- Periods exist up to here; reconcile keeps it ahead of today.
  generated_to       date,
  created_at         timestamptz not null default paybeat_now(),
  unique (company_id, schedule_id),
  unique (company_id, code)
);

create table pay_period (
  period_id          integer generated always as identity primary key,
  company_id         integer not null references company,
  schedule_id        integer,
  frequency          text not null check (frequency in ('weekly', 'biweekly', 'fourweekly',
                       'semimonthly', 'monthly', 'quarterly', 'semiannually', 'annually')),
  start_on           date not null,
  end_on             date not null,
  nominal_pay_on     date not null,
  pay_on             date not null,
  pay_on_reason      text not null,
  status             text not null check (status in ('draft', 'active', 'completed', 'skipped')),
  automation_enabled boolean not null,
  automation_rule    jsonb,
  -- A due instant missed by more than this is held for a person.
  catch_up_days      integer not null default 7 check (catch_up_days >= 0),
  completed_at       timestamptz,
  created_at         timestamptz not null default paybeat_now(),
  unique (company_id, period_id),
  foreign key (company_id, schedule_id) references pay_schedule (company_id, schedule_id),
  check (end_on >= start_on),
  check ((status = 'completed') = (completed_at is not null)),
  -- The same people are never covered twice: periods of one schedule (or of those people who have
  -- none) do not overlap.
  constraint pay_period_no_overlap exclude using gist (
    company_id with =,
    (coalesce(schedule_id, 0)) with =,
    daterange(start_on, end_on, '[]') with &&
  ) where (status <> 'skipped')
);
create index pay_period_by_company on pay_period (company_id, start_on);

-- The one moment that a rule gives a period. Written once; the rule, the local time and the zone it
-- came from stay beside it.
create table due_instant (
  company_id   integer not null,
  period_id    integer not null,
  stage        text not null default 'open' check (stage in ('open')),
  due_at       timestamptz not null,
  local_time   text not null,
  time_zone    text not null,
  rule         jsonb not null,
  why          text not null,
  steps        text[] not null default '{}',
  state        text not null check (state in ('waiting', 'fulfilled', 'held')),
  held_why     text,
  fulfilled_by integer,
  decided_at   timestamptz,
  primary key (period_id, stage),
  foreign key (company_id, period_id) references pay_period (company_id, period_id),
  check ((state = 'fulfilled') = (fulfilled_by is not null)),
  check ((state = 'held') = (held_why is not null)),
  check ((state = 'waiting') = (decided_at is null))
);
-- The due scan reads this index and nothing else until something is due.
create index due_instant_waiting on due_instant (due_at) where state = 'waiting';

-- ---------------------------------------------------------------- people and inputs
-- Inputs are versioned by the company's input_revision: a row is valid from one revision until
-- another, and is never changed otherwise.

create table employee (
  employee_id integer generated always as identity primary key,
  company_id  integer not null references company,
  number      text not null check (length(number) between 1 and 64),
  unique (company_id, employee_id),
  unique (company_id, number)
);

create table employee_version (
  company_id          integer not null,
  employee_id         integer not null,
  from_revision       integer not null,
  until_revision      integer check (until_revision > from_revision),
  recorded_at         timestamptz not null default paybeat_now(),
  schedule_id         integer,
  name                text not null,
  hired_on            date not null,
  ended_on            date check (ended_on >= hired_on),
  pay_type            text not null check (pay_type in ('salary', 'hourly')),
  annual_salary_minor bigint check (annual_salary_minor >= 0),
  hourly_rate_micro   bigint check (hourly_rate_micro >= 0),
  work_state          text,
  -- What the employee declared to the tax office (United States: Form W-4).
  tax_form            jsonb not null,
  primary key (employee_id, from_revision),
  foreign key (company_id, employee_id) references employee (company_id, employee_id),
  foreign key (company_id, schedule_id) references pay_schedule (company_id, schedule_id)
);
create unique index employee_version_current on employee_version (employee_id) where until_revision is null;
create index employee_version_roster on employee_version (company_id, (coalesce(schedule_id, 0)), employee_id);

-- What applies every period: a pension percentage, a health premium, a union fee.
create table employee_item (
  company_id     integer not null,
  employee_id    integer not null,
  pay_code_id    integer not null,
  from_revision  integer not null,
  until_revision integer check (until_revision > from_revision),
  amount_minor   bigint,
  percent_micro  bigint,
  primary key (employee_id, pay_code_id, from_revision),
  foreign key (company_id, employee_id) references employee (company_id, employee_id),
  check (num_nonnulls(amount_minor, percent_micro) = 1)
);
create unique index employee_item_current on employee_item (employee_id, pay_code_id) where until_revision is null;

-- What belongs to one period: hours and one-off amounts.
create table period_item (
  company_id     integer not null,
  period_id      integer not null,
  employee_id    integer not null,
  pay_code_id    integer not null,
  from_revision  integer not null,
  until_revision integer check (until_revision > from_revision),
  quantity_micro bigint,
  amount_minor   bigint,
  primary key (period_id, employee_id, pay_code_id, from_revision),
  foreign key (company_id, period_id) references pay_period (company_id, period_id),
  foreign key (company_id, employee_id) references employee (company_id, employee_id),
  check (num_nonnulls(quantity_micro, amount_minor) = 1)
);
create unique index period_item_current on period_item (period_id, employee_id, pay_code_id)
  where until_revision is null;

-- Year-to-date brought along from another system.
create table opening_balance (
  company_id     integer not null,
  employee_id    integer not null,
  tax_year       integer not null check (tax_year between 2000 and 2200),
  pay_code_id    integer not null,
  from_revision  integer not null,
  until_revision integer check (until_revision > from_revision),
  amount_minor   bigint not null,
  primary key (employee_id, tax_year, pay_code_id, from_revision),
  foreign key (company_id, employee_id) references employee (company_id, employee_id)
);
create unique index opening_balance_current on opening_balance (employee_id, tax_year, pay_code_id)
  where until_revision is null;

-- ---------------------------------------------------------------- runs

create table pay_run (
  run_id             integer generated always as identity primary key,
  company_id         integer not null,
  period_id          integer not null,
  kind               text not null check (kind in ('regular')),
  state              text not null check (state in
                       ('calculating', 'review', 'approved', 'committed', 'failed', 'voided')),
  -- Raised by every recalculation; approvals and totals belong to one epoch.
  epoch              integer not null default 1 check (epoch >= 1),
  -- How often the state changed: the audit chain must hold exactly as many rows.
  move_count         integer not null default 1 check (move_count >= 1),
  opened_by          text not null,
  forced_reason      text,
  due_at             timestamptz,
  opened_at          timestamptz not null default paybeat_now(),
  snapshot_revision  integer not null,
  tax_year           integer not null,
  state_tax          text not null,
  warnings           jsonb not null default '[]',
  roster_count       integer not null check (roster_count >= 0),
  chunk_count        integer not null check (chunk_count >= 0),
  paid_count         integer,
  held_count         integer,
  excluded_count     integer,
  gross_minor        bigint,
  reimbursements_minor bigint,
  deductions_minor   bigint,
  taxes_minor        bigint,
  employer_minor     bigint,
  net_minor          bigint,
  totals_hash        text,
  blockers           jsonb not null default '[]',
  calculated_at      timestamptz,
  reviewed_at        timestamptz,
  approved_at        timestamptz,
  committed_at       timestamptz,
  -- The input_revision this commit was given: orders year-to-date.
  committed_revision integer,
  failed_at          timestamptz,
  voided_at          timestamptz,
  closed_why         text,
  unique (company_id, run_id),
  foreign key (company_id, period_id) references pay_period (company_id, period_id),
  -- I4, I20 and I13, as far as one row can say them.
  check (state not in ('review', 'approved', 'committed')
         or (totals_hash is not null and reviewed_at is not null
             and num_nulls(paid_count, held_count, excluded_count, gross_minor, reimbursements_minor,
                           deductions_minor, taxes_minor, employer_minor, net_minor) = 0)),
  check (state not in ('approved', 'committed')
         or (approved_at is not null and blockers = '[]'
             and paid_count + held_count + excluded_count = roster_count
             and net_minor = gross_minor + reimbursements_minor - deductions_minor - taxes_minor)),
  check ((state = 'committed') = (committed_at is not null)),
  check ((committed_at is null) = (committed_revision is null)),
  check ((state = 'voided') = (voided_at is not null)),
  check ((state = 'failed') = (failed_at is not null)),
  check (state not in ('failed', 'voided') or closed_why is not null)
);
-- I1: at most one live regular run a period.
create unique index pay_run_one_live_regular on pay_run (period_id)
  where kind = 'regular' and state <> 'voided';
create index pay_run_in_motion on pay_run (run_id) where state in ('calculating', 'review', 'approved');
create index pay_run_year_to_date on pay_run (company_id, tax_year, committed_revision)
  where state = 'committed';

alter table due_instant add foreign key (company_id, fulfilled_by) references pay_run (company_id, run_id);

-- A fixed slice of the run's employees, frozen when the run opens.
create table run_chunk (
  company_id   integer not null,
  run_id       integer not null,
  ordinal      integer not null check (ordinal >= 1),
  employee_ids integer[] not null check (cardinality(employee_ids) >= 1),
  state        text not null default 'open' check (state in ('open', 'done')),
  -- Raised by every claim; whoever writes carries the epoch it claimed with.
  epoch        integer not null default 0 check (epoch >= 0),
  lease_owner  text,
  lease_until  timestamptz,
  failures     integer not null default 0 check (failures >= 0),
  retry_at     timestamptz,
  last_error   text,
  done_at      timestamptz,
  primary key (run_id, ordinal),
  foreign key (company_id, run_id) references pay_run (company_id, run_id),
  check ((state = 'done') = (done_at is not null)),
  check ((lease_owner is null) = (lease_until is null)),
  check (state = 'open' or lease_owner is null)
);
create index run_chunk_open on run_chunk (run_id, ordinal) where state = 'open';

-- Everyone accounted for: who is on the roster of a run and gets no payslip, and why.
create table run_exception (
  company_id  integer not null,
  run_id      integer not null,
  employee_id integer not null,
  disposition text not null check (disposition in ('excluded', 'held')),
  code        text not null,
  detail      text not null,
  hint        text not null,
  ordinal     integer,
  epoch       integer,
  primary key (run_id, employee_id),
  foreign key (company_id, run_id) references pay_run (company_id, run_id),
  check ((disposition = 'held') = (ordinal is not null)),
  check ((ordinal is null) = (epoch is null))
);

-- Lines and year-to-date are two parallel arrays each (pay code id, amount). No foreign key to the
-- employee: references are checked as a set when a chunk is written.
create table payslip (
  company_id           integer not null,
  run_id               integer not null,
  employee_id          integer not null,
  ordinal              integer not null,
  epoch                integer not null,
  gross_minor          bigint not null,
  reimbursements_minor bigint not null,
  deductions_minor     bigint not null,
  taxes_minor          bigint not null,
  employer_minor       bigint not null,
  net_minor            bigint not null check (net_minor >= 0),
  line_codes           integer[] not null,
  line_amounts         bigint[] not null,
  ytd_codes            integer[] not null,
  ytd_amounts          bigint[] not null,
  warnings             text[] not null,
  primary key (run_id, employee_id),
  check (cardinality(line_codes) = cardinality(line_amounts)),
  check (cardinality(ytd_codes) = cardinality(ytd_amounts)),
  check (net_minor = gross_minor + reimbursements_minor - deductions_minor - taxes_minor)
);

create table approval (
  company_id  integer not null,
  run_id      integer not null,
  run_epoch   integer not null,
  approver    text not null,
  totals_hash text not null,
  approved_at timestamptz not null default paybeat_now(),
  primary key (run_id, run_epoch, approver),
  foreign key (company_id, run_id) references pay_run (company_id, run_id)
);

-- ---------------------------------------------------------------- evidence

create table audit_event (
  company_id integer not null references company,
  seq        bigint not null,
  at         timestamptz not null,
  actor      text not null,
  action     text not null,
  subject    text not null,
  facts      jsonb not null,
  hash       bytea not null,
  primary key (company_id, seq)
);
create index audit_event_by_subject on audit_event (company_id, subject);

create table audit_head (
  company_id integer primary key references company,
  seq        bigint not null,
  hash       bytea not null
);

create function paybeat_audit_hash(previous bytea, company integer, seq bigint, at timestamptz,
                                   actor text, action text, subject text, facts jsonb)
returns bytea language sql immutable as $$
  select sha256(previous || convert_to(jsonb_build_array(company, seq,
           (extract(epoch from at) * 1000000)::bigint, actor, action, subject, facts)::text, 'UTF8'))
$$;

-- Adds one row to the company's chain. The head row is the last lock a transaction takes.
create function paybeat_audit(p_company integer, p_actor text, p_action text, p_subject text, p_facts jsonb)
returns bigint language plpgsql as $$
declare
  head   audit_head%rowtype;
  moment timestamptz := paybeat_now();
  link_seq bigint;
  link   bytea;
begin
  select * into strict head from audit_head where company_id = p_company for update;
  link_seq := head.seq + 1;
  link := paybeat_audit_hash(head.hash, p_company, link_seq, moment, p_actor, p_action, p_subject, p_facts);
  insert into audit_event (company_id, seq, at, actor, action, subject, facts, hash)
    values (p_company, link_seq, moment, p_actor, p_action, p_subject, p_facts, link);
  update audit_head set seq = link_seq, hash = link where company_id = p_company;
  return link_seq;
end $$;

create function paybeat_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_event_append_only before update or delete or truncate on audit_event
  for each statement execute function paybeat_refuse_change();

-- I14: payslips and exceptions of a committed run never change.
-- Runs as its owner: whoever writes must not need to see the run.
create function paybeat_refuse_committed() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
begin
  if exists (select from touched t join pay_run r using (run_id) where r.state = 'committed') then
    raise exception 'a committed run never changes (table %)', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

do $$
declare
  name text;
begin
  foreach name in array array['payslip', 'run_exception'] loop
    execute format('create trigger %I after insert on %I referencing new table as touched
      for each statement execute function paybeat_refuse_committed()', name || '_insert_open', name);
    execute format('create trigger %I after update on %I referencing old table as touched
      for each statement execute function paybeat_refuse_committed()', name || '_update_open', name);
    execute format('create trigger %I after update on %I referencing new table as touched
      for each statement execute function paybeat_refuse_committed()', name || '_move_open', name);
    execute format('create trigger %I after delete on %I referencing old table as touched
      for each statement execute function paybeat_refuse_committed()', name || '_delete_open', name);
  end loop;
end $$;

-- A committed or voided run keeps its state; nothing about a committed run changes.
create function paybeat_refuse_reopen() returns trigger language plpgsql as $$
begin
  raise exception 'run % is %, which is final', old.run_id, old.state using errcode = 'restrict_violation';
end $$;
create trigger pay_run_final before update or delete on pay_run
  for each row when (old.state in ('committed', 'voided')) execute function paybeat_refuse_reopen();

-- Who is alive. A hint for people; work is taken over by leases, never by this table.
create table worker (
  worker_id  text primary key,
  host       text not null,
  pid        integer not null,
  started_at timestamptz not null default paybeat_now(),
  seen_at    timestamptz not null default paybeat_now(),
  stopped_at timestamptz
);

-- ---------------------------------------------------------------- who may do what

grant select on all tables in schema paybeat to paybeat_app, paybeat_worker;
grant insert, update on company, pay_schedule, pay_period, due_instant, employee, pay_run, run_chunk,
  run_exception, audit_head, worker to paybeat_app, paybeat_worker;
-- A version is only ever closed, an approval never changed.
grant insert on employee_version, employee_item, period_item, opening_balance, approval
  to paybeat_app, paybeat_worker;
grant update (until_revision) on employee_version, employee_item, period_item, opening_balance
  to paybeat_app, paybeat_worker;
grant insert on audit_event to paybeat_app, paybeat_worker;
grant delete on payslip, run_exception, run_chunk to paybeat_app, paybeat_worker;
grant delete on worker to paybeat_worker;
grant insert on payslip to paybeat_bulk;

do $$
declare
  name text;
  bulk_bypasses boolean := (select rolbypassrls from pg_roles where rolname = 'paybeat_bulk');
begin
  foreach name in array array['company', 'pay_schedule', 'pay_period', 'due_instant', 'employee',
      'employee_version', 'employee_item', 'period_item', 'opening_balance', 'pay_run', 'run_chunk',
      'run_exception', 'payslip', 'approval', 'audit_event', 'audit_head'] loop
    continue when name = 'payslip' and not bulk_bypasses;
    execute format('alter table %I enable row level security', name);
    execute format('create policy one_company on %I to paybeat_app
      using (company_id = paybeat_company()) with check (company_id = paybeat_company())', name);
    execute format('create policy every_company on %I to paybeat_worker using (true) with check (true)', name);
  end loop;
end $$;
