-- What    The facts of a court order or a levy: what only the law asks for, next to its amount.
-- Why     The law limits all orders of a person together, by their kind, their date and what the order says.
-- Effect  A column without a default: no row is rewritten. An item without facts is calculated as before.
-- Back    Drop the column, after the runs that read it. Their payslips stay, but can no longer be explained.

alter table employee_item
  add column if not exists order_facts jsonb,
  drop constraint if exists employee_item_order,
  add constraint employee_item_order check (order_facts is null or from_on is not null) not valid;
