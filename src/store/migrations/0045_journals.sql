-- What    A version of an employee can name a department, a cost centre and a job, from which day on they count, and
--         what counted before. A company can name the accounts of its journal.
-- Why     A journal and a register by department need to know where a person's cost belongs on a day. Accounts have
--         the names of the company's own books.
-- Effect  Five columns that are null for everybody now, one check of new rows, two functions, and one new table with
--         versions, like other inputs. Nothing is rewritten. No run reads them.
-- Back    Drop the table, the check, the columns and the functions. Departments and accounts are lost.

-- ---------------------------------------------------------------- where a person's cost belongs

alter table employee_version
  add column if not exists department text,
  add column if not exists cost_centre text,
  add column if not exists job_title text,
  -- The first day of these three. Null: they count for every day.
  add column if not exists assigned_on date,
  -- A list of { from, department, cost_centre, job_title }, the earliest first. Each counts until the next begins;
  -- `from` is null for every day before that.
  add column if not exists earlier_assignments jsonb;
comment on column employee_version.earlier_assignments is
  'Departments, cost centres and jobs before assigned_on, the earliest first. Null: there was none.';

-- Whether these are assignments in order, each with a day except the first, that began before a day.
create or replace function paybeat_are_assignments(earlier jsonb, before date)
  returns boolean language sql immutable as $$
  select jsonb_typeof(earlier) = 'array' and jsonb_array_length(earlier) > 0 and before is not null and not exists (
    select from (select (e ->> 'from')::date as from_on, at,
        lead((e ->> 'from')::date, 1, before) over (order by at) as next_on
      from jsonb_array_elements(earlier) with ordinality as t(e, at)) t
    where coalesce(from_on, '-infinity') >= next_on or (from_on is null and at > 1))
$$;

alter table employee_version
  drop constraint if exists employee_version_assignments,
  add constraint employee_version_assignments check (
    length(department) between 1 and 100 and length(cost_centre) between 1 and 100
    and length(job_title) between 1 and 100
    and (earlier_assignments is null or paybeat_are_assignments(earlier_assignments, assigned_on))) not valid;

-- What counted on a day before assigned_on. The first assignment that is known counts for the days before it, too.
create or replace function paybeat_earlier_assignment(earlier jsonb, on_day date)
  returns jsonb language sql immutable as $$
  select e from jsonb_array_elements(earlier) with ordinality as t(e, at)
  where at = 1 or (e ->> 'from')::date <= on_day
  order by at desc limit 1
$$;

-- ---------------------------------------------------------------- accounts

create table if not exists account_settings (
  company_id     integer not null references company,
  -- Only what the company has set: `earnings`, `net_pay`, `code:REGULAR`, `code:SS_ER/liability` → the account.
  accounts       jsonb not null check (jsonb_typeof(accounts) = 'object'),
  from_revision  integer not null,
  until_revision integer check (until_revision > from_revision),
  recorded_at    timestamptz not null default paybeat_now(),
  primary key (company_id, from_revision)
);
create unique index if not exists account_settings_current on account_settings (company_id)
  where until_revision is null;

grant select, insert on account_settings to paybeat_app, paybeat_worker;
grant update (until_revision) on account_settings to paybeat_app, paybeat_worker;

alter table account_settings enable row level security;
drop policy if exists one_company on account_settings;
create policy one_company on account_settings to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on account_settings;
create policy every_company on account_settings to paybeat_worker using (true) with check (true);

drop trigger if exists account_settings_begins_now on account_settings;
create trigger account_settings_begins_now after insert on account_settings referencing new table as after
  for each statement execute function paybeat_versions_of_now();
drop trigger if exists account_settings_ends_now on account_settings;
create trigger account_settings_ends_now after update on account_settings
  referencing old table as before new table as after
  for each statement execute function paybeat_versions_of_now();
