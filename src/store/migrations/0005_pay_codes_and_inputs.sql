-- What    A company's own pay codes and settings of calculation; dated terms of pay, recurring items
--         and inputs in full; off-cycle runs, and runs that pay the people whom another run held;
--         what a run paid for earlier periods.
-- Why     Pay is described by the company and not by the program, people's pay changes on dates of
--         its own, and somebody who was held has to be paid without touching what was committed.
--         Everything is versioned by the company's input_revision, so that a run which read an
--         earlier one can be calculated again as it was known.
-- Effect  New tables; pay_run and pay_period get columns (pay_run is rewritten once); the keys of
--         employee_item and period_item are rebuilt. No stored amount changes.
-- Back    Drop what is created here. Going back is not possible once an off-cycle run is committed:
--         the version before does not know its kind.

-- ---------------------------------------------------------------- pay codes and settings

-- Beside (or as later versions of) the built-in ones.
create table pay_code (
  company_id     integer not null references company,
  -- Stored in payslips; 1 to 999 are built in.
  pay_code_id    integer not null check (pay_code_id between 1 and 32767),
  code           text not null check (code ~ '^[A-Z0-9][A-Z0-9_]{0,39}$'),
  -- First pay date of this version; 0001-01-01 where it has always been so.
  valid_from     date not null,
  definition     jsonb not null,
  from_revision  integer not null,
  until_revision integer check (until_revision > from_revision),
  recorded_at    timestamptz not null default paybeat_now(),
  primary key (company_id, pay_code_id, valid_from, from_revision)
);
create unique index pay_code_current on pay_code (company_id, pay_code_id, valid_from)
  where until_revision is null;

-- How a company calculates. A company without a row has the values that the columns default to.
create table pay_settings (
  company_id          integer not null references company,
  proration           text not null default 'calendar_days'
                        check (proration in ('calendar_days', 'working_days', 'hours')),
  -- Hours that an annual salary stands for.
  hours_per_year      integer not null default 2080 check (hours_per_year between 1 and 8784),
  supplemental_method text not null default 'flat' check (supplemental_method in ('flat', 'aggregate')),
  -- Of an employer without the full credit; null: the full credit.
  futa_percent        text check (futa_percent ~ '^[0-9]{1,2}([.][0-9]{1,6})?$'),
  from_revision       integer not null,
  until_revision      integer check (until_revision > from_revision),
  recorded_at         timestamptz not null default paybeat_now(),
  primary key (company_id, from_revision)
);
create unique index pay_settings_current on pay_settings (company_id) where until_revision is null;

-- ---------------------------------------------------------------- terms of pay

-- What an employee is paid for one job, from a day on; a later day of the same job ends it. The pay
-- in employee_version holds before the first terms of the main job, whose name is empty.
create table employee_terms (
  company_id          integer not null,
  employee_id         integer not null,
  job                 text not null check (length(job) <= 100),
  from_on             date not null,
  -- Last day, included; only of a job beside the main one.
  until_on            date check (until_on >= from_on),
  pay_type            text not null check (pay_type in ('salary', 'hourly')),
  annual_salary_minor bigint check (annual_salary_minor >= 0),
  hourly_rate_micro   bigint check (hourly_rate_micro >= 0),
  from_revision       integer not null,
  until_revision      integer check (until_revision > from_revision),
  recorded_at         timestamptz not null default paybeat_now(),
  primary key (employee_id, job, from_on, from_revision),
  foreign key (company_id, employee_id) references employee (company_id, employee_id),
  check (until_on is null or job <> ''),
  check ((pay_type = 'salary') = (annual_salary_minor is not null)),
  check ((pay_type = 'hourly') = (hourly_rate_micro is not null))
);
create unique index employee_terms_current on employee_terms (employee_id, job, from_on)
  where until_revision is null;

-- ---------------------------------------------------------------- items

-- Which of several rows of one pay code: '' for the undated one of a roster, else day, job and
-- reference in one text.
alter table employee_item
  add column part           text not null default '',
  add column job            text not null default '',
  -- A loan's or a court's number, where there are several under one pay code.
  add column reference      text not null default '',
  add column from_on        date,
  add column until_on       date,
  add column quantity_micro bigint check (quantity_micro >= 0),
  add column rate_micro     bigint check (rate_micro >= 0),
  -- What is owed on from_on: the deduction ends by itself when it is paid.
  add column balance_minor  bigint check (balance_minor >= 0),
  drop constraint employee_item_check1,
  add constraint employee_item_one_value check (num_nonnulls(amount_minor, percent_micro, quantity_micro) <= 1),
  add constraint employee_item_span check (until_on >= from_on),
  add constraint employee_item_undated check ((from_on is null) = (part = '')),
  add constraint employee_item_goal check (balance_minor is null or from_on is not null),
  drop constraint employee_item_pkey,
  add primary key (employee_id, pay_code_id, part, from_revision);
drop index employee_item_current;
create unique index employee_item_current on employee_item (employee_id, pay_code_id, part)
  where until_revision is null;

-- Which of several rows of one pay code: '' for the only one, else day, job and rate in one text.
alter table period_item
  add column part          text not null default '',
  add column job           text not null default '',
  add column worked_on     date,
  add column rate_micro    bigint check (rate_micro >= 0),
  add column percent_micro bigint check (percent_micro >= 0),
  drop constraint period_item_check1,
  add constraint period_item_one_value check (num_nonnulls(amount_minor, percent_micro, quantity_micro) <= 1),
  drop constraint period_item_pkey,
  add primary key (period_id, employee_id, pay_code_id, part, from_revision);
drop index period_item_current;
create unique index period_item_current on period_item (period_id, employee_id, pay_code_id, part)
  where until_revision is null;

-- ---------------------------------------------------------------- runs off the cycle

-- An off-cycle run has a period of its own, outside the schedule: its dates cover nobody's days.
alter table pay_period
  add column kind text not null default 'regular' check (kind in ('regular', 'off_cycle')),
  add constraint pay_period_off_cycle check (kind = 'regular' or not automation_enabled),
  drop constraint pay_period_no_overlap,
  add constraint pay_period_no_overlap exclude using gist (
    company_id with =,
    (coalesce(schedule_id, 0)) with =,
    daterange(start_on, end_on, '[]') with &&
  ) where (status <> 'skipped' and kind = 'regular');

alter table pay_run
  drop constraint pay_run_kind_check,
  add constraint pay_run_kind_check check (kind in ('regular', 'off_cycle')),
  -- The run whose held people this one pays, for the same period.
  add column pays_held_of integer,
  -- When its money arrives: the period's pay date, or a later one for people who were held.
  add column pay_on date,
  -- Pays the days of its period, which nobody may be paid for twice.
  add column covers_days boolean not null
    generated always as (kind = 'regular' or pays_held_of is not null) stored,
  add constraint pay_run_pays_held check (pays_held_of is null or kind = 'off_cycle'),
  add foreign key (company_id, pays_held_of) references pay_run (company_id, run_id);

-- A committed run is final; what its period says has been true of it all along.
alter table pay_run disable trigger pay_run_final;
update pay_run r set pay_on = p.pay_on from pay_period p where p.period_id = r.period_id;
alter table pay_run enable trigger pay_run_final;
alter table pay_run alter column pay_on set not null;

-- One live run of an off-cycle period; one run at a time that pays the held people of a period.
create unique index pay_run_one_live_off_cycle on pay_run (period_id)
  where kind = 'off_cycle' and pays_held_of is null and state <> 'voided';
create unique index pay_run_one_open_held on pay_run (period_id)
  where pays_held_of is not null and state not in ('committed', 'voided');

-- I2, whatever the code does: when a run that pays the days of a period commits, nobody in it has a
-- payslip in another committed run of the period. Two commits of one period take turns on its row.
create function paybeat_refuse_paid_twice() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  twice record;
begin
  perform from pay_period where period_id = new.period_id for no key update;
  select mine.employee_id, other.run_id into twice
  from pay_run other
    join payslip theirs on theirs.run_id = other.run_id
    join payslip mine on mine.run_id = new.run_id and mine.employee_id = theirs.employee_id
  where other.period_id = new.period_id and other.run_id <> new.run_id
    and other.state = 'committed' and other.covers_days
  limit 1;
  if found then
    raise exception 'run % would pay employee % for a period that run % has paid', new.run_id,
      twice.employee_id, twice.run_id
      using errcode = 'restrict_violation', constraint = 'payslip_once_a_period';
  end if;
  return new;
end $$;
create trigger pay_run_commit_once before update of state on pay_run
  for each row when (new.state = 'committed' and old.state <> 'committed')
  execute function paybeat_refuse_paid_twice();

-- Nobody is paid twice for a day (0002), whichever of both kinds of run pays it.
create or replace function paybeat_overlapping_runs(p_period integer)
returns table (run_id integer, state text, period_id integer, schedule_id integer, start_on date, end_on date)
language sql stable as $$
  select r.run_id, r.state, q.period_id, q.schedule_id, q.start_on, q.end_on
  from pay_period p
    join pay_period q on q.company_id = p.company_id and q.period_id <> p.period_id
      and daterange(q.start_on, q.end_on, '[]') && daterange(p.start_on, p.end_on, '[]')
      and q.status <> 'skipped'
    join pay_run r on r.period_id = q.period_id and r.covers_days and r.state <> 'voided'
  where p.period_id = p_period
$$;

create or replace function paybeat_refuse_covered() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp
  set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  clash record;
begin
  select t.run_id, s.employee_id, o.run_id as other_run into clash
  from (select distinct run_id from touched) t
    join pay_run r on r.run_id = t.run_id and r.covers_days
    cross join lateral paybeat_overlapping_runs(r.period_id) o
    join touched s on s.run_id = t.run_id
    join payslip x on x.run_id = o.run_id and x.employee_id = s.employee_id
  where not paybeat_moved_between(s.employee_id, r.period_id, o.period_id)
  limit 1;
  if found then
    raise exception 'run % would pay employee % for days that run % pays', clash.run_id,
      clash.employee_id, clash.other_run
      using errcode = 'restrict_violation', constraint = 'payslip_covered_once';
  end if;
  return null;
end $$;

drop trigger pay_run_commit_covered on pay_run;
create trigger pay_run_commit_covered before update of state on pay_run
  for each row when (new.state = 'committed' and old.state <> 'committed'
    and (new.kind = 'regular' or new.pays_held_of is not null))
  execute function paybeat_refuse_covered_commit();

-- ---------------------------------------------------------------- back-dated changes

-- What a run pays (or sets off) for an earlier one: part of the line RETRO_PAY.
create table run_retro (
  company_id   integer not null,
  run_id       integer not null,
  employee_id  integer not null,
  past_run_id  integer not null check (past_run_id <> run_id),
  amount_minor bigint not null check (amount_minor <> 0),
  ordinal      integer not null,
  epoch        integer not null,
  primary key (run_id, employee_id, past_run_id),
  foreign key (company_id, run_id) references pay_run (company_id, run_id),
  foreign key (company_id, past_run_id) references pay_run (company_id, run_id),
  foreign key (company_id, employee_id) references employee (company_id, employee_id)
);
create index run_retro_by_past_run on run_retro (past_run_id, employee_id);

create trigger run_retro_insert_open after insert on run_retro referencing new table as touched
  for each statement execute function paybeat_refuse_committed();
create trigger run_retro_update_open after update on run_retro referencing old table as touched
  for each statement execute function paybeat_refuse_committed();
create trigger run_retro_delete_open after delete on run_retro referencing old table as touched
  for each statement execute function paybeat_refuse_committed();

-- ---------------------------------------------------------------- who may do what

grant select, insert, update on pay_code, pay_settings, employee_terms, run_retro
  to paybeat_app, paybeat_worker;
grant delete on run_retro to paybeat_app, paybeat_worker;

do $$
declare
  name text;
begin
  foreach name in array array['pay_code', 'pay_settings', 'employee_terms', 'run_retro'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy one_company on %I to paybeat_app
      using (company_id = paybeat_company()) with check (company_id = paybeat_company())', name);
    execute format('create policy every_company on %I to paybeat_worker using (true) with check (true)', name);
  end loop;
end $$;
