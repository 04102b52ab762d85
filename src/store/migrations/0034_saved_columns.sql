-- What    The column map of a company for a kind of file, saved once.
-- Why     An export that cannot be changed needed its map with every import, and a forgotten one was refused.
-- Effect  One new table. An import reads one row of it, unless it brings a map of its own.
-- Back    Drop the table and the function. Exports then need their map with each import.

create table if not exists saved_columns (
  company_id integer not null references company,
  kind       text not null check (kind in ('roster', 'hours', 'inputs', 'terms', 'items', 'balances')),
  map        json not null check (json_typeof(map) = 'object'),
  saved_by   text not null check (saved_by <> ''),
  saved_at   timestamptz not null default paybeat_now(),
  primary key (company_id, kind)
);

alter table saved_columns enable row level security;
drop policy if exists one_company on saved_columns;
create policy one_company on saved_columns to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on saved_columns;
create policy every_company on saved_columns for select to paybeat_worker using (true);
grant select on saved_columns to paybeat_app, paybeat_worker;
grant insert, delete, update (map, saved_by, saved_at) on saved_columns to paybeat_app;

-- As paybeat_change_is_told of 0032, and for rows that are removed.
create or replace function paybeat_columns_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  company integer := case when tg_op = 'DELETE' then old.company_id else new.company_id end;
begin
  if not exists (select from audit_head h where h.company_id = company
      and h.xmin = pg_current_xact_id()::xid) then
    raise exception 'a change of the saved column maps of company % is in no audit row', company
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
drop trigger if exists saved_columns_told on saved_columns;
create constraint trigger saved_columns_told after insert or update or delete on saved_columns
  deferrable initially deferred for each row execute function paybeat_columns_told();
