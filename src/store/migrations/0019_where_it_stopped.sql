-- What    A run that fails says in which state it did, from review and approved too, and is retried there.
--         How often its next step has failed, and when it is tried again, stand in its row. A period and
--         its due instant change with an audit row only, and an active, automated one keeps it.
-- Why     A run whose review, approval or commit the database refused each time was tried for ever. It
--         held up the later periods of its people, and only the log told of it. And whoever inherits
--         paybeat_app could move or delete the due instant of a period without a trace: nobody is paid.
-- Effect  Five columns with constant defaults; only rows of failed runs are written. The moves from and to
--         `failed` that the trigger allows. Constraint triggers on periods and due instants. A worker of
--         the version before goes on working.
-- Back    Retry, recalculate or void what has failed. Put paybeat_run_moves of 0011 back, and drop
--         the columns, triggers and functions created here.

-- ---------------------------------------------------------------- runs that stop

alter table pay_run add column if not exists failed_in text
  check (failed_in in ('calculating', 'review', 'approved'));
alter table pay_run add column if not exists step_failures integer not null default 0
  check (step_failures >= 0);
alter table pay_run add column if not exists step_outages integer not null default 0
  check (step_outages >= 0);
alter table pay_run add column if not exists step_retry_at timestamptz;
alter table pay_run add column if not exists step_error text;
comment on column pay_run.failed_in is 'Of a failed run: the state it was in, where it is retried.';
comment on column pay_run.step_failures is 'Of its next move, since the last one.';
comment on column pay_run.step_outages is 'How often the database broke its next move off.';
update pay_run set failed_in = 'calculating' where state = 'failed' and failed_in is null;
alter table pay_run drop constraint if exists pay_run_failed_in;
alter table pay_run add constraint pay_run_failed_in check ((state = 'failed') = (failed_in is not null));

-- As in 0011, and: what fails keeps all that it has, its approval too, and goes back to where it was.
-- The state in which it failed is written here, whatever the statement says.
create or replace function paybeat_run_moves() returns trigger language plpgsql as $$
declare
  same_totals constant boolean := row(new.roster_count, new.chunk_count, new.paid_count, new.held_count,
      new.excluded_count, new.gross_minor, new.reimbursements_minor, new.deductions_minor,
      new.taxes_minor, new.employer_minor, new.net_minor, new.totals_hash, new.blockers,
      new.snapshot_revision)
    is not distinct from row(old.roster_count, old.chunk_count, old.paid_count, old.held_count,
      old.excluded_count, old.gross_minor, old.reimbursements_minor, old.deductions_minor,
      old.taxes_minor, old.employer_minor, old.net_minor, old.totals_hash, old.blockers,
      old.snapshot_revision);
  same_steps constant boolean := row(new.calculated_at, new.reviewed_at, new.approved_at, new.approved_by)
    is not distinct from row(old.calculated_at, old.reviewed_at, old.approved_at, old.approved_by);
  stops constant boolean := new.state = 'failed';
  goes_on constant boolean := old.state = 'failed' and new.state in ('review', 'approved');
begin
  if new.state = old.state then
    if same_totals and same_steps and row(new.epoch, new.move_count, new.failed_at, new.failed_in,
        new.closed_why)
      is not distinct from row(old.epoch, old.move_count, old.failed_at, old.failed_in, old.closed_why) then
      return new;
    end if;
    raise exception 'run % changes when it moves, and not otherwise', old.run_id
      using errcode = 'restrict_violation';
  end if;
  if (old.state, new.state) not in (('calculating', 'review'), ('review', 'approved'),
      ('approved', 'committed'), ('calculating', 'failed'), ('review', 'failed'), ('approved', 'failed'),
      ('failed', 'calculating'), ('failed', 'review'), ('failed', 'approved'),
      ('review', 'calculating'), ('approved', 'calculating'), ('calculating', 'voided'),
      ('review', 'voided'), ('approved', 'voided'), ('failed', 'voided'))
    or new.move_count <> old.move_count + 1
    or new.epoch <> old.epoch + (new.state = 'calculating')::integer
    or (goes_on and new.state <> old.failed_in)
    or ((stops or goes_on) and not same_steps)
    or ((stops or goes_on or new.state in ('approved', 'committed')) and not same_totals) then
    raise exception 'run % does not move from % to % like this', old.run_id, old.state, new.state
      using errcode = 'restrict_violation';
  end if;
  new.failed_in := case when stops then old.state end;
  return new;
end $$;

-- ---------------------------------------------------------------- periods and their due instants

-- When the transaction ends: whoever moved a period or its due instant has written an audit row. A due
-- instant that comes with its period needs none.
create or replace function paybeat_period_is_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  changed record := case tg_op when 'DELETE' then old else new end;
begin
  if tg_op = 'INSERT' and exists (select from pay_period p
      where p.period_id = changed.period_id and p.xmin = pg_current_xact_id()::xid) then
    return null;
  end if;
  if not exists (select from audit_head h where h.company_id = changed.company_id
      and h.xmin = pg_current_xact_id()::xid) then
    raise exception 'a change of period % is in no audit row', changed.period_id
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
drop trigger if exists due_instant_told on due_instant;
create constraint trigger due_instant_told after insert or update or delete on due_instant
  deferrable initially deferred for each row execute function paybeat_period_is_told();
drop trigger if exists pay_period_told on pay_period;
create constraint trigger pay_period_told after update on pay_period
  deferrable initially deferred for each row when (old.* is distinct from new.*)
  execute function paybeat_period_is_told();

-- I22 when the transaction ends.
create or replace function paybeat_period_has_due() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  period integer := case tg_op when 'DELETE' then old.period_id else new.period_id end;
begin
  if exists (select from pay_period p where p.period_id = period and p.kind = 'regular'
      and p.status = 'active' and p.automation_enabled
      and not exists (select from due_instant d where d.period_id = p.period_id)) then
    raise exception 'period % is active and automated, and has no due instant', period
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
drop trigger if exists due_instant_kept on due_instant;
create constraint trigger due_instant_kept after delete on due_instant
  deferrable initially deferred for each row execute function paybeat_period_has_due();
drop trigger if exists pay_period_has_due on pay_period;
create constraint trigger pay_period_has_due after insert or update of status, automation_enabled on pay_period
  deferrable initially deferred for each row when (new.status = 'active' and new.automation_enabled)
  execute function paybeat_period_has_due();
