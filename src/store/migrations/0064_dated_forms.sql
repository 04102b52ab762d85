-- What    An index of the people who have dated tax forms.
-- Why     Each import of a roster keeps them. Most companies have none, and an import would read every person to see it.
-- Effect  One index with a condition that nobody meets yet. Building it reads employee_version once.
-- Back    Drop the index. Imports of rosters read more then.

create index if not exists employee_version_dated_forms on employee_version (company_id, employee_id)
  where until_revision is null and tax_form ? 'dated';
