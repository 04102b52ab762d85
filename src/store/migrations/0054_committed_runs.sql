-- What    An index has committed runs by the time of their commit.
-- Why     Workers that write certificates look for the runs of the last minutes, and read all runs to find them.
-- Effect  One index. Building it reads pay_run once.
-- Back    Drop the index. Workers that write certificates are slow then.

-- Every committed run has a revision above 0. Guards and sets ask by the state or by committed_at. With a condition on
-- those, the index would also fit their questions, and they would read the runs of all companies.
create index if not exists pay_run_committed on pay_run (committed_at, run_id) where committed_revision > 0;
