-- What    Whether the overtime of a company's jobs is paid on the rate of the job, and whether it calculates the daily
--         overtime of states. Runs have the third edition of the rules.
-- Why     Overtime was paid at the rate of the hour, although the law asks for the regular rate of the workweek.
-- Effect  Columns with constant defaults: no row is rewritten. Runs that are there already, committed or not, keep their
--         edition, and are explained and compared as they were paid; runs opened from now on have edition 3.
-- Back    Drop the columns, and set the default of the edition to 2. Runs of edition 3 can then not be explained.

alter table pay_settings
  -- none, all, or names of jobs with commas between them.
  add column if not exists job_rate_overtime text not null default 'none',
  add column if not exists daily_overtime text not null default 'by_state'
    check (daily_overtime in ('by_state', 'none'));

alter table pay_run alter column rules_edition set default 3;
