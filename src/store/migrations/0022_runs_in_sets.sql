-- What    The worker's role may write runs again, but only those of companies that its transaction names:
--         the set of small runs that it opens, calculates and commits together. An index of held due
--         instants by company.
-- Why     A thousand small runs cost a thousand times forty statements and six commits. A set shares them.
-- Effect  Policies and grants of five tables, one function, one index. No row is read except by the index.
--         A worker of the version before goes on working.
-- Back    Put the policy every_company of 0001 (for all, true) back on the five tables, take the grants
--         back as 0011 did, drop the policies, the function and the index created here.

-- The companies of this transaction, where it is of several; set by the store when it opens one.
create or replace function paybeat_companies() returns integer[] language sql stable as
  $$select string_to_array(nullif(current_setting('paybeat.company_ids', true), ''), ',')::integer[]$$;

do $$
declare
  name text;
begin
  foreach name in array array['pay_run', 'run_chunk', 'run_exception', 'run_retro', 'approval'] loop
    execute format('drop policy if exists every_company on %I', name);
    execute format('drop policy if exists of_its_set on %I', name);
    execute format('drop policy if exists every_lease on %I', name);
    execute format('drop policy if exists moves_of_its_set on %I', name);
    execute format('create policy every_company on %I for select to paybeat_worker using (true)', name);
    execute format('create policy of_its_set on %I for insert to paybeat_worker
      with check (company_id = any ((select paybeat_companies())::integer[]))', name);
  end loop;
end $$;
-- Leases are renewed and given back in every company, as before.
create policy every_lease on run_chunk for update to paybeat_worker using (true) with check (true);
create policy moves_of_its_set on pay_run for update to paybeat_worker
  using (company_id = any ((select paybeat_companies())::integer[]))
  with check (company_id = any ((select paybeat_companies())::integer[]));

grant insert on pay_run, run_chunk, run_exception, run_retro, approval to paybeat_worker;
grant update on pay_run to paybeat_worker;

-- As in 0002, and: payslips are read only where another committed run pays the same days, each by its key.
-- Without statistics the one query of before read every payslip there is, for each run of a set.
create or replace function paybeat_refuse_covered_commit() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  other record;
  clash integer;
begin
  perform from company where company_id = new.company_id for no key update;
  for other in select o.run_id, o.period_id from paybeat_overlapping_runs(new.period_id) o
      where o.state = 'committed' loop
    select s.employee_id into clash from payslip s
    where s.run_id = new.run_id
      and exists (select from payslip x where x.run_id = other.run_id and x.employee_id = s.employee_id offset 0)
      and not paybeat_moved_between(s.employee_id, new.period_id, other.period_id)
    limit 1;
    if found then
      raise exception 'run % would pay employee % for days that run % has paid', new.run_id, clash,
        other.run_id
        using errcode = 'restrict_violation', constraint = 'payslip_covered_once';
    end if;
  end loop;
  return new;
end $$;

create index if not exists due_instant_held_of_company on due_instant (company_id, due_at)
  where state = 'held';
