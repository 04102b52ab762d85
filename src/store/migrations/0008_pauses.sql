-- What    Who is paused: all workers, or one by its name, until a person resumes them.
-- Why     A pause lived in the memory of each worker: one that was restarted, or started later, took
--         tasks although a person had said that nobody should.
-- Effect  Creates one small table. A worker of the version before obeys the command, as it did.
-- Back    DROP TABLE worker_pause.

create table worker_pause (
  -- '*' is every worker; a name of its own is an exception from that.
  worker_name text primary key,
  is_paused   boolean not null,
  since       timestamptz not null default paybeat_now(),
  ordered_by  text not null
);

grant select, insert, update, delete on worker_pause to paybeat_worker;
