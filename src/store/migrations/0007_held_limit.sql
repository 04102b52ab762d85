-- What    How many people of a run may be held before it waits for a person, by company.
-- Why     One person without hours never stops the others; a whole crew without hours is a file that
--         nobody imported, and its run must not pass as a success.
-- Effect  A column with a default, without a rewrite. Companies that said nothing have 10 percent.
-- Back    Drop the column.

alter table pay_settings
  -- Percent of the people who would be paid; 100: a run never waits for that.
  add column held_percent_max integer not null default 10 check (held_percent_max between 0 and 100);
