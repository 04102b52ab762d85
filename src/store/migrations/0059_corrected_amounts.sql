-- What    A correction may be of an off-cycle run that pays amounts of its own.
-- Why     A wrong bonus could be put right only by a reversal and another run, or by a run of the difference.
-- Effect  One function is replaced. A worker of the version before calculates such a correction like any other.
-- Back    Void the open corrections of off-cycle runs; reverse the committed ones. Then create the function of 0043 again.

-- As in 0043, and: the corrected run may pay amounts of its own.
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
            and p.committed_at is not null and (p.covers_days or p.kind = 'off_cycle' and not p.pays_owed) offset 0)
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
