-- What    A person may approve a run that waits with blockers: who, why, and the run says so itself.
-- Why     Until now only the policy approved, and only what had no blocker; a run that somebody had
--         looked at and found right could be calculated again or voided, and nothing else.
-- Effect  Two columns without a rewrite; the check on approved runs is read again once. Runs approved
--         before have no approved_by and no blockers.
-- Back    Not once such a run is committed: put pay_run_check1 of 0001 back and drop both columns.

alter table approval
  add column reason text check (length(btrim(reason)) between 1 and 500);

alter table pay_run
  -- Who approved it: `person:ada` or `policy:…`; null until then.
  add column approved_by text,
  drop constraint pay_run_check1,
  add constraint pay_run_approved check (state not in ('approved', 'committed')
    or (approved_at is not null
        -- Only a person's eyes wave a blocker through, and never these: the numbers below hold.
        and (blockers = '[]' or coalesce(approved_by not like 'policy:%', false))
        and paid_count + held_count + excluded_count = roster_count
        and net_minor = gross_minor + reimbursements_minor - deductions_minor - taxes_minor));
