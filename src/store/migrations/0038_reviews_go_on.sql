-- What    Each table of inputs by person can be read by company and newest revision. The deadline of a review that has
--         begun can move, with its audit row.
-- Why     A review asks what changed after its run had read the inputs. Without an index that reads everybody of
--         the company, each time that it is asked. A deadline that somebody moved counted only for later runs.
-- Effect  Seven indexes, and two triggers of runs. Building the indexes reads each of these tables once: some
--         seconds for a million people. No row is changed.
-- Back    Drop the indexes and pay_run_deadline_told, and create the trigger pay_run_review of 0032 again.

create index if not exists employee_version_changed
  on employee_version (company_id, (greatest(from_revision, until_revision)));
create index if not exists employee_terms_changed
  on employee_terms (company_id, (greatest(from_revision, until_revision)));
create index if not exists employee_item_changed
  on employee_item (company_id, (greatest(from_revision, until_revision)));
create index if not exists employee_move_changed
  on employee_move (company_id, (greatest(from_revision, until_revision)));
create index if not exists opening_balance_changed
  on opening_balance (company_id, (greatest(from_revision, until_revision)));
create index if not exists period_item_changed
  on period_item (company_id, (greatest(from_revision, until_revision)));
create index if not exists owed_decision_changed
  on owed_decision (company_id, (greatest(from_revision, until_revision)));

-- ---------------------------------------------------------------- a deadline that moves during a review

-- The policy of a review stays as it was when the review began. Its deadline may move to a later time than now.
drop trigger if exists pay_run_review on pay_run;
create trigger pay_run_review before update of review, review_deadline on pay_run
  for each row when ((old.review, old.review_deadline) is distinct from (new.review, new.review_deadline)
    and (old.state, new.state) not in (('calculating', 'review'), ('review', 'calculating'),
      ('approved', 'calculating'), ('failed', 'calculating'))
    and not ((old.state, new.state) = ('review', 'review') and old.review is not distinct from new.review
      and new.review_deadline > paybeat_now()))
  execute function paybeat_review_stays();

-- When the transaction ends: whoever moved a deadline has written an audit row.
drop trigger if exists pay_run_deadline_told on pay_run;
create constraint trigger pay_run_deadline_told after update of review_deadline on pay_run
  deferrable initially deferred for each row
  when (old.state = 'review' and new.state = 'review' and old.review_deadline is distinct from new.review_deadline)
  execute function paybeat_change_is_told();
