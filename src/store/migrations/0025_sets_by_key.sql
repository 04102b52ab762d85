-- What    The triggers that look at a run's commit find other runs, and payslips, by their keys. Audit rows of
--         several companies are linked in one call.
-- Why     The server keeps the plan of a trigger's query for as long as a connection lasts. A plan that was
--         made while few runs existed read all runs of all companies for each commit. Each audit row cost
--         five statements, and a row of the chain's head.
-- Effect  Functions are replaced, and one is new for each role. No row is read or changed. The head of an
--         audit chain may go on by several rows, if all of them are there.
-- Back    Create the functions of 0001, 0005, 0011 and 0022 again, and drop those created here. A worker of the
--         version before goes on working.

-- Found by key, whatever the planner knows of tables that were empty a moment ago. Only a committed run has
-- committed_at. A condition on the state itself would also fit an index of all committed runs.
create or replace function paybeat_period_is_paid() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  -- Each half has an index by period that holds at most one run.
  if not exists (select from pay_run r where r.period_id = new.period_id and r.kind = 'regular'
      and r.pays_held_of is null and r.state <> 'voided' and r.committed_at is not null)
    and not exists (select from pay_run r where r.period_id = new.period_id and r.kind = 'off_cycle'
      and r.pays_held_of is null and r.state <> 'voided' and r.committed_at is not null) then
    raise exception 'period % is completed, and no run has paid it', new.period_id
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

-- As in 0005, and: payslips are read only where another committed run pays the period, each by its key.
create or replace function paybeat_refuse_paid_twice() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  other record;
  twice integer;
begin
  perform from pay_period where period_id = new.period_id for no key update;
  for other in select r.run_id from pay_run r where r.period_id = new.period_id and r.covers_days
      and r.state <> 'voided' and r.run_id <> new.run_id and r.committed_at is not null loop
    select s.employee_id into twice from payslip s
    where s.run_id = new.run_id
      and exists (select from payslip x where x.run_id = other.run_id and x.employee_id = s.employee_id offset 0)
    limit 1;
    if found then
      raise exception 'run % would pay employee % for a period that run % has paid', new.run_id,
        twice, other.run_id
        using errcode = 'restrict_violation', constraint = 'payslip_once_a_period';
    end if;
  end loop;
  return new;
end $$;

-- As in 0009. `offset 0` keeps the order of the look-ups: the period, those of its company, their runs.
create or replace function paybeat_overlapping_runs(p_period integer)
returns table (run_id integer, state text, period_id integer, schedule_id integer, start_on date, end_on date)
language sql stable as $$
  select r.run_id, r.state, q.period_id, q.schedule_id, q.start_on, q.end_on
  from pay_period p
    cross join lateral (select * from pay_period q where q.company_id = p.company_id
      and q.period_id <> p.period_id and q.status <> 'skipped' and q.kind = 'regular'
      and daterange(q.start_on, q.end_on, '[]') && daterange(p.start_on, p.end_on, '[]') offset 0) q
    cross join lateral (select r.run_id, r.state from pay_run r where r.period_id = q.period_id
      and r.covers_days and r.state <> 'voided' offset 0) r
  where p.period_id = p_period
$$;

-- As in 0005, and each run is looked up by its key.
create or replace function paybeat_refuse_covered() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  clash record;
begin
  select t.run_id, s.employee_id, o.run_id as other_run into clash
  from (select distinct run_id from touched) t
    cross join lateral (select * from pay_run r where r.run_id = t.run_id and r.covers_days offset 0) r
    cross join lateral (select * from paybeat_overlapping_runs(r.period_id) offset 0) o
    join touched s on s.run_id = t.run_id
    join payslip x on x.run_id = o.run_id and x.employee_id = s.employee_id
  where not paybeat_moved_between(s.employee_id, r.period_id, o.period_id)
  limit 1;
  if found then
    raise exception 'run % would pay employee % for days that run % pays', clash.run_id,
      clash.employee_id, clash.other_run
      using errcode = 'restrict_violation', constraint = 'payslip_covered_once';
  end if;
  return null;
end $$;

-- Their queries are right, and are planned once a connection too.
do $$
declare
  name text;
begin
  foreach name in array array['refuse_covered_commit', 'refuse_committed', 'only_while', 'payslips_of_open_chunks',
      'run_is_told', 'approves_review', 'approval_is_told', 'due_instant_stays',
      'period_is_told', 'period_has_due', 'revision_is_told'] loop
    if to_regprocedure(format('paybeat_%s()', name)) is not null then
      execute format('alter function paybeat_%s() set enable_seqscan = off', name);
    end if;
  end loop;
end $$;

-- ---------------------------------------------------------------- audit rows of several companies

-- Stable, as what it calls: only then does the server compute it in place.
alter function paybeat_audit_hash(bytea, integer, bigint, timestamptz, text, text, text, jsonb) stable;

-- As paybeat_audit_link of 0011, for rows of several companies: each chain in the order of the rows. Heads are
-- locked in ascending order of company, and each is written once.
create or replace function paybeat_audit_links(p_companies integer[], p_actors text[], p_actions text[],
                                               p_subjects text[], p_facts jsonb[])
returns void language plpgsql set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  moment    constant timestamptz := paybeat_now();
  told      record;
  company   integer;
  link_seq  bigint;
  link      bytea;
  companies integer[] := '{}';
  seqs      bigint[] := '{}';
  links     bytea[] := '{}';
  last_seqs bigint[] := '{}';
  last_links bytea[] := '{}';
begin
  perform from audit_head where company_id = any (p_companies) order by company_id for update;
  for told in
    select t.* from unnest(p_companies, p_actors, p_actions, p_subjects, p_facts) with ordinality
      as t(company_id, actor, action, subject, facts, place)
    order by t.company_id, t.place loop
    if company is distinct from told.company_id then
      if company is not null then
        companies := companies || company;
        last_seqs := last_seqs || link_seq;
        last_links := last_links || link;
      end if;
      company := told.company_id;
      select h.seq, h.hash into strict link_seq, link from audit_head h where h.company_id = company;
    end if;
    link_seq := link_seq + 1;
    link := paybeat_audit_hash(link, company, link_seq, moment, told.actor, told.action, told.subject,
      told.facts);
    seqs[told.place::integer] := link_seq;
    links[told.place::integer] := link;
  end loop;
  insert into audit_event (company_id, seq, at, actor, action, subject, facts, hash)
    select t.company_id, t.seq, moment, t.actor, t.action, t.subject, t.facts, t.hash
    from unnest(p_companies, seqs, p_actors, p_actions, p_subjects, p_facts, links)
      as t(company_id, seq, actor, action, subject, facts, hash);
  update audit_head h set seq = t.seq, hash = t.hash
  from unnest(companies || company, last_seqs || link_seq, last_links || link) as t(company_id, seq, hash)
  where h.company_id = t.company_id;
end $$;

create or replace function paybeat_audit_all_of_any_company(p_companies integer[], p_actors text[],
  p_actions text[], p_subjects text[], p_facts jsonb[])
returns void language sql security definer set search_path = paybeat, pg_temp as
  $$select paybeat_audit_links(p_companies, p_actors, p_actions, p_subjects, p_facts)$$;

create or replace function paybeat_audit_all_of_this_company(p_companies integer[], p_actors text[],
  p_actions text[], p_subjects text[], p_facts jsonb[])
returns void language plpgsql security definer set search_path = paybeat, pg_temp as $$
begin
  if exists (select from unnest(p_companies) one where one is distinct from paybeat_company()) then
    raise exception 'the audit chain of another company is not that of this transaction'
      using errcode = 'insufficient_privilege';
  end if;
  perform paybeat_audit_links(p_companies, p_actors, p_actions, p_subjects, p_facts);
end $$;

-- Runs as its caller, and only picks the function that the caller may have.
create or replace function paybeat_audit_all(p_companies integer[], p_actors text[], p_actions text[],
                                             p_subjects text[], p_facts jsonb[])
returns void language plpgsql security invoker set search_path = paybeat, pg_temp as $$
begin
  if pg_has_role(current_user, 'paybeat_worker', 'usage') then
    perform paybeat_audit_all_of_any_company(p_companies, p_actors, p_actions, p_subjects, p_facts);
  else
    perform paybeat_audit_all_of_this_company(p_companies, p_actors, p_actions, p_subjects, p_facts);
  end if;
end $$;

revoke execute on function
  paybeat_audit_links(integer[], text[], text[], text[], jsonb[]),
  paybeat_audit_all_of_any_company(integer[], text[], text[], text[], jsonb[]),
  paybeat_audit_all_of_this_company(integer[], text[], text[], text[], jsonb[]),
  paybeat_audit_all(integer[], text[], text[], text[], jsonb[]) from public;
grant execute on function paybeat_audit_all_of_any_company(integer[], text[], text[], text[], jsonb[])
  to paybeat_worker;
grant execute on function paybeat_audit_all_of_this_company(integer[], text[], text[], text[], jsonb[])
  to paybeat_app;
grant execute on function paybeat_audit_all(integer[], text[], text[], text[], jsonb[])
  to paybeat_app, paybeat_worker;

-- A head goes on by the rows that are there, and its hash is that of the last of them.
create or replace function paybeat_head_follows_rows() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
begin
  if new.company_id <> old.company_id or new.seq <= old.seq
    or (select count(*) from audit_event e where e.company_id = new.company_id
      and e.seq > old.seq and e.seq <= new.seq) <> new.seq - old.seq
    or not exists (select from audit_event e where e.company_id = new.company_id and e.seq = new.seq
      and e.hash = new.hash) then
    raise exception 'the head of an audit chain only moves on' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
drop trigger if exists audit_head_goes_on on audit_head;
create trigger audit_head_goes_on before update on audit_head
  for each row when (new.company_id <> old.company_id or new.seq <> old.seq + 1)
  execute function paybeat_head_follows_rows();
