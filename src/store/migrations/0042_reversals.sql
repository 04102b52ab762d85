-- What    Runs of kind `reversal`: each payslip is the exact negative of a payslip of a committed run. Which payslip
--         a run reverses is a row of its own, unique by the reversed run and the employee.
-- Why     A mistake that was found after the commit could not be undone: amounts below zero, a second payslip for
--         a period and another kind of run were all refused.
-- Effect  One table, one column without a rewrite, checks that are read for new rows only. One small index of
--         off-cycle runs is built anew. Functions are replaced. A worker of the version before goes on working, but
--         must not calculate a reversal: the commit of such a run is refused, and it has to be recalculated.
-- Back    Not once a reversal is committed: the version before would pay its people again. Before that: void the
--         reversals, drop the table, the column, the triggers and the functions created here, and create the
--         functions of 0005, 0022, 0024 and 0025, and the checks and the index of 0001 and 0005 again.

-- ---------------------------------------------------------------- a kind of run

alter table pay_period drop constraint if exists pay_period_kind_check;
alter table pay_period add constraint pay_period_kind_check
  check (kind in ('regular', 'off_cycle', 'reversal')) not valid;

-- The committed run whose payslips this one reverses. The reason is in the audit row of the opening.
alter table pay_run add column if not exists reverses_run_id integer;
alter table pay_run drop constraint if exists pay_run_kind_check;
alter table pay_run add constraint pay_run_kind_check
  check (kind in ('regular', 'off_cycle', 'reversal')) not valid;
alter table pay_run drop constraint if exists pay_run_reverses;
alter table pay_run add constraint pay_run_reverses check (
  (kind = 'reversal') = (reverses_run_id is not null) and reverses_run_id <> run_id) not valid;
alter table pay_run drop constraint if exists pay_run_reverses_run;
alter table pay_run add constraint pay_run_reverses_run
  foreign key (company_id, reverses_run_id) references pay_run (company_id, run_id) not valid;
create index if not exists pay_run_reversals on pay_run (reverses_run_id) where reverses_run_id is not null;

-- A reversal has a period of its own, as an off-cycle run has.
drop index if exists pay_run_one_live_off_cycle;
create unique index pay_run_one_live_off_cycle on pay_run (period_id)
  where kind <> 'regular' and pays_held_of is null and state <> 'voided';

create or replace trigger pay_run_same before update of company_id, period_id, kind, pays_held_of, opened_by,
    forced_reason, due_at, opened_at, pay_on, tax_year, state_tax, warnings, reverses_run_id on pay_run
  for each row execute function paybeat_refuse_other();

-- As in 0025, for every kind of run that has a period of its own.
create or replace function paybeat_period_is_paid() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  -- Each half has an index by period that holds at most one run.
  if not exists (select from pay_run r where r.period_id = new.period_id and r.kind = 'regular'
      and r.pays_held_of is null and r.state <> 'voided' and r.committed_at is not null)
    and not exists (select from pay_run r where r.period_id = new.period_id and r.kind <> 'regular'
      and r.pays_held_of is null and r.state <> 'voided' and r.committed_at is not null) then
    raise exception 'period % is completed, and no run has paid it', new.period_id
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

-- ---------------------------------------------------------------- what is reversed

-- A payslip that a run reverses, from its opening on. A voided run reverses nothing, and has no rows.
create table if not exists run_reversal (
  company_id      integer not null,
  run_id          integer not null,
  employee_id     integer not null,
  reversed_run_id integer not null,
  primary key (run_id, employee_id),
  -- I16: once.
  constraint run_reversal_once unique (reversed_run_id, employee_id),
  foreign key (company_id, run_id) references pay_run (company_id, run_id),
  foreign key (company_id, reversed_run_id) references pay_run (company_id, run_id),
  foreign key (company_id, employee_id) references employee (company_id, employee_id)
);
alter table run_reversal enable row level security;
drop policy if exists one_company on run_reversal;
create policy one_company on run_reversal to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on run_reversal;
create policy every_company on run_reversal for select to paybeat_worker using (true);
grant select on run_reversal to paybeat_app, paybeat_worker;
grant insert on run_reversal to paybeat_app;

-- Whether a committed run has reversed a payslip. Reads say the same in src/store/reads/reversals.ts.
create or replace function paybeat_is_reversed(p_run integer, p_employee integer)
returns boolean language sql stable as $$
  select exists (select from run_reversal v join pay_run w on w.run_id = v.run_id
    where v.reversed_run_id = p_run and v.employee_id = p_employee and w.committed_at is not null)
$$;

-- Of a run that is calculated and reverses that run; the other run is committed, no reversal, and has the payslip.
create or replace function paybeat_guard_reversals() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  wrong record;
begin
  select t.run_id, t.employee_id, t.reversed_run_id into wrong
  from touched t
    left join lateral (select * from pay_run r
      where r.run_id = t.run_id and r.company_id = t.company_id offset 0) r on true
    left join lateral (select * from pay_run o
      where o.run_id = t.reversed_run_id and o.company_id = t.company_id offset 0) o on true
  where r.kind is distinct from 'reversal' or r.state <> 'calculating'
    or r.reverses_run_id <> t.reversed_run_id
    or o.state is distinct from 'committed' or o.kind = 'reversal'
    or not exists (select from payslip s
      where s.run_id = t.reversed_run_id and s.employee_id = t.employee_id offset 0)
  limit 1;
  if found then
    raise exception 'run % does not reverse the payslip of employee % in run %', wrong.run_id,
      wrong.employee_id, wrong.reversed_run_id
      using errcode = 'restrict_violation', constraint = 'run_reversal_of_payslip';
  end if;
  return null;
end $$;
create or replace trigger run_reversal_insert_open after insert on run_reversal referencing new table as touched
  for each statement execute function paybeat_guard_reversals();

-- Only the two functions below take rows away, as their owner.
create or replace trigger run_reversal_stays before update or truncate on run_reversal
  for each statement execute function paybeat_refuse_change();
create or replace trigger run_reversal_delete_open after delete on run_reversal referencing old table as touched
  for each statement execute function paybeat_only_while('calculating', 'review', 'approved', 'failed', 'voided');

-- A voided run reverses nothing. Its people are found in its chunks.
create or replace function paybeat_void_reversal() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  delete from run_reversal where run_id = new.run_id;
  return null;
end $$;
create or replace trigger pay_run_void_reversal after update of state on pay_run
  for each row when (new.kind = 'reversal' and new.state = 'voided' and old.state <> 'voided')
  execute function paybeat_void_reversal();

-- Amounts with the opposite sign, in the same order.
create or replace function paybeat_negated(amounts bigint[]) returns bigint[] language sql immutable as $$
  select coalesce(array_agg(-a order by n), '{}') from unnest(amounts) with ordinality as t(a, n)
$$;

-- Whether one payslip is the exact negative of another.
create or replace function paybeat_is_negative(one payslip, other payslip)
returns boolean language sql immutable as $$
  select row(one.gross_minor, one.reimbursements_minor, one.deductions_minor, one.taxes_minor,
      one.employer_minor, one.net_minor, one.line_codes, one.line_amounts)
    is not distinct from row(-other.gross_minor, -other.reimbursements_minor, -other.deductions_minor,
      -other.taxes_minor, -other.employer_minor, -other.net_minor, other.line_codes,
      paybeat_negated(other.line_amounts))
$$;

-- I16 when a reversal commits, whatever the code does. People whom it holds are not reversed, and may be later.
create or replace function paybeat_commit_reversal() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  wrong integer;
begin
  -- Commits of one company take turns on its row.
  perform from company where company_id = new.company_id for no key update;
  delete from run_reversal v where v.run_id = new.run_id
    and not exists (select from payslip s where s.run_id = v.run_id and s.employee_id = v.employee_id offset 0);
  select s.employee_id into wrong from payslip s
  where s.run_id = new.run_id
    and not exists (select from run_reversal v
        cross join lateral (select o as slip from payslip o
          where o.run_id = v.reversed_run_id and o.employee_id = v.employee_id offset 0) o
      where v.run_id = s.run_id and v.employee_id = s.employee_id
        and v.reversed_run_id = new.reverses_run_id and paybeat_is_negative(s, o.slip) offset 0)
  limit 1;
  if found then
    raise exception 'the payslip of employee % in run % is not the exact negative of run %', wrong, new.run_id,
      new.reverses_run_id using errcode = 'restrict_violation', constraint = 'run_reversal_exact';
  end if;
  -- What was paid or taken back for it since would otherwise count for nothing.
  select t.employee_id into wrong
  from run_retro t
    join run_reversal v on v.run_id = new.run_id and v.employee_id = t.employee_id
    join pay_run r on r.run_id = t.run_id and r.committed_at is not null
  where t.past_run_id = new.reverses_run_id
  group by t.employee_id having sum(t.amount_minor) <> 0
  limit 1;
  if found then
    raise exception 'a later run has settled a difference of employee % for run %', wrong, new.reverses_run_id
      using errcode = 'restrict_violation', constraint = 'run_reversal_settled';
  end if;
  return new;
end $$;
create or replace trigger pay_run_commit_reversal before update of state on pay_run
  for each row when (new.kind = 'reversal' and new.state = 'committed' and old.state <> 'committed')
  execute function paybeat_commit_reversal();

-- ---------------------------------------------------------------- amounts below zero

-- Which payslips may be below zero is said by the guard, which knows the run.
alter table payslip drop constraint if exists payslip_net_minor_check;
alter table payslip drop constraint if exists payslip_below_zero;
alter table payslip add constraint payslip_below_zero
  check (net_minor >= 0 or (gross_minor <= 0 and reimbursements_minor <= 0)) not valid;

-- As in 0024, and: only a reversal pays less than nothing, and what is reversed may be paid again.
create or replace function paybeat_guard_payslips() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp
  set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  one record;
  wrong record;
  is_wrong boolean := false;
  clash integer;
begin
  -- Nearly never: payslips of a reversal.
  if exists (select from touched where net_minor < 0) then
    select t.run_id into one
    from (select distinct run_id from touched where net_minor < 0) t
      join pay_run r on r.run_id = t.run_id and r.kind <> 'reversal'
    limit 1;
    if found then
      raise exception 'a payslip of run % pays less than nothing', one.run_id
        using errcode = 'check_violation', constraint = 'payslip_net_minor_check';
    end if;
  end if;
  -- No row for a run that is as it should be.
  for one in
    select t.run_id, t.ordinal, r.state, c.state as chunk_state, r.period_id,
      o.run_id as other_run, o.period_id as other_period
    from (select distinct company_id, run_id, ordinal from touched) t
      left join pay_run r on r.run_id = t.run_id and r.company_id = t.company_id
      left join run_chunk c on c.run_id = t.run_id and c.ordinal = t.ordinal
      left join lateral paybeat_overlapping_runs(r.period_id) o on r.covers_days
    where r.state is distinct from 'calculating' or c.state is distinct from 'open' or o.run_id is not null
  loop
    if one.other_run is not null then
      select s.employee_id into clash
      from touched s join payslip x on x.run_id = one.other_run and x.employee_id = s.employee_id
      where s.run_id = one.run_id and s.ordinal = one.ordinal
        and not paybeat_moved_between(s.employee_id, one.period_id, one.other_period)
        and not paybeat_is_reversed(x.run_id, x.employee_id)
      limit 1;
      if found then
        raise exception 'run % would pay employee % for days that run % pays', one.run_id, clash,
          one.other_run
          using errcode = 'restrict_violation', constraint = 'payslip_covered_once';
      end if;
    end if;
    if not is_wrong and (one.state is distinct from 'calculating' or one.chunk_state is distinct from 'open') then
      wrong := one;
      is_wrong := true;
    end if;
  end loop;
  if not is_wrong then
    return null;
  end if;
  if wrong.state = 'committed' then
    raise exception 'a committed run never changes (table %)', tg_table_name
      using errcode = 'restrict_violation';
  elsif wrong.state is distinct from 'calculating' then
    raise exception 'run % is %, in which nothing of this kind is written (table %)', wrong.run_id,
      coalesce(wrong.state, 'not there'), tg_table_name using errcode = 'restrict_violation';
  end if;
  raise exception 'chunk % of run % is not open, and takes no payslip', wrong.ordinal, wrong.run_id
    using errcode = 'restrict_violation';
end $$;

-- ---------------------------------------------------------------- I2: a payslip counts unless it was reversed

-- As in 0025.
create or replace function paybeat_refuse_paid_twice() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  other record;
  twice integer;
begin
  perform from pay_period where period_id = new.period_id for no key update;
  for other in select r.run_id from pay_run r where r.period_id = new.period_id and r.covers_days
      and r.state <> 'voided' and r.run_id <> new.run_id and r.committed_at is not null loop
    select s.employee_id into twice from payslip s
    where s.run_id = new.run_id
      and exists (select from payslip x where x.run_id = other.run_id and x.employee_id = s.employee_id offset 0)
      and not paybeat_is_reversed(other.run_id, s.employee_id)
    limit 1;
    if found then
      raise exception 'run % would pay employee % for a period that run % has paid', new.run_id,
        twice, other.run_id
        using errcode = 'restrict_violation', constraint = 'payslip_once_a_period';
    end if;
  end loop;
  return new;
end $$;

-- As in 0022, with the setting of 0025.
create or replace function paybeat_refuse_covered_commit() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  other record;
  clash integer;
begin
  perform from company where company_id = new.company_id for no key update;
  for other in select o.run_id, o.period_id from paybeat_overlapping_runs(new.period_id) o
      where o.state = 'committed' loop
    select s.employee_id into clash from payslip s
    where s.run_id = new.run_id
      and exists (select from payslip x where x.run_id = other.run_id and x.employee_id = s.employee_id offset 0)
      and not paybeat_moved_between(s.employee_id, new.period_id, other.period_id)
      and not paybeat_is_reversed(other.run_id, s.employee_id)
    limit 1;
    if found then
      raise exception 'run % would pay employee % for days that run % has paid', new.run_id, clash,
        other.run_id
        using errcode = 'restrict_violation', constraint = 'payslip_covered_once';
    end if;
  end loop;
  return new;
end $$;
