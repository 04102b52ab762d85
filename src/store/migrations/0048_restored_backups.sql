-- What    A database has an id, and says which backups it was restored from. Until somebody has looked at what happened
--         since such a backup, no run is approved or committed, and no run but a regular one is opened.
-- Why     A restored database knows nothing of what was paid after its backup. Going on by itself would pay it again.
-- Effect  Two small tables, two functions and four triggers. Nothing is rewritten. A commit reads one table of a few rows.
--         A worker of the version before works on; in a restored database its commits are refused.
-- Back    Drop the triggers, the functions and the tables.

create table if not exists database_identity (
  is_only     boolean primary key default true check (is_only),
  database_id uuid not null default gen_random_uuid(),
  created_at  timestamptz not null default paybeat_now()
);
insert into database_identity default values on conflict do nothing;

-- One row for each restore, the newest last. Who restores writes it as the owner, together with all other rows.
create table if not exists restored_backup (
  restored_id  integer generated always as identity primary key,
  restored_at  timestamptz not null default paybeat_now(),
  restored_by  text not null,
  -- The moment of the backup: the database knows nothing that happened later.
  taken_at     timestamptz not null,
  -- Of the file.
  sha256       text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  -- Of the keys that signed certificates then. The keys themselves are restored apart.
  key_ids      text[] not null default '{}',
  accepted_at  timestamptz,
  accepted_by  text,
  accepted_why text check (length(btrim(accepted_why)) between 1 and 1000),
  check (num_nulls(accepted_at, accepted_by, accepted_why) in (0, 3))
);

-- For transactions whose plans read no whole table.
create index if not exists restored_backup_unchecked on restored_backup (restored_id) where accepted_at is null;

create or replace function paybeat_refuse_unchecked() returns trigger language plpgsql as $$
begin
  if exists (select from paybeat.restored_backup where accepted_at is null) then
    raise exception 'the database was restored from a backup, and nobody has looked at what happened since'
      using errcode = 'restrict_violation', constraint = 'restored_unchecked';
  end if;
  return new;
end $$;
drop trigger if exists pay_run_not_unchecked on pay_run;
create trigger pay_run_not_unchecked before update of state on pay_run
  for each row when (new.state in ('approved', 'committed') and new.state <> old.state)
  execute function paybeat_refuse_unchecked();
-- At the end of the transaction, so that a dry run may show what it would do.
drop trigger if exists pay_run_not_opened_unchecked on pay_run;
create constraint trigger pay_run_not_opened_unchecked after insert on pay_run
  deferrable initially deferred for each row when (new.kind <> 'regular')
  execute function paybeat_refuse_unchecked();

-- It is accepted once, and never changes afterwards.
create or replace function paybeat_accepted_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.accepted_at is null and new.accepted_at is not null
    and row(new.restored_id, new.restored_at, new.restored_by, new.taken_at, new.sha256, new.key_ids)
      is not distinct from row(old.restored_id, old.restored_at, old.restored_by, old.taken_at, old.sha256, old.key_ids) then
    return new;
  end if;
  raise exception 'what was restored, and who accepted it, never changes' using errcode = 'restrict_violation';
end $$;
drop trigger if exists restored_backup_accepted_once on restored_backup;
create trigger restored_backup_accepted_once before update or delete on restored_backup
  for each row execute function paybeat_accepted_once();
drop trigger if exists restored_backup_not_emptied on restored_backup;
create trigger restored_backup_not_emptied before truncate on restored_backup
  for each statement execute function paybeat_refuse_change();

grant select on database_identity, restored_backup to paybeat_app, paybeat_worker;
grant update (accepted_at, accepted_by, accepted_why) on restored_backup to paybeat_worker;
