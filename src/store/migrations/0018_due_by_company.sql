-- What    An index of waiting due instants by company.
-- Why     When a run ends, the next period of its company is looked for. Without it each such look reads
--         what waits in every company: a thousand companies that are due at once read a million rows.
-- Effect  The index is built; existing rows are read once and not changed.
-- Back    Drop the index.

create index if not exists due_instant_waiting_of_company on due_instant (company_id, due_at, period_id)
  where state = 'waiting';
