-- What    An off-cycle run can pay what is owed for paid periods.
-- Why     Only the next regular run paid it. Somebody who is owed a week's pay had to wait for it, or be paid by
--         hand, and then again by the next run.
-- Effect  One column with a constant default, so no row is rewritten, one check, and the column never changes.
-- Back    Drop the check and the column. Going back is not possible while such a run is open: the version before
--         would calculate it without what it pays.

alter table pay_run add column if not exists pays_owed boolean not null default false;
comment on column pay_run.pays_owed is
  'An off-cycle run that pays its people what is owed for paid periods.';
alter table pay_run drop constraint if exists pay_run_pays_owed;
alter table pay_run add constraint pay_run_pays_owed
  check (not pays_owed or (kind = 'off_cycle' and pays_held_of is null and off_cycle_key is not null));

drop trigger if exists pay_run_pays_owed_same on pay_run;
create trigger pay_run_pays_owed_same before update of pays_owed on pay_run
  for each row execute function paybeat_refuse_other();

-- The open run that pays somebody what is owed; few runs are of this kind.
create index if not exists pay_run_paying_owed on pay_run (company_id) where pays_owed;
