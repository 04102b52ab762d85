-- What    A run that fails says in which state it did, from review and approved too, and is retried there.
--         How often its next step has failed, and when it is tried again, stand in its row.
-- Why     A run whose review, approval or commit the database refused each time was tried for ever. It
--         held up the later periods of its people, and only the log told of it.
-- Effect  Five columns with constant defaults; only rows of failed runs are written. The moves from and to
--         `failed` that the trigger allows. A worker of the version before goes on working.
-- Back    Retry, recalculate or void what has failed. Put paybeat_run_moves of 0011 back and drop the columns.

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
