-- What    Runs have the fourth edition of the rules.
-- Why     A person whose wages do not cover the taxes on tips was held. Now the taxes are taken in the order of the law,
--         and the rest is carried to the next payslips of the year.
-- Effect  Only a default: no row is rewritten. Runs that are there already, committed or not, keep their edition; runs
--         opened from now on have edition 4.
-- Back    Set the default of the edition to 3. Runs of edition 4 in which such a person was paid can then not be
--         explained.

alter table pay_run alter column rules_edition set default 4;
