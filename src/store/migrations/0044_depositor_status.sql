-- What    How often a company deposits its taxes in a year: monthly or semiweekly, with the reason.
-- Why     The due date of a deposit depends on the taxes of two years before. A company that paid with another program
--         then has to say it, or each of its dates would be the earlier of the two.
-- Effect  One new table. `liabilities` reads it; no run does.
-- Back    Drop the table. Due dates then follow from the pay that Paybeat knows.

create table if not exists depositor_status (
  company_id integer not null references company,
  tax_year   integer not null check (tax_year between 1970 and 2199),
  status     text not null check (status in ('monthly', 'semiweekly')),
  why        text not null check (why <> ''),
  set_by     text not null check (set_by <> ''),
  set_at     timestamptz not null default paybeat_now(),
  primary key (company_id, tax_year)
);

alter table depositor_status enable row level security;
drop policy if exists one_company on depositor_status;
create policy one_company on depositor_status to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on depositor_status;
create policy every_company on depositor_status for select to paybeat_worker using (true);
grant select on depositor_status to paybeat_app, paybeat_worker;
grant insert, update (status, why, set_by, set_at) on depositor_status to paybeat_app;

drop trigger if exists depositor_status_told on depositor_status;
create constraint trigger depositor_status_told after insert or update on depositor_status
  deferrable initially deferred for each row execute function paybeat_change_is_told();
