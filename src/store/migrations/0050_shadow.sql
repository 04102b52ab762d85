-- What    A schedule can be in shadow: another payroll pays its people, and Paybeat only calculates beside it. A
--         comparison of a period keeps both results, person by person. A period that was in shadow becomes paid days
--         when Paybeat begins to pay.
-- Why     Who changes payrolls wants to see for months that both pay the same, and nobody may be paid twice meanwhile.
-- Effect  Three new tables, one column that is null for every period now, one check of new rows, and triggers. The
--         insert of a run looks at its period once more. The insert of a period looks for a shadow of its schedule.
-- Back    End every shadow. Drop the triggers, the tables and the column, create the function and the check of 0047
--         again. Periods that another payroll paid in shadow stay skipped.

create table if not exists shadow (
  company_id   integer not null references company,
  shadow_id    integer generated always as identity primary key,
  schedule_id  integer not null,
  -- Periods that begin on this day or later.
  from_on      date not null,
  why          text not null check (why <> ''),
  started_by   text not null check (started_by <> ''),
  started_at   timestamptz not null default paybeat_now(),
  -- The first day that Paybeat pays itself.
  live_on      date check (live_on >= from_on),
  -- What continues the year: the kept results, a file of balances, or nothing, because no period was in shadow.
  year_to_date text check (year_to_date in ('kept', 'file', 'none')),
  ended_by     text,
  ended_at     timestamptz,
  unique (company_id, shadow_id),
  foreign key (company_id, schedule_id) references pay_schedule (company_id, schedule_id),
  constraint shadow_ends_whole check (num_nulls(live_on, year_to_date, ended_by, ended_at) in (0, 4))
);
create unique index if not exists shadow_one_open on shadow (schedule_id) where ended_at is null;

alter table pay_period add column if not exists shadow_id integer;
comment on column pay_period.shadow_id is 'In shadow: another payroll pays this period. Null: Paybeat pays it.';
alter table pay_period drop constraint if exists pay_period_of_shadow;
alter table pay_period add constraint pay_period_of_shadow
  foreign key (company_id, shadow_id) references shadow (company_id, shadow_id) not valid;
-- The commit of a regular run completes its period, so it cannot commit.
alter table pay_period drop constraint if exists pay_period_in_shadow;
alter table pay_period add constraint pay_period_in_shadow
  check (shadow_id is null or status <> 'completed') not valid;
create index if not exists pay_period_shadows on pay_period (shadow_id) where shadow_id is not null;

-- The last comparison of a period.
create table if not exists shadow_comparison (
  company_id  integer not null,
  period_id   integer primary key,
  shadow_id   integer not null,
  -- The revision of the inputs that Paybeat calculated with.
  revision    integer not null,
  -- Of the file with the column map, and of the results of Paybeat alone.
  file_digest text not null,
  own_digest  text not null,
  file_name   text,
  notes       jsonb not null,
  compared_by text not null check (compared_by <> ''),
  compared_at timestamptz not null default paybeat_now(),
  -- Of the results of the earlier periods, from which this one continues the year.
  earlier_digest text not null,
  unique (company_id, period_id),
  foreign key (company_id, period_id) references pay_period (company_id, period_id),
  foreign key (company_id, shadow_id) references shadow (company_id, shadow_id)
);

-- One person of a comparison, with what both payrolls say.
create table if not exists shadow_person (
  company_id    integer not null,
  period_id     integer not null,
  ordinal       integer not null check (ordinal > 0),
  -- Null: nobody here has the number or name of the file.
  employee_id   integer,
  number        text,
  name          text,
  outcome       text not null check (outcome in ('same', 'rounding', 'differs', 'only_here', 'only_there', 'held')),
  -- Theirs less ours.
  net_difference_minor bigint not null,
  -- Paybeat's: gross, reimbursements, deductions, taxes, employer, net. Null: it pays nothing.
  own_totals    bigint[] check (cardinality(own_totals) = 6),
  line_codes    integer[] not null,
  line_amounts  bigint[] not null check (cardinality(line_amounts) = cardinality(line_codes)),
  -- Why Paybeat pays nothing.
  own_reason    text,
  -- The amounts of the file, by column. Null: the person is not in the file.
  theirs        jsonb,
  causes        jsonb not null,
  primary key (period_id, ordinal),
  constraint shadow_person_once unique (period_id, employee_id),
  foreign key (company_id, period_id) references shadow_comparison (company_id, period_id) on delete cascade,
  foreign key (company_id, employee_id) references employee (company_id, employee_id)
);
create index if not exists shadow_person_employee on shadow_person (employee_id);

alter table shadow enable row level security;
alter table shadow_comparison enable row level security;
alter table shadow_person enable row level security;
drop policy if exists one_company on shadow;
create policy one_company on shadow to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on shadow;
create policy every_company on shadow for select to paybeat_worker using (true);
drop policy if exists one_company on shadow_comparison;
create policy one_company on shadow_comparison to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on shadow_comparison;
create policy every_company on shadow_comparison for select to paybeat_worker using (true);
drop policy if exists one_company on shadow_person;
create policy one_company on shadow_person to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on shadow_person;
create policy every_company on shadow_person for select to paybeat_worker using (true);
grant select on shadow, shadow_comparison, shadow_person to paybeat_app, paybeat_worker;
grant insert on shadow, shadow_comparison, shadow_person to paybeat_app;
grant update (live_on, year_to_date, ended_by, ended_at) on shadow to paybeat_app;
grant delete on shadow_comparison to paybeat_app;

alter table saved_columns drop constraint if exists saved_columns_kind_check;
alter table saved_columns add constraint saved_columns_kind_check
  check (kind in ('roster', 'hours', 'inputs', 'terms', 'items', 'balances', 'net_pays')) not valid;

-- ---------------------------------------------------------------- what may change

create or replace function paybeat_shadow_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'shadow % has ended, which is final', old.shadow_id using errcode = 'restrict_violation';
end $$;
create or replace trigger shadow_final before update or delete on shadow
  for each row when (old.ended_at is not null) execute function paybeat_shadow_is_final();

-- Comparisons are kept as they are once the shadow has ended.
create or replace function paybeat_shadow_is_open() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  touched shadow_comparison := case tg_op when 'DELETE' then old else new end;
begin
  if not exists (select from shadow s join pay_period p on p.shadow_id = s.shadow_id
      where s.shadow_id = touched.shadow_id and s.ended_at is null and p.period_id = touched.period_id) then
    raise exception 'period % is not in shadow', touched.period_id
      using errcode = 'restrict_violation', constraint = 'shadow_comparison_open';
  end if;
  return touched;
end $$;
create or replace trigger shadow_comparison_open before insert or delete on shadow_comparison
  for each row execute function paybeat_shadow_is_open();

drop trigger if exists shadow_told on shadow;
create constraint trigger shadow_told after insert or update on shadow
  deferrable initially deferred for each row execute function paybeat_change_is_told();
-- As paybeat_change_is_told of 0032, and for rows that are removed.
create or replace function paybeat_comparison_is_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  if not exists (select from audit_head h where h.xmin = pg_current_xact_id()::xid
      and h.company_id = case tg_op when 'DELETE' then old.company_id else new.company_id end) then
    raise exception 'a comparison is in no audit row' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
drop trigger if exists shadow_comparison_told on shadow_comparison;
create constraint trigger shadow_comparison_told after insert or delete on shadow_comparison
  deferrable initially deferred for each row execute function paybeat_comparison_is_told();

-- The people come with their comparison.
create or replace function paybeat_person_of_new_comparison() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  if exists (select from (select distinct period_id from touched) t join shadow_comparison c using (period_id)
      where c.xmin <> pg_current_xact_id()::xid) then
    raise exception 'a comparison is made as a whole' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create or replace trigger shadow_person_new after insert on shadow_person referencing new table as touched
  for each statement execute function paybeat_person_of_new_comparison();

-- ---------------------------------------------------------------- periods in shadow

-- A new period of a schedule in shadow is in shadow. It comes after the lock of 0047, so it sees a shadow that began
-- meanwhile. A period leaves its shadow only when the shadow ends before it.
create or replace function paybeat_period_in_shadow() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  if tg_op = 'INSERT' then
    select s.shadow_id into new.shadow_id from shadow s
    where s.schedule_id = new.schedule_id and s.ended_at is null and s.from_on <= new.start_on;
  elsif old.shadow_id is not null and not exists (select from shadow s
      where s.shadow_id = old.shadow_id and s.live_on <= old.start_on) then
    raise exception 'period % is in shadow', old.period_id
      using errcode = 'restrict_violation', constraint = 'pay_period_in_shadow';
  end if;
  return new;
end $$;
create or replace trigger pay_period_shadowed before insert on pay_period
  for each row when (new.kind = 'regular' and new.schedule_id is not null) execute function paybeat_period_in_shadow();
create or replace trigger pay_period_shadow_stays before update of shadow_id on pay_period
  for each row when (old.shadow_id is distinct from new.shadow_id) execute function paybeat_period_in_shadow();

-- ---------------------------------------------------------------- nobody is paid

create or replace function paybeat_run_in_shadow() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  one integer;
begin
  if tg_op = 'INSERT' then
    if exists (select from pay_period p where p.period_id = new.period_id and p.shadow_id is not null) then
      raise exception 'another payroll pays period %', new.period_id
        using errcode = 'restrict_violation', constraint = 'pay_run_in_shadow';
    end if;
    return new;
  end if;
  -- Who starts a shadow holds this lock until the end of the transaction.
  perform pg_advisory_xact_lock_shared(7236447, new.company_id);
  if exists (select from shadow s where s.company_id = new.company_id and s.ended_at is null) then
    select p.employee_id into one
    from payslip p join employee_version v on v.employee_id = p.employee_id and v.until_revision is null
      join shadow s on s.schedule_id = v.schedule_id and s.ended_at is null and s.from_on <= new.pay_on
    where p.run_id = new.run_id limit 1;
    if found then
      raise exception 'another payroll pays employee % of run %', one, new.run_id
        using errcode = 'restrict_violation', constraint = 'pay_run_in_shadow';
    end if;
  end if;
  return new;
end $$;
create or replace trigger pay_run_not_in_shadow before insert on pay_run
  for each row when (new.kind = 'regular') execute function paybeat_run_in_shadow();
-- Off-cycle runs, corrections and reversals: a regular run completes a period, which the check above refuses.
create or replace trigger pay_run_pays_no_shadow before update of state on pay_run
  for each row when (new.kind <> 'regular' and new.state = 'committed' and old.state <> 'committed')
  execute function paybeat_run_in_shadow();

-- ---------------------------------------------------------------- paid days of a schedule

-- As in 0047, and: a period of a schedule that was in shadow. It stays a period of its schedule, and other schedules
-- may pay its days.
alter table pay_period drop constraint if exists pay_period_is_paid_before;
alter table pay_period add constraint pay_period_is_paid_before check (paid_before is null
  or (length(paid_before) between 1 and 200 and status = 'skipped' and replaced and kind = 'regular'
    and ((by_hand and schedule_id is null) or (schedule_id is not null and shadow_id is not null)))) not valid;

create or replace function paybeat_days_paid_before() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.paid_before is not null then
    raise exception 'period % was paid before, and never changes', old.period_id
      using errcode = 'restrict_violation', constraint = 'pay_period_paid_before';
  end if;
  if new.paid_before is not null then
    perform pg_advisory_xact_lock(7236447, new.company_id);
    if exists (select from pay_period p where p.company_id = new.company_id and p.kind = 'regular'
        and p.period_id <> new.period_id and (new.schedule_id is null or p.schedule_id = new.schedule_id)
        and p.status in ('draft', 'active') and p.start_on <= new.end_on and p.end_on >= new.start_on) then
      raise exception 'a period of company % covers days that were paid before', new.company_id
        using errcode = 'exclusion_violation', constraint = 'pay_period_paid_before';
    end if;
  elsif new.kind = 'regular' and new.status <> 'skipped' then
    perform pg_advisory_xact_lock_shared(7236447, new.company_id);
    if exists (select from pay_period p where p.company_id = new.company_id and p.paid_before is not null
        and (p.schedule_id is null or p.schedule_id = new.schedule_id)
        and p.start_on <= new.end_on and p.end_on >= new.start_on) then
      raise exception 'the days % to % were paid before', new.start_on, new.end_on
        using errcode = 'exclusion_violation', constraint = 'pay_period_paid_before';
    end if;
  end if;
  return new;
end $$;
