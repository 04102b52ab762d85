-- What    A pay period can say that another system paid it before. It is skipped, stays so, and no other regular
--         period of the company may cover one of its days.
-- Why     Who comes from another payroll must not be paid twice for a period that it has paid.
-- Effect  One column that is null for every period now, one check of new rows, two indexes, one function and two
--         triggers. Nothing is rewritten. Runs do not read the column.
-- Back    Drop the triggers, the function, the indexes and the column. Paid days can then be paid again.

alter table pay_period add column if not exists paid_before text;
comment on column pay_period.paid_before is
  'The period of another system that was paid, such as django:payroll_payrollperiod:17. Null: none.';

alter table pay_period
  drop constraint if exists pay_period_is_paid_before,
  add constraint pay_period_is_paid_before check (paid_before is null or (length(paid_before) between 1 and 200
    and status = 'skipped' and replaced and by_hand and kind = 'regular' and schedule_id is null)) not valid;

create unique index if not exists pay_period_once_before on pay_period (company_id, paid_before)
  where paid_before is not null;
create index if not exists pay_period_paid_before on pay_period (company_id, start_on, end_on)
  where paid_before is not null;

-- Who records paid days waits for those who add periods to the company, and they for him. So each sees what the
-- other has committed.
create or replace function paybeat_days_paid_before() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.paid_before is not null then
    raise exception 'period % was paid before, and never changes', old.period_id
      using errcode = 'restrict_violation', constraint = 'pay_period_paid_before';
  end if;
  if new.paid_before is not null then
    perform pg_advisory_xact_lock(7236447, new.company_id);
    if exists (select from pay_period p where p.company_id = new.company_id and p.kind = 'regular'
        and p.status in ('draft', 'active') and p.start_on <= new.end_on and p.end_on >= new.start_on) then
      raise exception 'a period of company % covers days that were paid before', new.company_id
        using errcode = 'exclusion_violation', constraint = 'pay_period_paid_before';
    end if;
  elsif new.kind = 'regular' and new.status <> 'skipped' then
    perform pg_advisory_xact_lock_shared(7236447, new.company_id);
    if exists (select from pay_period p where p.company_id = new.company_id and p.paid_before is not null
        and p.start_on <= new.end_on and p.end_on >= new.start_on) then
      raise exception 'the days % to % were paid before', new.start_on, new.end_on
        using errcode = 'exclusion_violation', constraint = 'pay_period_paid_before';
    end if;
  end if;
  return new;
end $$;
drop trigger if exists pay_period_not_paid_again on pay_period;
create trigger pay_period_not_paid_again before insert on pay_period
  for each row execute function paybeat_days_paid_before();
drop trigger if exists pay_period_stays_paid on pay_period;
create trigger pay_period_stays_paid before update on pay_period
  for each row when (old.paid_before is not null or new.paid_before is not null
    or (old.status = 'skipped' and new.status <> 'skipped'))
  execute function paybeat_days_paid_before();
