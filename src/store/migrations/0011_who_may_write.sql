-- What    Who may write which row, and in which state of its run: the audit chain by two functions, one
--         for the company of a transaction and one for the worker's role; approvals, payslips, chunks,
--         due instants and moves of a run only where a run is that takes them; versions of inputs only
--         together with a raised revision and an audit row.
-- Why     A login that inherits paybeat_app could write into every company's audit chain, add an
--         approval to a committed run, give a run a state that nobody moved it to, and close a version
--         of somebody's pay without a trace. The program does none of it, so nobody should be able to.
-- Effect  Functions, triggers and grants taken back. No row is read or changed. Rows that were written
--         before are left as they are; `paybeat verify` tells of those that should not be there. A
--         worker of the version before goes on working.
-- Back    Drop the triggers and functions created here, put paybeat_audit of 0009 back, put
--         paybeat_refuse_committed and its triggers of 0001, 0005 and 0009 back, and grant again what
--         is revoked here.

-- ---------------------------------------------------------------- the audit chain
-- Nothing that runs as its owner may ask a setting who calls it: whoever calls it may set that. Who may
-- write where is said by EXECUTE, which PostgreSQL checks against the role that calls. What remains: who
-- may act for a company may say which one, here as in row-level security.

-- One link of a chain. Nobody may call it; the two functions below do.
create function paybeat_audit_link(p_company integer, p_actor text, p_action text, p_subject text, p_facts jsonb)
returns bigint language plpgsql set search_path = paybeat, pg_temp as $$
declare
  head   audit_head%rowtype;
  moment timestamptz := paybeat_now();
  link_seq bigint;
  link   bytea;
begin
  select * into strict head from audit_head where company_id = p_company for update;
  link_seq := head.seq + 1;
  link := paybeat_audit_hash(head.hash, p_company, link_seq, moment, p_actor, p_action, p_subject, p_facts);
  insert into audit_event (company_id, seq, at, actor, action, subject, facts, hash)
    values (p_company, link_seq, moment, p_actor, p_action, p_subject, p_facts, link);
  update audit_head set seq = link_seq, hash = link where company_id = p_company;
  return link_seq;
end $$;

create function paybeat_audit_of_any_company(p_company integer, p_actor text, p_action text, p_subject text, p_facts jsonb)
returns bigint language sql security definer set search_path = paybeat, pg_temp as
  $$select paybeat_audit_link(p_company, p_actor, p_action, p_subject, p_facts)$$;

create function paybeat_audit_of_this_company(p_company integer, p_actor text, p_action text, p_subject text, p_facts jsonb)
returns bigint language plpgsql security definer set search_path = paybeat, pg_temp as $$
begin
  if p_company is distinct from paybeat_company() then
    raise exception 'the audit chain of company % is not that of this transaction', p_company
      using errcode = 'insufficient_privilege';
  end if;
  return paybeat_audit_link(p_company, p_actor, p_action, p_subject, p_facts);
end $$;

-- Runs as its caller, and only picks the function that the caller may have.
create or replace function paybeat_audit(p_company integer, p_actor text, p_action text, p_subject text, p_facts jsonb)
returns bigint language plpgsql security invoker set search_path = paybeat, pg_temp as $$
begin
  if pg_has_role(current_user, 'paybeat_worker', 'usage') then
    return paybeat_audit_of_any_company(p_company, p_actor, p_action, p_subject, p_facts);
  end if;
  return paybeat_audit_of_this_company(p_company, p_actor, p_action, p_subject, p_facts);
end $$;

revoke execute on function
  paybeat_audit_link(integer, text, text, text, jsonb),
  paybeat_audit_of_any_company(integer, text, text, text, jsonb),
  paybeat_audit_of_this_company(integer, text, text, text, jsonb) from public;
grant execute on function paybeat_audit_of_any_company(integer, text, text, text, jsonb) to paybeat_worker;
grant execute on function paybeat_audit_of_this_company(integer, text, text, text, jsonb) to paybeat_app;

-- ---------------------------------------------------------------- grants that nothing needs

revoke insert, update on company from paybeat_app;
revoke update on company from paybeat_worker;
grant update (input_revision) on company to paybeat_app, paybeat_worker;
revoke insert on audit_head from paybeat_app;
revoke insert, update on worker from paybeat_app;
revoke update on employee, run_exception, run_retro from paybeat_app, paybeat_worker;
revoke update on pay_code, pay_settings, employee_terms, employee_move from paybeat_app, paybeat_worker;
grant update (until_revision) on pay_code, pay_settings, employee_terms, employee_move
  to paybeat_app, paybeat_worker;
revoke update on task_event from paybeat_worker;
-- A run is moved, calculated and approved in transactions of its company.
revoke insert, update on pay_run from paybeat_worker;
revoke insert on approval, run_exception, run_retro, run_chunk from paybeat_worker;
revoke delete on payslip, run_exception, run_retro, run_chunk from paybeat_worker;

-- ---------------------------------------------------------------- rows of a run

-- The trigger names the states of its run in which a statement may touch a row. Runs as its owner:
-- whoever writes must not need to see the run.
create function paybeat_only_while() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  wrong record;
begin
  select t.run_id, r.state into wrong
  from (select distinct company_id, run_id from touched) t
    left join pay_run r on r.run_id = t.run_id and r.company_id = t.company_id
  where r.state is null or r.state <> all (tg_argv)
  limit 1;
  if not found then
    return null;
  end if;
  if wrong.state = 'committed' then
    raise exception 'a committed run never changes (table %)', tg_table_name
      using errcode = 'restrict_violation';
  end if;
  raise exception 'run % is %, in which nothing of this kind is written (table %)', wrong.run_id,
    coalesce(wrong.state, 'not there'), tg_table_name using errcode = 'restrict_violation';
end $$;

do $$
declare
  name text;
  inserted text;
  updated text;
  open constant text := $q$'calculating', 'review', 'approved', 'failed'$q$;
begin
  foreach name in array array['payslip', 'run_exception', 'run_retro', 'run_chunk'] loop
    -- A plan is laid down before its move; what is calculated is written while it is calculated.
    inserted := case when name in ('payslip', 'run_retro') then $q$'calculating'$q$ else open end;
    -- The leases of a voided run are given back.
    updated := open || case name when 'run_chunk' then $q$, 'voided'$q$ else '' end;
    execute format('drop trigger %I on %I', name || '_insert_open', name);
    execute format('drop trigger %I on %I', name || '_update_open', name);
    execute format('drop trigger if exists %I on %I', name || '_move_open', name);
    execute format('drop trigger %I on %I', name || '_delete_open', name);
    execute format('create trigger %I after insert on %I referencing new table as touched
      for each statement execute function paybeat_only_while(%s)', name || '_insert_open', name, inserted);
    execute format('create trigger %I after update on %I referencing old table as touched
      for each statement execute function paybeat_only_while(%s)', name || '_update_open', name, updated);
    execute format('create trigger %I after update on %I referencing new table as touched
      for each statement execute function paybeat_only_while(%s)', name || '_move_open', name, updated);
    execute format('create trigger %I after delete on %I referencing old table as touched
      for each statement execute function paybeat_only_while(%s)', name || '_delete_open', name, open);
  end loop;
end $$;
drop function paybeat_refuse_committed();

-- What a row is about never changes: the trigger names the columns, and fires when one is written.
create function paybeat_refuse_other() returns trigger language plpgsql as $$
begin
  raise exception 'what a row of % is about never changes', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger run_chunk_same before update of company_id, run_id, ordinal, employee_ids on run_chunk
  for each row execute function paybeat_refuse_other();
create trigger due_instant_same before update of company_id, period_id, stage on due_instant
  for each row execute function paybeat_refuse_other();
create trigger pay_schedule_same before update of company_id, code, created_at on pay_schedule
  for each row execute function paybeat_refuse_other();
create trigger pay_period_same before update of kind, frequency, by_hand, created_at on pay_period
  for each row execute function paybeat_refuse_other();
create trigger pay_run_same before update of company_id, period_id, kind, pays_held_of, opened_by,
    forced_reason, due_at, opened_at, pay_on, tax_year, state_tax, warnings on pay_run
  for each row execute function paybeat_refuse_other();

-- ---------------------------------------------------------------- moves of a run

create function paybeat_refuse_begun() returns trigger language plpgsql as $$
begin
  raise exception 'a run begins with being calculated' using errcode = 'restrict_violation';
end $$;
create trigger pay_run_begins before insert on pay_run
  for each row when (new.state <> 'calculating' or new.epoch <> 1 or new.move_count <> 1
    or new.totals_hash is not null)
  execute function paybeat_refuse_begun();

-- The table of src/run/run-state.ts, and what else a move may change. Outside a move a run stays as it is.
create function paybeat_run_moves() returns trigger language plpgsql as $$
declare
  same_totals constant boolean := row(new.roster_count, new.chunk_count, new.paid_count, new.held_count,
      new.excluded_count, new.gross_minor, new.reimbursements_minor, new.deductions_minor,
      new.taxes_minor, new.employer_minor, new.net_minor, new.totals_hash, new.blockers,
      new.snapshot_revision)
    is not distinct from row(old.roster_count, old.chunk_count, old.paid_count, old.held_count,
      old.excluded_count, old.gross_minor, old.reimbursements_minor, old.deductions_minor,
      old.taxes_minor, old.employer_minor, old.net_minor, old.totals_hash, old.blockers,
      old.snapshot_revision);
begin
  if new.state = old.state then
    if same_totals and row(new.epoch, new.move_count, new.calculated_at, new.reviewed_at, new.approved_at,
        new.approved_by, new.failed_at, new.closed_why)
      is not distinct from row(old.epoch, old.move_count, old.calculated_at, old.reviewed_at,
        old.approved_at, old.approved_by, old.failed_at, old.closed_why) then
      return new;
    end if;
    raise exception 'run % changes when it moves, and not otherwise', old.run_id
      using errcode = 'restrict_violation';
  end if;
  if (old.state, new.state) not in (('calculating', 'review'), ('review', 'approved'),
      ('approved', 'committed'), ('calculating', 'failed'), ('failed', 'calculating'),
      ('review', 'calculating'), ('approved', 'calculating'), ('calculating', 'voided'),
      ('review', 'voided'), ('approved', 'voided'), ('failed', 'voided'))
    or new.move_count <> old.move_count + 1
    or new.epoch <> old.epoch + (new.state = 'calculating')::integer
    or (new.state in ('approved', 'committed') and not same_totals) then
    raise exception 'run % does not move from % to % like this', old.run_id, old.state, new.state
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger pay_run_moves before update on pay_run
  for each row execute function paybeat_run_moves();

-- I12 and I13 when the transaction ends: each move has its audit row, and what is approved an approval.
create function paybeat_run_is_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
begin
  if (select count(*) from audit_event e where e.company_id = new.company_id
        and e.subject = 'run:' || new.run_id and e.action like 'run.%') < new.move_count then
    raise exception 'a move of run % is in no audit row', new.run_id using errcode = 'restrict_violation';
  end if;
  if new.state in ('approved', 'committed') and not exists (select from approval a
      where a.run_id = new.run_id and a.run_epoch = new.epoch and a.totals_hash = new.totals_hash
        and (new.blockers = '[]' or a.reason is not null)) then
    raise exception 'run % is % and nobody approved its totals', new.run_id, new.state
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create constraint trigger pay_run_told after insert or update of state on pay_run
  deferrable initially deferred for each row execute function paybeat_run_is_told();

-- ---------------------------------------------------------------- approvals

-- Of exactly the totals that a run in review has. The run is held, so that it cannot move meanwhile.
create function paybeat_approves_review() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  run record;
begin
  select r.state, r.epoch, r.totals_hash into run from pay_run r
  where r.run_id = new.run_id and r.company_id = new.company_id for share;
  if (run.state, run.epoch, run.totals_hash) is distinct from ('review', new.run_epoch, new.totals_hash) then
    raise exception 'run % is not in review with these totals', new.run_id
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
-- After row-level security has looked: nobody learns of another company's run.
create trigger approval_of_review after insert on approval
  for each row execute function paybeat_approves_review();

create function paybeat_approval_is_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
begin
  if not exists (select from audit_event e where e.company_id = new.company_id
      and e.subject = 'run:' || new.run_id and e.action = 'run.approve' and e.actor = new.approver
      and e.facts ->> 'epoch' = new.run_epoch::text and e.facts ->> 'totals' = new.totals_hash) then
    raise exception 'an approval of run % is in no audit row', new.run_id using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create constraint trigger approval_told after insert on approval
  deferrable initially deferred for each row execute function paybeat_approval_is_told();

create trigger approval_append_only before update or delete or truncate on approval
  for each statement execute function paybeat_refuse_change();
create trigger audit_head_not_emptied before truncate on audit_head
  for each statement execute function paybeat_refuse_change();

-- ---------------------------------------------------------------- periods and ticks

-- I7 when the transaction ends: what is completed was paid.
create function paybeat_period_is_paid() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
begin
  if not exists (select from pay_run r where r.period_id = new.period_id and r.pays_held_of is null
      and r.state = 'committed') then
    raise exception 'period % is completed, and no run has paid it', new.period_id
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create constraint trigger pay_period_paid after insert or update of status on pay_period
  deferrable initially deferred for each row when (new.status = 'completed')
  execute function paybeat_period_is_paid();

-- What opened a period that is completed is history; what a run fulfilled is not taken away under it.
create function paybeat_due_instant_stays() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  period integer := case tg_op when 'DELETE' then old.period_id else new.period_id end;
begin
  if exists (select from pay_period p where p.period_id = period and p.status = 'completed') then
    raise exception 'period % is completed, and its due instant final', period
      using errcode = 'restrict_violation';
  end if;
  if tg_op = 'DELETE' and old.state = 'fulfilled' then
    raise exception 'the due instant of period % was fulfilled by run %', period, old.fulfilled_by
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create trigger due_instant_stays after insert or update or delete on due_instant
  for each row execute function paybeat_due_instant_stays();

-- A tick that was sent was sent.
create function paybeat_refuse_sent() returns trigger language plpgsql as $$
begin
  raise exception 'the tick of % at % was sent', old.entry, old.due_at using errcode = 'restrict_violation';
end $$;
create trigger beat_tick_sent before update on beat_tick
  for each row when (old.state = 'sent') execute function paybeat_refuse_sent();

-- ---------------------------------------------------------------- revisions of inputs

-- By one, as src/store/writes/companies.ts does.
create function paybeat_refuse_revision() returns trigger language plpgsql as $$
begin
  raise exception 'the input revision of company % goes on by one', old.company_id
    using errcode = 'restrict_violation';
end $$;
create trigger company_revision before update on company
  for each row when (new.input_revision not in (old.input_revision, old.input_revision + 1))
  execute function paybeat_refuse_revision();

-- When the transaction ends: whoever raised it has written an audit row. Once for each raise.
create function paybeat_revision_is_told() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
begin
  if not exists (select from audit_head h where h.company_id = new.company_id
      and h.xmin = pg_current_xact_id()::xid) then
    raise exception 'revision % of company % is in no audit row', new.input_revision, new.company_id
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create constraint trigger company_told after update of input_revision on company
  deferrable initially deferred for each row execute function paybeat_revision_is_told();

-- A version begins, and ends, at the revision that this transaction raised, and at no other; one that has
-- ended stays as it is. Once a statement, whatever the number of rows.
create function paybeat_versions_of_now() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  wrong integer;
begin
  if tg_op = 'INSERT' then
    select t.company_id into wrong
    from (select n.company_id, min(n.from_revision) as first, max(n.from_revision) as last,
            count(n.until_revision) as ended
          from after n group by n.company_id) t
      left join company c on c.company_id = t.company_id and c.xmin = pg_current_xact_id()::xid
    where t.ended > 0 or (t.first, t.last) is distinct from (c.input_revision, c.input_revision)
    limit 1;
  else
    select t.company_id into wrong
    from (select n.company_id, min(n.until_revision) as first, max(n.until_revision) as last,
            count(*) > count(n.until_revision) as has_open
          from after n group by n.company_id) t
      left join company c on c.company_id = t.company_id and c.xmin = pg_current_xact_id()::xid
    where t.has_open or (t.first, t.last) is distinct from (c.input_revision, c.input_revision)
      or exists (select from before o where o.until_revision is not null)
    limit 1;
  end if;
  if found then
    raise exception 'versions of % begin and end at a revision that their transaction raised, once',
      tg_table_name using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

do $$
declare
  name text;
begin
  foreach name in array array['employee_version', 'employee_item', 'period_item', 'opening_balance',
      'employee_terms', 'employee_move', 'pay_code', 'pay_settings'] loop
    execute format('create trigger %I after insert on %I referencing new table as after
      for each statement execute function paybeat_versions_of_now()', name || '_begins_now', name);
    execute format('create trigger %I after update on %I referencing old table as before new table as after
      for each statement execute function paybeat_versions_of_now()', name || '_ends_now', name);
  end loop;
end $$;
