-- What    Runs of kind `correction`: each payslip is what a payslip of a committed run should have been, less what it
--         was. A run has at most one open correction.
-- Why     A payslip that was too low could be put right only by a reversal and a second run, between which the person
--         was unpaid.
-- Effect  One column without a rewrite, checks that are read for new rows only, two small indexes. Functions are
--         replaced. A worker of the version before must not calculate a correction: it would pay the whole amount
--         again, and the commit of such a run is refused.
-- Back    Void the open corrections; reverse the committed ones. Then drop the column, the trigger and the function
--         created here, and create the checks, the trigger pay_run_same and paybeat_commit_reversal of 0042 again.

alter table pay_period drop constraint if exists pay_period_kind_check;
alter table pay_period add constraint pay_period_kind_check
  check (kind in ('regular', 'off_cycle', 'reversal', 'correction')) not valid;

-- The committed run whose payslips this one corrects. The reason is in the audit row of the opening.
alter table pay_run add column if not exists corrects_run_id integer;
alter table pay_run drop constraint if exists pay_run_kind_check;
alter table pay_run add constraint pay_run_kind_check
  check (kind in ('regular', 'off_cycle', 'reversal', 'correction')) not valid;
alter table pay_run drop constraint if exists pay_run_corrects;
alter table pay_run add constraint pay_run_corrects check (
  (kind = 'correction') = (corrects_run_id is not null) and corrects_run_id <> run_id) not valid;
alter table pay_run drop constraint if exists pay_run_corrects_run;
alter table pay_run add constraint pay_run_corrects_run
  foreign key (company_id, corrects_run_id) references pay_run (company_id, run_id) not valid;
create index if not exists pay_run_corrections on pay_run (corrects_run_id) where corrects_run_id is not null;
-- Of two requests at once, one finds the other's run.
create unique index if not exists pay_run_one_open_correction on pay_run (corrects_run_id)
  where corrects_run_id is not null and state not in ('committed', 'voided');

create or replace trigger pay_run_same before update of company_id, period_id, kind, pays_held_of, opened_by,
    forced_reason, due_at, opened_at, pay_on, tax_year, state_tax, warnings, reverses_run_id, corrects_run_id on pay_run
  for each row execute function paybeat_refuse_other();

-- Whether a committed run has corrected a payslip, and no other has reversed the correction.
create or replace function paybeat_is_corrected(p_run integer, p_employee integer)
returns boolean language sql stable as $$
  select exists (select from pay_run c
    where c.corrects_run_id = p_run and c.committed_at is not null
      and exists (select from payslip s where s.run_id = c.run_id and s.employee_id = p_employee offset 0)
      and not paybeat_is_reversed(c.run_id, p_employee))
$$;

-- A correction commits what is still missing, whatever the code does: nothing that it is based on has changed since.
create or replace function paybeat_commit_correction() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  wrong integer;
begin
  -- Commits of one company take turns on its row.
  perform from company where company_id = new.company_id for no key update;
  select s.employee_id into wrong from payslip s
  where s.run_id = new.run_id
    and (not exists (select from payslip o join pay_run p on p.run_id = o.run_id
          where o.run_id = new.corrects_run_id and o.employee_id = s.employee_id
            and p.committed_at is not null and p.covers_days offset 0)
      or paybeat_is_reversed(new.corrects_run_id, s.employee_id))
  limit 1;
  if found then
    raise exception 'run % corrects no payslip of employee % in run %', new.run_id, wrong, new.corrects_run_id
      using errcode = 'restrict_violation', constraint = 'run_correction_of_payslip';
  end if;
  -- Paid, taken back, corrected or reversed since the run read it.
  select s.employee_id into wrong from payslip s
  where s.run_id = new.run_id
    and (exists (select from run_retro t join pay_run r on r.run_id = t.run_id
          where t.past_run_id = new.corrects_run_id and t.employee_id = s.employee_id
            and r.committed_revision > new.snapshot_revision)
      or exists (select from pay_run c join payslip x on x.run_id = c.run_id
          where c.corrects_run_id = new.corrects_run_id and x.employee_id = s.employee_id
            and c.committed_revision > new.snapshot_revision)
      or exists (select from pay_run c
            join run_reversal v on v.reversed_run_id = c.run_id and v.employee_id = s.employee_id
            join pay_run u on u.run_id = v.run_id
          where c.corrects_run_id = new.corrects_run_id and u.committed_revision > new.snapshot_revision))
  limit 1;
  if found then
    raise exception 'another run has settled what run % pays employee %', new.run_id, wrong
      using errcode = 'restrict_violation', constraint = 'run_correction_settled';
  end if;
  return new;
end $$;
create or replace trigger pay_run_commit_correction before update of state on pay_run
  for each row when (new.kind = 'correction' and new.state = 'committed' and old.state <> 'committed')
  execute function paybeat_commit_correction();

-- As in 0042, and: what corrects a payslip is reversed before the payslip.
create or replace function paybeat_commit_reversal() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  wrong integer;
begin
  -- Commits of one company take turns on its row.
  perform from company where company_id = new.company_id for no key update;
  delete from run_reversal v where v.run_id = new.run_id
    and not exists (select from payslip s where s.run_id = v.run_id and s.employee_id = v.employee_id offset 0);
  select s.employee_id into wrong from payslip s
  where s.run_id = new.run_id
    and not exists (select from run_reversal v
        cross join lateral (select o as slip from payslip o
          where o.run_id = v.reversed_run_id and o.employee_id = v.employee_id offset 0) o
      where v.run_id = s.run_id and v.employee_id = s.employee_id
        and v.reversed_run_id = new.reverses_run_id and paybeat_is_negative(s, o.slip) offset 0)
  limit 1;
  if found then
    raise exception 'the payslip of employee % in run % is not the exact negative of run %', wrong, new.run_id,
      new.reverses_run_id using errcode = 'restrict_violation', constraint = 'run_reversal_exact';
  end if;
  -- What was paid or taken back for it since would otherwise count for nothing.
  select t.employee_id into wrong
  from run_retro t
    join run_reversal v on v.run_id = new.run_id and v.employee_id = t.employee_id
    join pay_run r on r.run_id = t.run_id and r.committed_at is not null
  where t.past_run_id = new.reverses_run_id
  group by t.employee_id having sum(t.amount_minor) <> 0
  limit 1;
  if not found then
    select v.employee_id into wrong from run_reversal v
    where v.run_id = new.run_id and paybeat_is_corrected(new.reverses_run_id, v.employee_id)
    limit 1;
  end if;
  if found then
    raise exception 'a later run has settled a difference of employee % for run %', wrong, new.reverses_run_id
      using errcode = 'restrict_violation', constraint = 'run_reversal_settled';
  end if;
  return new;
end $$;
