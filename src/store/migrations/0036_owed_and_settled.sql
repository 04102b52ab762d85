-- What    What people decided about pay that is owed for paid periods, or was too much: not owed, to be
--         paid, or to be taken back in instalments. What a run takes back for an earlier one.
-- Why     A difference is computed each time and never stored. It ends by what settles it, and that has to
--         be known: by whom, why, and of which amount.
-- Effect  One new table with versions, like other inputs. run_retro gets a column with a constant default,
--         so no row is rewritten.
-- Back    Drop the table and the column. Going back is not possible once a run has taken something back:
--         the version before would count it as retroactive pay.

create table if not exists owed_decision (
  company_id     integer not null,
  employee_id    integer not null,
  kind           text not null check (kind in ('drop', 'pay', 'take_back')),
  -- The run whose period it is about; 0 for what is taken back, which is about the person's whole sum.
  past_run_id    integer not null check ((kind = 'take_back') = (past_run_id = 0)),
  -- drop: what is not owed; below zero, what need not be paid back. take_back: an instalment, or null.
  amount_minor   bigint check (amount_minor <> 0),
  -- take_back: an instalment as a part of the net pay before it.
  percent_micro  bigint check (percent_micro > 0),
  why            text not null,
  from_revision  integer not null,
  until_revision integer check (until_revision > from_revision),
  recorded_at    timestamptz not null default paybeat_now(),
  primary key (employee_id, kind, past_run_id, from_revision),
  foreign key (company_id, employee_id) references employee (company_id, employee_id),
  check (case kind when 'drop' then amount_minor is not null and percent_micro is null
    when 'pay' then amount_minor is null and percent_micro is null
    else num_nonnulls(amount_minor, percent_micro) = 1 and coalesce(amount_minor, 1) > 0 end)
);
create unique index if not exists owed_decision_one_plan on owed_decision (employee_id)
  where kind = 'take_back' and until_revision is null;

alter table run_retro add column if not exists is_taken_back boolean not null default false;

grant select, insert on owed_decision to paybeat_app, paybeat_worker;
grant update (until_revision) on owed_decision to paybeat_app, paybeat_worker;

alter table owed_decision enable row level security;
drop policy if exists one_company on owed_decision;
create policy one_company on owed_decision to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on owed_decision;
create policy every_company on owed_decision to paybeat_worker using (true) with check (true);

drop trigger if exists owed_decision_begins_now on owed_decision;
create trigger owed_decision_begins_now after insert on owed_decision referencing new table as after
  for each statement execute function paybeat_versions_of_now();
drop trigger if exists owed_decision_ends_now on owed_decision;
create trigger owed_decision_ends_now after update on owed_decision
  referencing old table as before new table as after
  for each statement execute function paybeat_versions_of_now();
