-- What    A version of an employee can have a birth date. A recurring item can state the most that its person gives in
--         a year, and which amount of a yearly limit applies.
-- Why     The law limits what a person gives in a year by age and by circumstances that only people know.
-- Effect  Three columns that are null for everybody now, and two checks of new rows. Nothing is rewritten.
-- Back    Drop the checks and the columns. Birth dates and these limits are lost.

alter table employee_version add column if not exists birth_on date;
alter table employee_version
  drop constraint if exists employee_version_birth,
  add constraint employee_version_birth check (birth_on < hired_on or earlier is not null) not valid;

alter table employee_item
  add column if not exists limit_minor bigint,
  add column if not exists limit_for text;
alter table employee_item
  drop constraint if exists employee_item_limit,
  add constraint employee_item_limit check (
    limit_minor >= 0 and length(limit_for) between 1 and 40
    and (num_nonnulls(limit_minor, limit_for) = 0 or from_on is not null)) not valid;
