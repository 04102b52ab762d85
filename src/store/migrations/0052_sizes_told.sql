-- What    An import can tell the planner how large a table of inputs has become, before it commits.
-- Why     Rows that are rolled back stay in a table as dead ones. An ANALYZE after a dry run finds pages without a
--         row, and the planner then expects one row wherever it looks. An import after it compared each row with each.
-- Effect  One function, which may ANALYZE six tables and no other. It keeps other ANALYZE and VACUUM off the table
--         until the transaction ends, and nobody else. If one of those is at work, it does nothing.
-- Back    Drop the function. Imports then fail until an older Paybeat runs.

create or replace function paybeat_tell_size(p_table text) returns void language plpgsql
  security definer set search_path = paybeat, pg_temp set client_min_messages = error as $$
begin
  if p_table = 'employee' then
    analyze (skip_locked) employee (company_id, employee_id);
  elsif p_table in ('employee_version', 'employee_terms', 'employee_item', 'period_item', 'opening_balance') then
    execute format('analyze (skip_locked) %I (company_id, employee_id, until_revision)', p_table);
  else
    raise exception 'the size of % is not told by imports', p_table using errcode = 'insufficient_privilege';
  end if;
end $$;
revoke execute on function paybeat_tell_size(text) from public;
grant execute on function paybeat_tell_size(text) to paybeat_app;
