-- What    A chunk that is done keeps its sums and a digest of its payslips; a run says in which form its
--         totals were hashed; and payslips are added only while their chunk is open.
-- Why     The totals of a run were hashed from all its payslips at once: 0.7 GB in one value for a
--         million people, near PostgreSQL's limit of 1 GB, and once more before the commit. Now no value
--         grows with the number of people. `paybeat verify` still goes back to the payslips.
-- Effect  Columns, one function, one trigger. No row is rewritten. Runs of before keep form 1. A worker of
--         the version before cannot commit a run that this version reviewed: replace all workers.
-- Back    Put paybeat_run_moves of 0019 back; drop the trigger, the function and the columns created here.
--         Runs with totals_form 2 can then no longer be verified.

alter table run_chunk
  add column if not exists paid_count integer,
  add column if not exists held_count integer,
  add column if not exists gross_minor bigint,
  add column if not exists reimbursements_minor bigint,
  add column if not exists deductions_minor bigint,
  add column if not exists taxes_minor bigint,
  add column if not exists employer_minor bigint,
  add column if not exists net_minor bigint,
  -- sha-256 of the ordinal and of the chunk's payslips in the order of their employees.
  add column if not exists digest bytea;
alter table run_chunk drop constraint if exists run_chunk_sums;
-- A worker of the version before writes none of them.
alter table run_chunk add constraint run_chunk_sums check (
  (digest is null or state = 'done')
  and num_nulls(paid_count, held_count, gross_minor, reimbursements_minor, deductions_minor, taxes_minor,
        employer_minor, net_minor, digest) in (0, 9));

-- 1: from the payslips; 2: from the sums and digests of the chunks.
alter table pay_run add column if not exists totals_form smallint not null default 1;
alter table pay_run drop constraint if exists pay_run_totals_form;
alter table pay_run add constraint pay_run_totals_form check (totals_form in (1, 2));

-- The sums of a chunk are written once, when it is done.
create or replace function paybeat_chunk_stays_done() returns trigger language plpgsql as $$
begin
  raise exception 'chunk % of run % is done, and keeps its results', old.ordinal, old.run_id
    using errcode = 'restrict_violation';
end $$;
drop trigger if exists run_chunk_stays_done on run_chunk;
create trigger run_chunk_stays_done before update on run_chunk
  for each row when (old.state = 'done' and row(new.state, new.epoch, new.done_at, new.paid_count,
      new.held_count, new.gross_minor, new.reimbursements_minor, new.deductions_minor, new.taxes_minor,
      new.employer_minor, new.net_minor, new.digest)
    is distinct from row(old.state, old.epoch, old.done_at, old.paid_count, old.held_count, old.gross_minor,
      old.reimbursements_minor, old.deductions_minor, old.taxes_minor, old.employer_minor, old.net_minor,
      old.digest))
  execute function paybeat_chunk_stays_done();

-- What a chunk has summed up never gets another payslip. Runs as its owner: whoever writes need not see
-- the chunk.
create or replace function paybeat_payslips_of_open_chunks() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  wrong record;
begin
  select t.run_id, t.ordinal into wrong
  from (select distinct run_id, ordinal from touched) t
    left join run_chunk c on c.run_id = t.run_id and c.ordinal = t.ordinal
  where c.state is distinct from 'open'
  limit 1;
  if found then
    raise exception 'chunk % of run % is not open, and takes no payslip', wrong.ordinal, wrong.run_id
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
drop trigger if exists payslip_insert_open_chunk on payslip;
create trigger payslip_insert_open_chunk after insert on payslip referencing new table as touched
  for each statement execute function paybeat_payslips_of_open_chunks();

-- As in 0019, and: the form of the totals belongs to the totals.
create or replace function paybeat_run_moves() returns trigger language plpgsql as $$
declare
  same_totals constant boolean := row(new.roster_count, new.chunk_count, new.paid_count, new.held_count,
      new.excluded_count, new.gross_minor, new.reimbursements_minor, new.deductions_minor,
      new.taxes_minor, new.employer_minor, new.net_minor, new.totals_hash, new.blockers,
      new.snapshot_revision, new.totals_form)
    is not distinct from row(old.roster_count, old.chunk_count, old.paid_count, old.held_count,
      old.excluded_count, old.gross_minor, old.reimbursements_minor, old.deductions_minor,
      old.taxes_minor, old.employer_minor, old.net_minor, old.totals_hash, old.blockers,
      old.snapshot_revision, old.totals_form);
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
