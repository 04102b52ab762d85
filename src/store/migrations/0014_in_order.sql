-- What    Two indexes: runs of a company that are not at their end, and periods that are not paid yet by
--         schedule and pay date.
-- Why     Before a run is opened, what comes before it of the same people is looked for. Without them
--         each look would read every run and every period of the company.
-- Effect  The two indexes are built; existing rows are read once and not changed.
-- Back    Drop the two indexes.

create index if not exists pay_run_unfinished on pay_run (company_id)
  where state in ('calculating', 'review', 'approved', 'failed');
create index if not exists pay_period_unpaid on pay_period (company_id, coalesce(schedule_id, 0), pay_on)
  where status = 'active' and kind = 'regular';
