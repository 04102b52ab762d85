-- What    Runs have the fourth edition of the rules.
-- Why     A rate below the minimum wage was paid without a word. It now holds the person.
-- Effect  No row is read or changed. Runs that are there already keep their edition; runs opened from now on have 4.
-- Back    Set the default to 3.

alter table pay_run alter column rules_edition set default 4;
