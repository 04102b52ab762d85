-- What    Confirmed changes, and lifted limits: what a person has looked at and found right, although it is unusual.
-- Why     A limit holds a person whose pay is unusual. Another person then says that exactly this change, or exactly
--         these numbers, are right. A run must read that as it was known at its snapshot, as it reads any other input.
-- Effect  Two tables. Rows are only added, each at a revision that its transaction raised and with its audit row.
-- Back    Drop both tables and the two functions. What was confirmed is then still in the audit chain.

-- A change is what one revision did to one thing of an employee. A later change of the same thing is another
-- change, which this row does not confirm. src/judgement/change-identity.ts lists the subjects.
create table if not exists confirmed_change (
  company_id    integer not null references company,
  employee_id   integer not null,
  what          text not null check (what in ('pay', 'hours', 'item', 'dates')),
  subject       text not null,
  -- The revision that made the change.
  revision      integer not null check (revision >= 1),
  confirmed_by  text not null check (confirmed_by <> ''),
  why           text not null check (length(btrim(why)) between 1 and 500),
  confirmed_at  timestamptz not null default paybeat_now(),
  -- The first revision at which it counts: a run that read an earlier one does not know it.
  from_revision integer not null,
  primary key (employee_id, what, subject, revision),
  foreign key (company_id, employee_id) references employee (company_id, employee_id),
  check (from_revision > revision)
);

-- Counts in every run of the period, for exactly the numbers that were seen.
create table if not exists lifted_limit (
  company_id    integer not null references company,
  period_id     integer not null,
  -- The run that held the employee.
  run_id        integer not null,
  employee_id   integer not null,
  -- The limit, as in run_exception.
  code          text not null check (code <> ''),
  -- sha-256 of the numbers, as in run_exception.
  seen          bytea not null check (octet_length(seen) = 32),
  lifted_by     text not null check (lifted_by <> ''),
  why           text not null check (length(btrim(why)) between 1 and 500),
  lifted_at     timestamptz not null default paybeat_now(),
  -- As above.
  from_revision integer not null,
  primary key (period_id, employee_id, code, seen),
  foreign key (company_id, period_id) references pay_period (company_id, period_id),
  foreign key (company_id, run_id) references pay_run (company_id, run_id),
  foreign key (company_id, employee_id) references employee (company_id, employee_id)
);
create index if not exists lifted_limit_of_run on lifted_limit (run_id);

-- They begin at the revision that this transaction raised. Once a statement, whatever the number of rows.
create or replace function paybeat_confirms_now() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  wrong integer;
begin
  select t.company_id into wrong
  from (select n.company_id, min(n.from_revision) as first, max(n.from_revision) as last
        from after n group by n.company_id) t
    left join company c on c.company_id = t.company_id and c.xmin = pg_current_xact_id()::xid
  where (t.first, t.last) is distinct from (c.input_revision, c.input_revision)
  limit 1;
  if found then
    raise exception 'rows of % begin at a revision that their transaction raised', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

-- When the transaction ends: the audit chain says who confirmed what, of whom.
create or replace function paybeat_confirmation_is_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  row_as_json constant jsonb := to_jsonb(new);
begin
  if not exists (select from audit_event e where e.company_id = new.company_id
      and e.subject = 'employee:' || new.employee_id and e.action = tg_argv[0]
      and e.actor = row_as_json ->> tg_argv[1]
      and e.facts ->> 'revision' = new.from_revision::text) then
    raise exception 'a row of % is in no audit row', tg_table_name using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

do $$
declare
  name text;
begin
  foreach name in array array['confirmed_change', 'lifted_limit'] loop
    execute format('create or replace trigger %I before update or delete or truncate on %I
      for each statement execute function paybeat_refuse_change()', name || '_append_only', name);
    execute format('create or replace trigger %I after insert on %I referencing new table as after
      for each statement execute function paybeat_confirms_now()', name || '_begins_now', name);
    execute format('drop trigger if exists %I on %I', name || '_told', name);
    execute format('alter table %I enable row level security', name);
    execute format('drop policy if exists one_company on %I', name);
    execute format('create policy one_company on %I to paybeat_app
      using (company_id = paybeat_company()) with check (company_id = paybeat_company())', name);
    execute format('drop policy if exists every_company on %I', name);
    execute format('create policy every_company on %I to paybeat_worker using (true) with check (true)', name);
  end loop;
end $$;

create constraint trigger confirmed_change_told after insert on confirmed_change
  deferrable initially deferred for each row
  execute function paybeat_confirmation_is_told('change.confirm', 'confirmed_by');
create constraint trigger lifted_limit_told after insert on lifted_limit
  deferrable initially deferred for each row
  execute function paybeat_confirmation_is_told('limit.lift', 'lifted_by');

grant select on confirmed_change, lifted_limit to paybeat_app, paybeat_worker;
grant insert on confirmed_change, lifted_limit to paybeat_app;
