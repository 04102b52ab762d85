-- What    The frequency daily. A due instant of a period also for its other stages: prepare (the inputs
--         close) and approve (the moment until which a review runs); open stays the name of the stage that
--         calculates.
-- Why     "Calculate on Tuesday, show me, commit on Thursday by itself" are three moments of one period.
-- Effect  Checks, three indexes and one function are replaced; existing rows are read once and not changed.
--         What is waiting or held is found by the same indexes, which contain only the stage that opens a run.
-- Back    Delete the due instants of the other stages, and the schedules and periods that are daily. Then
--         create the checks, the indexes and the function as 0001, 0018, 0019 and 0022 have them.

alter table pay_schedule drop constraint if exists pay_schedule_frequency_check;
alter table pay_schedule add constraint pay_schedule_frequency_check check (frequency in ('daily', 'weekly',
  'biweekly', 'fourweekly', 'semimonthly', 'monthly', 'quarterly', 'semiannually', 'annually'));
alter table pay_period drop constraint if exists pay_period_frequency_check;
alter table pay_period add constraint pay_period_frequency_check check (frequency in ('daily', 'weekly',
  'biweekly', 'fourweekly', 'semimonthly', 'monthly', 'quarterly', 'semiannually', 'annually'));

alter table due_instant drop constraint if exists due_instant_stage_check;
alter table due_instant add constraint due_instant_stage_check check (stage in ('open', 'prepare', 'approve'));
-- The inputs of a period close whether or not a run exists.
alter table due_instant drop constraint if exists due_instant_check;
alter table due_instant drop constraint if exists due_instant_fulfilled;
alter table due_instant add constraint due_instant_fulfilled
  check ((state = 'fulfilled' and stage <> 'prepare') = (fulfilled_by is not null));

drop index if exists due_instant_waiting;
create index due_instant_waiting on due_instant (due_at) where state = 'waiting' and stage = 'open';
drop index if exists due_instant_waiting_of_company;
create index due_instant_waiting_of_company on due_instant (company_id, due_at, period_id)
  where state = 'waiting' and stage = 'open';
drop index if exists due_instant_held_of_company;
create index due_instant_held_of_company on due_instant (company_id, due_at)
  where state = 'held' and stage = 'open';
create index if not exists due_instant_of_stages on due_instant (due_at)
  where state = 'waiting' and stage <> 'open';

-- I22: as 0019 has it, for the stage that opens a run.
create or replace function paybeat_period_has_due() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  period integer := case tg_op when 'DELETE' then old.period_id else new.period_id end;
begin
  if exists (select from pay_period p where p.period_id = period and p.kind = 'regular'
      and p.status = 'active' and p.automation_enabled
      and not exists (select from due_instant d where d.period_id = p.period_id and d.stage = 'open')) then
    raise exception 'period % is active and automated, and has no due instant', period
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
