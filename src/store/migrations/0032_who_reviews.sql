-- What    People of a company with their roles. Whether one person may both enter pay and approve it. How a run in
--         review goes on: a window, people, what silence means. Objections. Since when a worker is there.
-- Why     Whoever could run a command could approve the pay that they had entered themselves, and a clean run was
--         committed at once or not at all.
-- Effect  Three tables, columns of companies, runs and approvals, one small index; nothing is rewritten. Companies
--         that exist are `not_said`: one person may do both, as before, and each run says so. New companies are
--         `required`. Runs without a policy are approved as before.
-- Back    Drop the tables, the columns, the triggers and the functions created here, and create the functions
--         of 0011 again. A worker of the version before goes on working where no schedule has a policy.

-- ---------------------------------------------------------------- a second pair of eyes

alter table company add column if not exists second_eyes text not null default 'not_said'
  check (second_eyes in ('required', 'none', 'not_said'));
alter table company alter column second_eyes set default 'required';
comment on column company.second_eyes is
  'Whether somebody else approves what a person entered; not_said: nobody has chosen, and it is not required.';
grant update (second_eyes) on company to paybeat_app;

-- When the transaction ends: whoever changed such a row has written an audit row.
create or replace function paybeat_change_is_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  if not exists (select from audit_head h where h.company_id = new.company_id
      and h.xmin = pg_current_xact_id()::xid) then
    raise exception 'a change of % of company % is in no audit row', tg_table_name, new.company_id
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
drop trigger if exists company_eyes_told on company;
create constraint trigger company_eyes_told after update of second_eyes on company
  deferrable initially deferred for each row when (old.second_eyes <> new.second_eyes)
  execute function paybeat_change_is_told();

-- Null: older than this version.
alter table approval add column if not exists second_eyes text
  check (second_eyes in ('required', 'none', 'not_said'));

-- What held when the approval was given, whatever the statement says.
create or replace function paybeat_approval_eyes() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  select c.second_eyes into new.second_eyes from company c where c.company_id = new.company_id;
  return new;
end $$;
drop trigger if exists approval_eyes on approval;
create trigger approval_eyes before insert on approval
  for each row execute function paybeat_approval_eyes();

-- ---------------------------------------------------------------- people and their roles

-- Rows stay when a person has no role any more: the audit chain names them.
create table if not exists company_person (
  company_id integer not null references company,
  -- As in the audit chain: `person:ada`.
  person     text not null check (person ~ '^[a-z][a-z0-9_-]*:.' and length(person) <= 200),
  roles      text[] not null check (roles <@ array['payroll', 'approver']),
  added_at   timestamptz not null default paybeat_now(),
  primary key (company_id, person)
);
alter table company_person enable row level security;
drop policy if exists one_company on company_person;
create policy one_company on company_person to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on company_person;
create policy every_company on company_person for select to paybeat_worker using (true);
grant select on company_person to paybeat_app, paybeat_worker;
grant insert, update (roles) on company_person to paybeat_app;
drop trigger if exists company_person_told on company_person;
create constraint trigger company_person_told after insert or update on company_person
  deferrable initially deferred for each row execute function paybeat_change_is_told();

-- ---------------------------------------------------------------- how a run in review goes on

-- The policy of the schedule, as it was when the review began. Null: approved when clean, as before.
alter table pay_run add column if not exists review jsonb;
-- When the window ends, and the last moment at which an approval meets the pay date.
alter table pay_run add column if not exists review_window timestamptz;
alter table pay_run add column if not exists review_deadline timestamptz;
-- When the review goes on by itself. Null: it waits for people.
alter table pay_run add column if not exists review_until timestamptz;
-- Everything was down when the window ended, so that it was moved.
alter table pay_run add column if not exists review_moved boolean not null default false;
-- What silence meant at the deadline, when nothing was approved by then.
alter table pay_run add column if not exists review_silent text check (review_silent in ('hold', 'escalate'));
-- Approved after the deadline.
alter table pay_run add column if not exists review_late boolean not null default false;
create index if not exists pay_run_review_clock on pay_run (review_until)
  where state = 'review' and review_until is not null;

-- What the approver saw: sha-256 of epoch, totals, pay date, held people and lifted limits. Null: older.
alter table approval add column if not exists seen text check (seen ~ '^[0-9a-f]{64}$');

-- The person behind an actor: a program that acts for somebody acts as that person (src/run/second-eyes.ts).
create or replace function paybeat_person_behind(actor text) returns text language sql immutable as
  $$select coalesce(substring(actor from '^.* for ([a-z][a-z0-9_-]*:.*)$'), actor)$$;

create table if not exists run_objection (
  objection_id  integer generated always as identity primary key,
  company_id    integer not null,
  run_id        integer not null,
  run_epoch     integer not null,
  person        text not null check (person <> ''),
  why           text not null check (length(btrim(why)) between 1 and 500),
  objected_at   timestamptz not null default paybeat_now(),
  withdrawn_at  timestamptz,
  withdrawn_by  text,
  withdrawn_why text check (length(btrim(withdrawn_why)) between 1 and 500),
  foreign key (company_id, run_id) references pay_run (company_id, run_id),
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
create unique index if not exists run_objection_open on run_objection (run_id, run_epoch, person)
  where withdrawn_at is null;
create index if not exists run_objection_of_run on run_objection (run_id);
alter table run_objection enable row level security;
drop policy if exists one_company on run_objection;
create policy one_company on run_objection to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on run_objection;
create policy every_company on run_objection for select to paybeat_worker using (true);
grant select on run_objection to paybeat_app, paybeat_worker;
grant insert, update (withdrawn_at, withdrawn_by, withdrawn_why) on run_objection to paybeat_app;

-- Against a run in review, in its epoch. The run is held, so that it cannot move meanwhile.
create or replace function paybeat_objects_in_review() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  run record;
begin
  select r.state, r.epoch into run from pay_run r
  where r.run_id = new.run_id and r.company_id = new.company_id for share;
  if (run.state, run.epoch) is distinct from ('review', new.run_epoch)
    or (tg_op = 'INSERT' and new.withdrawn_at is not null)
    or (tg_op = 'UPDATE' and (old.withdrawn_at is not null or new.withdrawn_at is null)) then
    raise exception 'run % takes no such objection', new.run_id using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
drop trigger if exists run_objection_in_review on run_objection;
create trigger run_objection_in_review after insert or update on run_objection
  for each row execute function paybeat_objects_in_review();
drop trigger if exists run_objection_told on run_objection;
create constraint trigger run_objection_told after insert or update on run_objection
  deferrable initially deferred for each row execute function paybeat_change_is_told();

-- Whether what the policy of a run asks for is there: I13 for a run that has one.
create or replace function paybeat_is_reviewed(run pay_run) returns boolean language sql stable
  set search_path = paybeat, pg_temp set enable_seqscan = off as $$
  select not exists (select from run_objection o
      where o.run_id = run.run_id and o.run_epoch = run.epoch and o.withdrawn_at is null)
    and case
      when run.approved_by like 'policy:%' then run.blockers = '[]'
        and exists (select from approval a where a.run_id = run.run_id and a.run_epoch = run.epoch
          and a.totals_hash = run.totals_hash and a.approver = run.approved_by)
        and case run.approved_by
          when 'policy:approve_when_clean' then run.review ->> 'policy' = 'approve_when_clean'
          when 'policy:window' then run.review ->> 'policy' = 'window' and run.review_window <= run.approved_at
          when 'policy:silence' then run.review ->> 'silence' = 'approve_if_clean'
            and run.review_deadline <= run.approved_at
          else false end
      else (select count(distinct paybeat_person_behind(a.approver)) from approval a
        where a.run_id = run.run_id and a.run_epoch = run.epoch and a.totals_hash = run.totals_hash
          and a.approver not like 'policy:%' and (run.blockers = '[]' or a.reason is not null))
        >= coalesce((run.review ->> 'people')::integer, 1) end
$$;

-- As in 0011, and: a run with a policy has what the policy asks for.
create or replace function paybeat_run_is_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  if (select count(*) from audit_event e where e.company_id = new.company_id
        and e.subject = 'run:' || new.run_id and e.action like 'run.%') < new.move_count then
    raise exception 'a move of run % is in no audit row', new.run_id using errcode = 'restrict_violation';
  end if;
  if new.state in ('approved', 'committed') and (not exists (select from approval a
      where a.run_id = new.run_id and a.run_epoch = new.epoch and a.totals_hash = new.totals_hash
        and (new.blockers = '[]' or a.reason is not null))
      or (new.review is not null and not paybeat_is_reviewed(new))) then
    raise exception 'run % is % and nobody approved its totals', new.run_id, new.state
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

-- The policy of a review stays as it was when the review began.
create or replace function paybeat_review_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the review of run % changes when it is calculated, and not otherwise', old.run_id
    using errcode = 'restrict_violation';
end $$;
drop trigger if exists pay_run_review on pay_run;
create trigger pay_run_review before update of review, review_deadline on pay_run
  for each row when ((old.review, old.review_deadline) is distinct from (new.review, new.review_deadline)
    and (old.state, new.state) not in (('calculating', 'review'), ('review', 'calculating'),
      ('approved', 'calculating'), ('failed', 'calculating')))
  execute function paybeat_review_stays();

-- As in 0011, and: where the policy names roles, by a person who has one of them.
create or replace function paybeat_approves_review() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  run record;
begin
  select r.state, r.epoch, r.totals_hash, r.review into run from pay_run r
  where r.run_id = new.run_id and r.company_id = new.company_id for share;
  if (run.state, run.epoch, run.totals_hash) is distinct from ('review', new.run_epoch, new.totals_hash) then
    raise exception 'run % is not in review with these totals', new.run_id
      using errcode = 'restrict_violation';
  end if;
  if run.review ->> 'policy' = 'people' and new.approver not like 'policy:%'
    and not exists (select from company_person p where p.company_id = new.company_id
      and p.person = paybeat_person_behind(new.approver)
      and p.roles && array(select jsonb_array_elements_text(run.review -> 'roles'))) then
    raise exception '% has no role that approves run %', new.approver, new.run_id
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

-- As in 0011, and: an approval that is not the last one moves nothing, and has an audit row of its own.
create or replace function paybeat_approval_is_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  if not exists (select from audit_event e where e.company_id = new.company_id
      and e.subject = 'run:' || new.run_id and e.action in ('run.approve', 'approval.give')
      and e.actor = new.approver
      and e.facts ->> 'epoch' = new.run_epoch::text and e.facts ->> 'totals' = new.totals_hash) then
    raise exception 'an approval of run % is in no audit row', new.run_id using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

-- ---------------------------------------------------------------- since when a worker is there

-- One row, `workers`: the time since which some worker has always been alive. A window that ended while everything
-- was down is moved by it.
create table if not exists worker_presence (
  of_whom  text primary key,
  since    timestamptz not null,
  seen_at  timestamptz not null
);
grant select on worker_presence to paybeat_app, paybeat_worker;
grant insert, update on worker_presence to paybeat_worker;
