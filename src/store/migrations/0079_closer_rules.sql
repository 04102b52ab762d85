-- What    Runs have the fifth edition of the rules.
-- Why     Hours of leave were compared with the minimum wage like work. They are not work.
-- Effect  Only a default: no row is rewritten. Runs that are there already, committed or not, keep their edition; runs
--         opened from now on have edition 5.
-- Back    Set the default of the edition to 4. Runs of edition 5 may then hold people whom they paid before, if they are
--         explained.

alter table pay_run alter column rules_edition set default 5;
