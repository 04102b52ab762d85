-- What    The edition of the rules with which a run calculates.
-- Why     The flat rate on bonuses now depends on tax that was withheld from regular pay. A run that was opened before
--         has to give the same payslips when it is explained, corrected or verified.
-- Effect  A column with a constant default: no row is rewritten. Runs that are there already, committed or not, stay
--         with edition 1; runs opened from now on have edition 2.
-- Back    Drop the column. Runs of edition 2 that paid a bonus by the aggregate method can then not be explained.

alter table pay_run add column if not exists rules_edition smallint not null default 1;
alter table pay_run alter column rules_edition set default 2;
