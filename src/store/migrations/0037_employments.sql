-- What    A version of an employee can name the person's earlier employments, each with its days and its pay.
-- Why     A person who came back had one pair of dates for two employments. The days of the first were lost, and
--         later payslips warned of runs that were right.
-- Effect  One column that is null for everybody now, one check of new rows, three functions. Nothing is rewritten.
-- Back    Drop the check, the column and the functions. People who came back then have their current employment
--         only.

-- A list of { from, until, pay_type, annual_salary_minor, hourly_rate_micro }, the earliest first. Amounts are text,
-- because a number of JSON is not exact everywhere.
alter table employee_version add column if not exists earlier jsonb;
comment on column employee_version.earlier is
  'Employments that ended before hired_on, the earliest first. Null: there was none.';

-- The days of all employments of a version.
create or replace function paybeat_employed(earlier jsonb, hired_on date, ended_on date)
  returns datemultirange language sql stable as $$
  select coalesce((select range_agg(daterange((e ->> 'from')::date, (e ->> 'until')::date, '[]'))
    from jsonb_array_elements(earlier) e), '{}') + datemultirange(daterange(hired_on, ended_on, '[]'))
$$;

-- Whether a version has a day of employment between two days.
create or replace function paybeat_employed_between(
  earlier jsonb, hired_on date, ended_on date, start_on date, end_on date
) returns boolean language sql stable as $$
  select hired_on <= end_on and (ended_on is null or ended_on >= start_on)
    or earlier is not null and exists (select from jsonb_array_elements(earlier) e
      where (e ->> 'from')::date <= end_on and (e ->> 'until')::date >= start_on)
$$;

-- Whether these are employments in order, each of at least one day, that ended before a day.
create or replace function paybeat_are_employments(earlier jsonb, before date)
  returns boolean language sql immutable as $$
  select jsonb_typeof(earlier) = 'array' and jsonb_array_length(earlier) > 0 and not exists (
    select from (select (e ->> 'from')::date as from_on, (e ->> 'until')::date as until_on,
        lead((e ->> 'from')::date, 1, before) over (order by at) as next_on
      from jsonb_array_elements(earlier) with ordinality as t(e, at)) t
    where from_on is null or until_on is null or from_on > until_on or until_on >= next_on)
$$;

alter table employee_version
  drop constraint if exists employee_version_earlier,
  add constraint employee_version_earlier
    check (earlier is null or paybeat_are_employments(earlier, hired_on)) not valid;
