-- What    Bank calendars of a company's own; the earlier definitions of a schedule that was changed;
--         pauses of automation, periods that are skipped, due instants that a person released; moves
--         of employees between schedules; and the refusal of a second payslip for the same days.
-- Why     A pay calendar is changed while it runs, and nobody may be paid twice or not at all for it.
--         That is said here and not only by the code, because a company's schedules overlap in time
--         and the unique key of a run knows one period only.
-- Effect  New tables and columns, without rewriting a table. Adding the checks reads pay_schedule,
--         pay_period and due_instant once. From then on an insert of payslips also looks whether the
--         same people have a payslip for the same days elsewhere; where no other run of the company
--         overlaps, that is one look a statement.
-- Back    Drop the triggers and functions named paybeat_refuse_*covered* and paybeat_refuse_bounds,
--         the three tables, the index pay_period_of_schedule, and the added columns.

-- ---------------------------------------------------------------- calendars

-- A calendar of the company's own, found by its id before those built in.
create table bank_calendar (
  company_id  integer not null references company,
  calendar_id text not null check (calendar_id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  -- The JSON of a custom calendar, also where it came from an .ics.
  definition  jsonb not null,
  -- The name of the file it came from.
  source      text not null,
  imported_at timestamptz not null default paybeat_now(),
  imported_by text not null,
  primary key (company_id, calendar_id)
);

-- ---------------------------------------------------------------- schedules and periods

-- What a schedule was before it was changed. pay_schedule.definition is what it is after the last
-- of them; each holds up to and including its last day.
create table earlier_definition (
  company_id  integer not null,
  schedule_id integer not null,
  until_on    date not null,
  definition  jsonb not null,
  reason      text not null,
  replaced_at timestamptz not null default paybeat_now(),
  replaced_by text not null,
  primary key (schedule_id, until_on),
  foreign key (company_id, schedule_id) references pay_schedule (company_id, schedule_id)
);

-- automation_enabled = false is a pause: somebody's, since a moment, for a reason.
alter table pay_schedule
  add column paused_at  timestamptz,
  add column paused_by  text,
  add column paused_why text;
update pay_schedule set paused_at = paybeat_now(), paused_by = 'migration:0002', paused_why = 'automation was off'
  where not automation_enabled;
alter table pay_schedule
  add constraint pay_schedule_paused check (automation_enabled = (paused_at is null)
    and num_nulls(paused_at, paused_by, paused_why) in (0, 3));

alter table pay_period
  -- Why it is skipped.
  add column status_why text,
  -- Skipped because a change of schedule put other periods in its place.
  add column replaced boolean not null default false,
  -- Added by a person; a change of its schedule leaves it as it is.
  add column by_hand boolean not null default false,
  -- A transition is paid as the part of a whole period that it covers: of this one.
  add column whole_start_on date,
  add column whole_end_on   date,
  add constraint pay_period_whole check (num_nulls(whole_start_on, whole_end_on) <> 1
    and whole_start_on <= start_on and whole_end_on >= end_on),
  add constraint pay_period_replaced check (not replaced or status = 'skipped');
update pay_period set by_hand = true where schedule_id is null;

-- A person let it run although it was missed or held: the missed-instant policy no longer applies.
alter table due_instant
  add column released_at timestamptz,
  add column released_by text,
  add constraint due_instant_released check ((released_at is null) = (released_by is null));

create index pay_period_of_schedule on pay_period (schedule_id, start_on);

-- Payslips are judged by the dates of their period, so those never move. (Pay dates do.)
create function paybeat_refuse_bounds() returns trigger language plpgsql as $$
begin
  raise exception 'the days and the schedule of period % never change', old.period_id
    using errcode = 'restrict_violation';
end $$;
create trigger pay_period_bounds before update of company_id, schedule_id, start_on, end_on,
    whole_start_on, whole_end_on on pay_period
  for each row when ((old.company_id, old.schedule_id, old.start_on, old.end_on, old.whole_start_on, old.whole_end_on)
    is distinct from (new.company_id, new.schedule_id, new.start_on, new.end_on, new.whole_start_on, new.whole_end_on))
  execute function paybeat_refuse_bounds();

-- ---------------------------------------------------------------- moves between schedules

-- From this day on another schedule pays the employee. An input: versioned by the company's
-- input_revision like the others. employee_version.schedule_id is where the last move leads.
create table employee_move (
  company_id       integer not null,
  employee_id      integer not null,
  effective_on     date not null,
  -- Null: from the people without a schedule.
  from_schedule_id integer,
  to_schedule_id   integer not null,
  from_revision    integer not null,
  until_revision   integer check (until_revision > from_revision),
  reason           text not null,
  recorded_at      timestamptz not null default paybeat_now(),
  primary key (employee_id, effective_on, from_revision),
  foreign key (company_id, employee_id) references employee (company_id, employee_id),
  foreign key (company_id, from_schedule_id) references pay_schedule (company_id, schedule_id),
  foreign key (company_id, to_schedule_id) references pay_schedule (company_id, schedule_id),
  check (from_schedule_id is distinct from to_schedule_id)
);
create unique index employee_move_current on employee_move (employee_id, effective_on)
  where until_revision is null;
create index employee_move_of_company on employee_move (company_id);

-- ---------------------------------------------------------------- nobody is paid twice for a day

-- Live regular runs of the company whose periods share days with this one. Periods of one schedule
-- never do (pay_period_no_overlap); those of two schedules do all the time.
create function paybeat_overlapping_runs(p_period integer)
returns table (run_id integer, state text, period_id integer, schedule_id integer, start_on date, end_on date)
language sql stable as $$
  select r.run_id, r.state, q.period_id, q.schedule_id, q.start_on, q.end_on
  from pay_period p
    join pay_period q on q.company_id = p.company_id and q.period_id <> p.period_id
      and daterange(q.start_on, q.end_on, '[]') && daterange(p.start_on, p.end_on, '[]')
      and q.status <> 'skipped'
    join pay_run r on r.period_id = q.period_id and r.kind = 'regular' and r.state <> 'voided'
  where p.period_id = p_period
$$;

-- Whether a recorded move puts the employee's days in two overlapping periods apart: the schedule of
-- one pays up to it, the schedule of the other from it on.
create function paybeat_moved_between(p_employee integer, p_one integer, p_other integer)
returns boolean language sql stable as $$
  select exists (
    select from employee_move m, pay_period a, pay_period b
    where m.employee_id = p_employee and m.until_revision is null
      and ((a.period_id = p_one and b.period_id = p_other) or (a.period_id = p_other and b.period_id = p_one))
      and a.schedule_id is not distinct from m.from_schedule_id and b.schedule_id = m.to_schedule_id
      and a.start_on < m.effective_on and m.effective_on <= b.end_on)
$$;

-- Whatever wrote them. Runs as its owner: whoever writes must not need to see other runs. The
-- employees of a chunk are looked up in the other run by its primary key; reading that run as a
-- whole would make a chunk cost what the other run's size is.
create function paybeat_refuse_covered() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp
  set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  clash record;
begin
  select t.run_id, s.employee_id, o.run_id as other_run into clash
  from (select distinct run_id from touched) t
    join pay_run r on r.run_id = t.run_id and r.kind = 'regular'
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
create trigger payslip_insert_covered after insert on payslip referencing new table as touched
  for each statement execute function paybeat_refuse_covered();

-- Two runs that are calculated at the same moment do not see each other's payslips. Commits of one
-- company take turns on its row, so the second of them sees the first.
create function paybeat_refuse_covered_commit() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  clash record;
begin
  perform from company where company_id = new.company_id for no key update;
  select s.employee_id, o.run_id as other_run into clash
  from paybeat_overlapping_runs(new.period_id) o
    join payslip x on x.run_id = o.run_id
    join payslip s on s.run_id = new.run_id and s.employee_id = x.employee_id
  where o.state = 'committed' and not paybeat_moved_between(s.employee_id, new.period_id, o.period_id)
  limit 1;
  if found then
    raise exception 'run % would pay employee % for days that run % has paid', new.run_id,
      clash.employee_id, clash.other_run
      using errcode = 'restrict_violation', constraint = 'payslip_covered_once';
  end if;
  return new;
end $$;
create trigger pay_run_commit_covered before update of state on pay_run
  for each row when (new.state = 'committed' and old.state <> 'committed' and new.kind = 'regular')
  execute function paybeat_refuse_covered_commit();

-- ---------------------------------------------------------------- who may do what

grant delete on earlier_definition to paybeat_app, paybeat_worker;
-- A schedule that loses its rule takes the due instants of its open periods with it; the audit chain
-- keeps them.
grant delete on due_instant to paybeat_app, paybeat_worker;
grant select, insert, update on bank_calendar, earlier_definition, employee_move to paybeat_app, paybeat_worker;

do $$
declare
  name text;
begin
  foreach name in array array['bank_calendar', 'earlier_definition', 'employee_move'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy one_company on %I to paybeat_app
      using (company_id = paybeat_company()) with check (company_id = paybeat_company())', name);
    execute format('create policy every_company on %I to paybeat_worker using (true) with check (true)', name);
  end loop;
end $$;
