-- What    The beat's entries and ticks; tasks that people and the beat send, with their results;
--         what workers tell about themselves and what they are told; who opens a due period.
-- Why     A tick, a sent task and a command must survive a wiped queue, a killed beat and a restart,
--         so each is a row; the queue only carries the hint.
-- Effect  Adds columns with constant defaults (no rewrite) and one generated column, which rewrites
--         due_instant (some thousand rows) once. A worker of the version before goes on working.
-- Back    DROP TABLE beat_tick, beat_entry, task_event, task, worker_command;
--         ALTER TABLE worker DROP COLUMN kind, … ; ALTER TABLE due_instant DROP COLUMN opens.

-- Who opens a due period: its due instant, or only a tick of auto_run_payroll. Read off the rule that
-- made the instant, so that the two cannot differ.
alter table due_instant add column opens text not null
  generated always as (coalesce(rule ->> 'opens', 'due_instant')) stored
  check (opens in ('due_instant', 'tick'));

-- ---------------------------------------------------------------- workers

alter table worker
  add column kind          text not null default 'worker' check (kind in ('worker', 'beat')),
  add column name          text,
  add column queues        text[] not null default '{}',
  add column concurrency   integer not null default 0 check (concurrency >= 0),
  add column state         text not null default 'running' check (state in ('running', 'paused', 'stopping')),
  add column lease_seconds integer not null default 60 check (lease_seconds >= 1),
  add column version       text not null default '',
  add column registered    text[] not null default '{}',
  -- The tasks in hand: [{taskId, task, attempt, startedAt}].
  add column active        jsonb not null default '[]',
  -- Counters since it started, memory, where its health is answered.
  add column facts         jsonb not null default '{}',
  -- Its settings, without secrets.
  add column settings      jsonb not null default '{}';

-- What a worker was told; it looks here at every pulse.
create table worker_command (
  command_id bigint generated always as identity primary key,
  worker_id  text not null references worker on delete cascade,
  command    text not null check (command in ('shutdown', 'pause', 'resume', 'pool_grow', 'pool_shrink', 'ping')),
  by_how_many integer not null default 0 check (by_how_many >= 0),
  sent_at    timestamptz not null default paybeat_now(),
  sent_by    text not null,
  done_at    timestamptz,
  answer     text,
  check ((done_at is null) = (answer is null))
);
create index worker_command_open on worker_command (worker_id) where done_at is null;

-- ---------------------------------------------------------------- tasks

-- A task that somebody sent. Chunks of a run are not here: they are rows of run_chunk already.
create table task (
  task_id     text primary key check (task_id ~ '^[a-z][a-z0-9_.-]{0,119}$'),
  task        text not null,
  args        jsonb not null default '{}',
  queue       text not null,
  priority    smallint not null default 5 check (priority between 0 and 9),
  sent_at     timestamptz not null default paybeat_now(),
  sent_by     text not null,
  not_before  timestamptz,
  not_after   timestamptz,
  retries     smallint not null default 3 check (retries >= 0),
  state       text not null default 'pending' check (state in
                ('pending', 'started', 'retry', 'success', 'failure', 'expired', 'revoked')),
  attempts    integer not null default 0 check (attempts >= 0),
  -- Raised by every claim; whoever writes carries the epoch it claimed with.
  epoch       integer not null default 0 check (epoch >= 0),
  lease_owner text,
  lease_until timestamptz,
  retry_at    timestamptz,
  -- When it was last handed to a queue; null: not yet.
  hinted_at   timestamptz,
  started_at  timestamptz,
  finished_at timestamptz,
  result      jsonb,
  failure     jsonb,
  check ((state = 'started') = (lease_owner is not null)),
  check ((lease_owner is null) = (lease_until is null)),
  check ((state = 'retry') = (retry_at is not null)),
  check ((state in ('success', 'failure', 'expired', 'revoked')) = (finished_at is not null)),
  check (state <> 'failure' or failure is not null)
);
create index task_open on task (queue, priority, sent_at) where state in ('pending', 'started', 'retry');
create index task_finished on task (finished_at) where finished_at is not null;

-- What happened to tasks, for whoever follows them. Kept for an hour; nothing is decided by it.
create table task_event (
  event_id  bigint generated always as identity primary key,
  at        timestamptz not null,
  kind      text not null,
  task_id   text not null,
  task      text not null,
  queue     text not null,
  worker_id text,
  facts     jsonb not null default '{}'
);
create index task_event_at on task_event (at);

-- ---------------------------------------------------------------- the beat

create table beat_entry (
  name            text primary key check (name ~ '^[a-z0-9][a-z0-9_.-]{0,63}$'),
  task            text not null,
  cron            text not null,
  time_zone       text not null,
  queue           text,
  args            jsonb not null default '{}',
  expires_seconds integer check (expires_seconds >= 1),
  catch_up        text not null check (catch_up in ('latest', 'all', 'none')),
  enabled         boolean not null,
  -- 'configuration' and 'default' follow the configuration; 'run time' was added by a person.
  source          text not null check (source in ('configuration', 'default', 'run time')),
  paused_at       timestamptz,
  paused_by       text,
  -- Ticks exist for every moment before this one.
  next_due_at     timestamptz not null,
  changed_at      timestamptz not null default paybeat_now(),
  check ((paused_at is null) = (paused_by is null))
);

-- One tick of one entry: written once, whatever the number of beats. `sent` names the task that it
-- caused, which is written in the same transaction.
create table beat_tick (
  entry      text not null,
  due_at     timestamptz not null,
  local_time text not null,
  state      text not null check (state in ('sent', 'expired', 'skipped')),
  task_id    text unique,
  why        text not null,
  decided_at timestamptz not null default paybeat_now(),
  decided_by text not null,
  primary key (entry, due_at),
  check ((state = 'sent') = (task_id is not null))
);
create index beat_tick_due on beat_tick (due_at);

-- ---------------------------------------------------------------- who may do what
-- None of it belongs to one company, so the role that sees one company sees nothing of it.

grant select, insert, update, delete on worker_command, task, task_event, beat_entry, beat_tick
  to paybeat_worker;
