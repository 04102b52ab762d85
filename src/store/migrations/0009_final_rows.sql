-- What    The chunks and the period of a committed run never change, the audit chain grows through its
--         function only, and the look for overlapping runs uses two indexes.
-- Why     The program never writes these, so nobody who has a door's role should be able to. Without
--         the indexes each chunk of payslips read every run there is: 102 ms with 52,000 of them, 7 now.
-- Effect  One index, triggers, and grants taken back. Existing rows are not read, except by the index.
-- Back    Drop the index and the triggers created here, put the functions of 0001 and 0005 back, and
--         grant insert on audit_event and update on audit_head to paybeat_app and paybeat_worker.

-- ---------------------------------------------------------------- overlapping runs

create index pay_run_covering on pay_run (period_id) where covers_days and state <> 'voided';

-- A run that pays days is of a regular period, its own or that of the people whom another run held; the
-- condition lets the planner take the index of pay_period_no_overlap.
create or replace function paybeat_overlapping_runs(p_period integer)
returns table (run_id integer, state text, period_id integer, schedule_id integer, start_on date, end_on date)
language sql stable as $$
  select r.run_id, r.state, q.period_id, q.schedule_id, q.start_on, q.end_on
  from pay_period p
    join pay_period q on q.company_id = p.company_id and q.period_id <> p.period_id
      and daterange(q.start_on, q.end_on, '[]') && daterange(p.start_on, p.end_on, '[]')
      and q.status <> 'skipped' and q.kind = 'regular'
    join pay_run r on r.period_id = q.period_id and r.covers_days and r.state <> 'voided'
  where p.period_id = p_period
$$;

-- ---------------------------------------------------------------- chunks and periods

create trigger run_chunk_insert_open after insert on run_chunk referencing new table as touched
  for each statement execute function paybeat_refuse_committed();
create trigger run_chunk_update_open after update on run_chunk referencing old table as touched
  for each statement execute function paybeat_refuse_committed();
create trigger run_chunk_move_open after update on run_chunk referencing new table as touched
  for each statement execute function paybeat_refuse_committed();
create trigger run_chunk_delete_open after delete on run_chunk referencing old table as touched
  for each statement execute function paybeat_refuse_committed();

create function paybeat_refuse_completed() returns trigger language plpgsql as $$
begin
  raise exception 'period % is completed, which is final', old.period_id using errcode = 'restrict_violation';
end $$;
create trigger pay_period_final before update or delete on pay_period
  for each row when (old.status = 'completed') execute function paybeat_refuse_completed();

-- ---------------------------------------------------------------- the audit chain

-- Runs as its owner, whom row-level security does not hold: it looks itself whose chain it is. EXECUTE
-- is taken from everybody else below.
create or replace function paybeat_audit(p_company integer, p_actor text, p_action text, p_subject text, p_facts jsonb)
returns bigint language plpgsql security definer set search_path = paybeat, pg_temp as $$
declare
  head   audit_head%rowtype;
  moment timestamptz := paybeat_now();
  link_seq bigint;
  link   bytea;
begin
  if current_setting('role') not in ('paybeat_worker', 'none') and p_company is distinct from paybeat_company() then
    raise exception 'the audit chain of company % is not that of this transaction', p_company
      using errcode = 'insufficient_privilege';
  end if;
  select * into strict head from audit_head where company_id = p_company for update;
  link_seq := head.seq + 1;
  link := paybeat_audit_hash(head.hash, p_company, link_seq, moment, p_actor, p_action, p_subject, p_facts);
  insert into audit_event (company_id, seq, at, actor, action, subject, facts, hash)
    values (p_company, link_seq, moment, p_actor, p_action, p_subject, p_facts, link);
  update audit_head set seq = link_seq, hash = link where company_id = p_company;
  return link_seq;
end $$;

revoke execute on function paybeat_audit(integer, text, text, text, jsonb) from public;
grant execute on function paybeat_audit(integer, text, text, text, jsonb) to paybeat_app, paybeat_worker;
revoke insert on audit_event from paybeat_app, paybeat_worker;
revoke update on audit_head from paybeat_app, paybeat_worker;

-- A chain begins at nothing and goes on by one, whoever writes.
create function paybeat_refuse_backwards() returns trigger language plpgsql as $$
begin
  raise exception 'the head of an audit chain only moves on' using errcode = 'restrict_violation';
end $$;
create trigger audit_head_begins before insert on audit_head
  for each row when (new.seq <> 0 or new.hash <> ''::bytea) execute function paybeat_refuse_backwards();
create trigger audit_head_goes_on before update on audit_head
  for each row when (new.company_id <> old.company_id or new.seq <> old.seq + 1)
  execute function paybeat_refuse_backwards();
create trigger audit_head_stays before delete on audit_head
  for each row execute function paybeat_refuse_backwards();
