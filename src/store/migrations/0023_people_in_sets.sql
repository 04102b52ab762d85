-- What    Whether a version belongs to an employee, and to a schedule, of its company is checked once a
--         statement, for all its rows together. The same holds for whether an employee belongs to a company.
--         Companies, schedules and employees are never deleted, and never get another id or company.
--         A company keeps the digest of the roster file that it imported last.
-- Why     PostgreSQL checks a foreign key row by row. That took half of the server's time of an import.
--         The same file again is recognized without reading its rows. Matching two empty keys with a
--         pattern took two fifths of the time of an item.
-- Effect  Five foreign keys end; triggers take their place. They refuse what the keys refused, with the same
--         error code, for every role. One table. No row is rewritten.
-- Back    Drop the table, the triggers and the functions created here. The constraint may stay. Add the foreign keys again, as 0001 has them.

-- The same as a foreign key: every row that a statement adds refers to a row that is there.
-- Security definer: row-level security hides other companies' rows from a query, and a key must not.
create or replace function paybeat_refers() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  wrong boolean;
begin
  if tg_table_name = 'employee' then
    select exists (select from (select distinct n.company_id from after n) n
      where not exists (select from company c where c.company_id = n.company_id)) into wrong;
  else
    select exists (select from after n
      where not exists (select from employee e
        where e.employee_id = n.employee_id and e.company_id = n.company_id)) into wrong;
  end if;
  if wrong then
    raise exception 'a row of % refers to a row of its company that does not exist', tg_table_name
      using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;

create or replace function paybeat_refers_to_schedule() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
begin
  if exists (select from
      (select distinct n.company_id, n.schedule_id from after n where n.schedule_id is not null) n
      where not exists (select from pay_schedule s
        where s.company_id = n.company_id and s.schedule_id = n.schedule_id)) then
    raise exception 'a row of % refers to a pay schedule of its company that does not exist', tg_table_name
      using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;

-- A row that others refer to keeps its ids for ever. So no later statement can make a reference wrong, and
-- two transactions cannot do it together.
create or replace function paybeat_keeps_its_ids() returns trigger language plpgsql as $$
begin
  raise exception 'a row of % is never deleted, and keeps its ids and its company', tg_table_name
    using errcode = 'foreign_key_violation';
end $$;

do $$
declare
  name text;
  found record;
begin
  foreach name in array array['employee', 'employee_version', 'employee_item', 'period_item'] loop
    execute format('create or replace trigger %I after insert on %I referencing new table as after
      for each statement execute function paybeat_refers()', name || '_refers', name);
  end loop;
  create or replace trigger employee_version_refers_to_schedule after insert on employee_version
    referencing new table as after for each statement execute function paybeat_refers_to_schedule();

  create or replace trigger company_stays before delete or truncate or update of company_id on company
    for each statement execute function paybeat_keeps_its_ids();
  create or replace trigger employee_stays before delete or truncate or update of employee_id, company_id
    on employee for each statement execute function paybeat_keeps_its_ids();
  create or replace trigger pay_schedule_stays
    before delete or truncate or update of schedule_id, company_id on pay_schedule
    for each statement execute function paybeat_keeps_its_ids();
  -- A version is only ever closed.
  create or replace trigger employee_version_stays
    before update of employee_id, company_id, schedule_id on employee_version
    for each statement execute function paybeat_keeps_its_ids();
  foreach name in array array['employee_item', 'period_item'] loop
    execute format('create or replace trigger %I before update of employee_id, company_id on %I
      for each statement execute function paybeat_keeps_its_ids()', name || '_stays', name);
  end loop;

  -- Only the keys whose place the triggers take, whatever their names are.
  for found in
    select conrelid::regclass as of, conname from pg_constraint
    where contype = 'f' and (conrelid, confrelid) in (
      ('employee'::regclass, 'company'::regclass),
      ('employee_version'::regclass, 'employee'::regclass),
      ('employee_version'::regclass, 'pay_schedule'::regclass),
      ('employee_item'::regclass, 'employee'::regclass),
      ('period_item'::regclass, 'employee'::regclass))
  loop
    execute format('alter table %s drop constraint %I', found.of, found.conname);
  end loop;
end $$;

-- As in 0013, with the same answer: an empty key is a key. Most items have neither job nor reference.
alter table employee_item
  drop constraint if exists employee_item_keys_are_keys,
  add constraint employee_item_keys_are_keys check (until_revision is not null
    or (job = '' and reference = '')
    or (paybeat_is_key(job) and paybeat_is_key(reference))) not valid;

-- The file that was imported last, of each kind. It only saves work: without a row, the file is compared.
create table if not exists imported_file (
  company_id integer not null references company,
  what       text not null check (what ~ '^[a-z_]+$'),
  -- sha-256 of the bytes, and of everything else that the result depends on.
  digest     bytea not null check (length(digest) = 32),
  -- What the import wrote begins here. Nothing of its kind has changed if nothing begins or ends later.
  revision   integer not null,
  rows       integer not null,
  notes      jsonb not null,
  primary key (company_id, what)
);
grant select, insert, update on imported_file to paybeat_app, paybeat_worker;
alter table imported_file enable row level security;
drop policy if exists one_company on imported_file;
create policy one_company on imported_file to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on imported_file;
create policy every_company on imported_file to paybeat_worker using (true) with check (true);
