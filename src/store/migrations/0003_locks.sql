-- What    Locks by name, for people: who works on which pay period right now.
-- Why     Operators look for them (`locks list`), as they did in the cache. Nothing rests on them:
--         unique keys, row locks and epochs decide, also when this table is empty or wrong.
-- Effect  Creates one small table.
-- Back    DROP TABLE lock_lease.

create table lock_lease (
  name        text primary key check (name ~ '^[a-z][a-z0-9_.-]{0,119}$'),
  -- Known to the holder alone: only who shows it renews or releases.
  token       uuid not null,
  owner       text not null,
  host        text not null,
  pid         integer not null,
  acquired_at timestamptz not null default paybeat_now(),
  expires_at  timestamptz not null check (expires_at > acquired_at)
);

grant select, insert, update, delete on lock_lease to paybeat_worker;
