-- What    Tax tables that somebody has loaded from a file, for all companies, and which of them a run reads.
-- Why     Next year's tables are published before a release has them. What was paid with figures must stay provable.
-- Effect  One small table. A column of pay_run with a default: no row is rewritten. Runs that are there already read the
--         built-in tables, as before.
-- Back    Drop the column and the table, after the runs that read it. Their payslips stay, but can no longer be explained.

-- Each load and each removal has a revision of its own. A run reads the tables of one revision, so it keeps what it was
-- opened with, whatever is loaded later.
create table if not exists tax_table (
  revision         integer generated always as identity primary key,
  country          text not null check (country ~ '^[a-z]{2}$'),
  year             integer not null check (year between 2000 and 2100),
  version          integer not null check (version > 0),
  file             jsonb not null,
  -- Of the canonical form of the file.
  sha256           text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  loaded_by        text not null,
  loaded_at        timestamptz not null default paybeat_now(),
  -- From this revision on no run reads it.
  removed_revision integer check (removed_revision > revision),
  removed_by       text,
  removed_at       timestamptz,
  unique (country, year, version),
  check (num_nulls(removed_revision, removed_by, removed_at) in (0, 3))
);

alter table pay_run add column if not exists tables_revision integer not null default 0;

-- A version never changes. It is removed once.
create or replace function paybeat_table_removed_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.removed_revision is null and new.removed_revision is not null
    and row(new.revision, new.country, new.year, new.version, new.file, new.sha256, new.loaded_by, new.loaded_at)
      is not distinct from row(old.revision, old.country, old.year, old.version, old.file, old.sha256, old.loaded_by, old.loaded_at) then
    return new;
  end if;
  raise exception 'a loaded tax table never changes' using errcode = 'restrict_violation';
end $$;
drop trigger if exists tax_table_removed_once on tax_table;
create trigger tax_table_removed_once before update or delete on tax_table
  for each row execute function paybeat_table_removed_once();
drop trigger if exists tax_table_not_emptied on tax_table;
create trigger tax_table_not_emptied before truncate on tax_table
  for each statement execute function paybeat_refuse_change();

grant select on tax_table to paybeat_app, paybeat_worker;
grant insert on tax_table to paybeat_worker;
grant update (removed_revision, removed_by, removed_at) on tax_table to paybeat_worker;
grant usage on sequence tax_table_revision_seq to paybeat_worker;
