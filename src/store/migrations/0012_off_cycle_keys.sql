-- What    An off-cycle run has a key, and a digest of what it pays; of the runs of a company that are
--         not voided one has a key.
-- Why     The same off-cycle run that was asked for twice was opened twice, and paid people twice.
-- Effect  Two columns without a default: no row is rewritten. One partial index, and a check that is
--         read once. Runs opened before have no key.
-- Back    Drop the index and both columns.

alter table pay_run
  add column if not exists off_cycle_key text check (length(btrim(off_cycle_key)) between 1 and 80),
  -- sha-256 of the dates, the frequency and the rows of its file, in an order of their own.
  add column if not exists off_cycle_digest text check (off_cycle_digest ~ '^[0-9a-f]{64}$'),
  drop constraint if exists pay_run_off_cycle_key,
  add constraint pay_run_off_cycle_key check (
    (off_cycle_key is null) = (off_cycle_digest is null)
    and (off_cycle_key is null or (kind = 'off_cycle' and pays_held_of is null)));

create unique index if not exists pay_run_one_off_cycle_key
  on pay_run (company_id, lower(off_cycle_key))
  where off_cycle_key is not null and state <> 'voided';
