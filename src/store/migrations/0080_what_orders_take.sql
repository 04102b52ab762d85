-- What    What a payslip takes for each court order: its part of the line of its pay code.
-- Why     A payslip has one line for each pay code. Each payee gets the part of its own orders, and an order with a
--         balance ends at its own amount.
-- Effect  One new table, empty. Payslips from before have no rows: their line belongs to the pay code.
-- Back    Drop the table. Orders that share a pay code and have balances would then end together.

create table if not exists run_court_order (
  company_id   integer not null,
  run_id       integer not null,
  employee_id  integer not null,
  pay_code_id  integer not null,
  -- The number of the case; empty if the order has none.
  reference    text not null,
  payee        text,
  amount_minor bigint not null check (amount_minor <> 0),
  ordinal      integer not null,
  epoch        integer not null,
  primary key (run_id, employee_id, pay_code_id, reference),
  foreign key (company_id, run_id) references pay_run (company_id, run_id),
  foreign key (company_id, employee_id) references employee (company_id, employee_id)
);

grant select, insert, delete on run_court_order to paybeat_app;
grant select, insert on run_court_order to paybeat_worker;

alter table run_court_order enable row level security;
drop policy if exists one_company on run_court_order;
create policy one_company on run_court_order to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on run_court_order;
create policy every_company on run_court_order for select to paybeat_worker using (true);
drop policy if exists of_its_set on run_court_order;
create policy of_its_set on run_court_order for insert to paybeat_worker
  with check (company_id = any ((select paybeat_companies())::integer[]));

create or replace trigger run_court_order_insert_open after insert on run_court_order
  referencing new table as touched
  for each statement execute function paybeat_only_while('calculating');
create or replace trigger run_court_order_update_open after update on run_court_order
  referencing old table as touched
  for each statement execute function paybeat_only_while('calculating', 'review', 'approved', 'failed');
create or replace trigger run_court_order_move_open after update on run_court_order
  referencing new table as touched
  for each statement execute function paybeat_only_while('calculating', 'review', 'approved', 'failed');
create or replace trigger run_court_order_delete_open after delete on run_court_order
  referencing old table as touched
  for each statement execute function paybeat_only_while('calculating', 'review', 'approved', 'failed');
