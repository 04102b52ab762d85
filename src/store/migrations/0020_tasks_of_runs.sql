-- What    A sent task may be running without a worker: it has opened its run and ends with it.
-- Why     It held a place of a worker while it waited. With one place, a run that could not go on stopped
--         the tasks of all other companies.
-- Effect  One more state, two columns that are null, a table that is empty, two indexes of open tasks. No
--         row is rewritten. A worker of the version before leaves running tasks alone; a run that it ends
--         ends its task with the next pulse of a worker of this version.
-- Back    Wait until no task is running; put the check of the state and the index of 0004 back, drop the
--         functions, the table, the index and the columns.

alter table task drop constraint if exists task_state_check;
alter table task add constraint task_state_check check (state in
  ('pending', 'started', 'running', 'retry', 'success', 'failure', 'expired', 'revoked'));

-- The run whose end is the end of the task; null while it waits for several, or for its turn.
alter table task add column if not exists ends_with integer references pay_run;
-- What a task that goes on later has found out up to now.
alter table task add column if not exists so_far jsonb;

drop index if exists task_open;
create index task_open on task (queue, priority, sent_at)
  where state in ('pending', 'started', 'running', 'retry');
create index if not exists task_ends_with on task (ends_with) where state = 'running';

-- The runs that a task has waited for, or waits for. Its foreign key takes hold of the run until the
-- transaction ends: a run does not move while somebody writes down that a task waits for it.
create table if not exists task_run (
  task_id text not null references task on delete cascade,
  run_id  integer not null references pay_run,
  primary key (task_id, run_id)
);
grant select, insert on task_run to paybeat_worker;

-- What a task tells of a run: how it ended and how many, no amounts, no names.
create or replace function paybeat_run_result(run pay_run) returns jsonb language sql stable
  set search_path = paybeat, pg_temp as $$
  select jsonb_build_object('kind', 'ran', 'periodId', run.period_id, 'runId', run.run_id,
    'state', run.state, 'roster', run.roster_count, 'paid', run.paid_count, 'held', run.held_count,
    'excluded', run.excluded_count, 'seconds', extract(epoch from
      coalesce(run.committed_at, run.calculated_at, run.opened_at) - run.opened_at)::float8)
$$;

-- It goes on by itself: `isInMotion` in run-state.ts.
create or replace function paybeat_is_in_motion(run pay_run) returns boolean language sql immutable
  set search_path = paybeat, pg_temp as $$
  select run.state in ('calculating', 'approved') or (run.state = 'review' and run.blockers = '[]')
$$;

-- Ends the running tasks of runs that no longer go on by themselves, with what became of each. Of one
-- run or of all; nothing but the rows decides.
create or replace function paybeat_tasks_end(p_company integer, p_run integer)
returns table (task_id text, task text, queue text, attempts integer, seconds float8)
language sql set search_path = paybeat, pg_temp as $$
  with ended as (
    update task t set state = 'success', finished_at = paybeat_now(), failure = null,
      result = paybeat_run_result(r)
    from pay_run r
    where t.state = 'running' and t.ends_with = r.run_id
      and (p_run is null or r.run_id = p_run) and (p_company is null or r.company_id = p_company)
      and not paybeat_is_in_motion(r)
    returning t.task_id, t.task, t.queue, t.attempts,
      extract(epoch from t.finished_at - t.started_at)::float8 as seconds
  ), told as (
    insert into task_event (at, kind, task_id, task, queue, facts)
    select paybeat_now(), 'task_succeeded', e.task_id, e.task, e.queue,
      jsonb_build_object('attempts', e.attempts, 'seconds', e.seconds)
    from ended e
  )
  select e.task_id, e.task, e.queue, e.attempts, e.seconds from ended e
$$;

create or replace function paybeat_tasks_end_with(p_run integer)
returns table (task_id text, task text, queue text, attempts integer, seconds float8)
language sql security definer set search_path = paybeat, pg_temp as
  $$select * from paybeat_tasks_end(coalesce(paybeat_company(), 0), p_run)$$;

create or replace function paybeat_tasks_end_of_any_company()
returns table (task_id text, task text, queue text, attempts integer, seconds float8)
language sql security definer set search_path = paybeat, pg_temp as
  $$select * from paybeat_tasks_end(null, null)$$;

revoke execute on function paybeat_tasks_end(integer, integer), paybeat_tasks_end_with(integer),
  paybeat_tasks_end_of_any_company() from public;
grant execute on function paybeat_tasks_end_with(integer) to paybeat_app;
grant execute on function paybeat_tasks_end_of_any_company() to paybeat_worker;
