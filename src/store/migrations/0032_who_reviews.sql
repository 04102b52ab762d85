-- What    People of a company with their roles. Whether one person may both enter pay and approve it. An
--         approval records which of the two held when it was given.
-- Why     Whoever could run a command could approve the pay that they had entered themselves.
-- Effect  One table, one column of companies, one of approvals; nothing is rewritten. Companies that exist are
--         `not_said`: one person may do both, as before, and each run says so. New companies are `required`.
-- Back    Drop the table, the columns, the triggers and the functions created here. A worker of the version
--         before goes on working.

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
