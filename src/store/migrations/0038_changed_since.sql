-- What    Each table of inputs by person can be read by company and newest revision.
-- Why     A review asks what changed after its run had read the inputs. Without an index that reads everybody of
--         the company, each time that it is asked.
-- Effect  Seven indexes. Building them reads each of these tables once: some seconds for a million people. No row
--         is changed.
-- Back    Drop the indexes. Nothing else depends on them.

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
