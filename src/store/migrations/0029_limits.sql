-- What    The limits of a company; what a limit saw when it held somebody; and how a chunk compares with the last
--         payslips of its people.
-- Why     A run without errors is not a likely run: a rate of 2,500.00 typed for 25.00 was paid without a question.
--         Who lifts a limit lifts it for exactly the numbers seen, so they are stored with the person.
-- Effect  Columns without a rewrite. Companies that set nothing have the limits of this version. Runs that are
--         committed stay as they are. An open run has limits when it is calculated again.
-- Back    Drop the columns. A worker of the version before goes on working, and holds nobody by a limit.

-- Only what the company has set: the name of a limit → its value as text, or `off`.
alter table pay_settings add column if not exists limits jsonb not null default '{}';
alter table pay_settings drop constraint if exists pay_settings_limits;
alter table pay_settings add constraint pay_settings_limits check (jsonb_typeof(limits) = 'object');

-- `facts`: what was seen, what is usual, and the limit. `seen`: sha-256 of exactly the numbers seen.
alter table run_exception
  add column if not exists facts jsonb,
  add column if not exists seen bytea;
alter table run_exception drop constraint if exists run_exception_seen;
alter table run_exception add constraint run_exception_seen check (
  (facts is null) = (seen is null)
  and (seen is null or (disposition = 'held' and octet_length(seen) = 32 and jsonb_typeof(facts) = 'object')));

-- For the limits of a run. Null: a worker of the version before calculated the chunk.
alter table run_chunk
  -- People of the chunk, paid or held, who have a payslip of an earlier run.
  add column if not exists known_count integer,
  -- Those of them whose last payslip is of the last run of the schedule.
  add column if not exists again_count integer,
  -- Gross pay of the people whom this run and an earlier one pay: now, and last time.
  add column if not exists again_minor bigint,
  add column if not exists last_minor bigint;
