-- What    Weekly overtime: whether a company has it made and on which day its workweek begins, whom it
--         is for, and whether a run makes it.
-- Why     Hours that came by day were paid straight, however many they were in a week.
-- Effect  Columns with constant defaults: no row is rewritten. Runs that are there already, committed or
--         not, stay without it, and can be explained and compared as they were paid; runs opened from
--         now on have it, unless the company says none. An employee_version without a word follows the
--         kind of pay.
-- Back    Drop the columns.

alter table pay_settings
  add column if not exists overtime text not null default 'weekly'
    check (overtime in ('weekly', 'none')),
  add column if not exists workweek_start text not null default 'sunday'
    check (workweek_start in
      ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'));

-- Null: people paid by the hour are not exempt, salaried people are.
alter table employee_version
  add column if not exists overtime text check (overtime in ('exempt', 'nonexempt'));

alter table pay_run add column if not exists weekly_overtime boolean not null default false;
alter table pay_run alter column weekly_overtime set default true;
