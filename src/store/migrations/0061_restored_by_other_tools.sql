-- What    A function that says of a database that other tools than Paybeat have restored it, as after pg_restore.
-- Why     Such a database does not know that it was restored: it would go on by itself, and give numbers a second time.
-- Effect  One function, which only the owner may call. Nothing is rewritten.
-- Back    Drop the function.

-- Marks the database like a restore by Paybeat: runs stop before their approval, new numbers begin at the next million,
-- and the audit chain of each company says where the backup ends. Returns the number of companies.
create or replace function paybeat_mark_restored(p_by text, p_taken_at timestamptz) returns integer
language plpgsql set search_path = paybeat, public as $$
declare
  v_sequence record;
  v_owner text := current_user;
  v_companies integer;
  v_unknown_file text := repeat('0', 64);
begin
  if p_taken_at is null or p_taken_at > paybeat_now() then
    raise exception 'the moment of the backup is missing, or in the future' using errcode = 'check_violation';
  end if;
  insert into restored_backup (restored_by, taken_at, sha256) values (p_by, p_taken_at, v_unknown_file);
  for v_sequence in
    select oid::regclass as name, coalesce(pg_sequence_last_value(oid), 0) as last from pg_class
    where relkind = 'S' and relnamespace = 'paybeat'::regnamespace
  loop
    perform setval(v_sequence.name,
      ((v_sequence.last + v_sequence.last / 10) / 1000000 + 1) * 1000000);
  end loop;
  set local role paybeat_worker;
  perform paybeat_audit_all(array_agg(company_id order by company_id), array_agg(p_by),
      array_agg('database.restore'::text), array_agg('backup:' || left(v_unknown_file, 12)),
      array_agg(jsonb_build_object('sha256', v_unknown_file, 'taken_at', p_taken_at)))
    from audit_head having count(*) > 0;
  execute format('set local role %I', v_owner);
  select count(*)::integer into v_companies from audit_head;
  return v_companies;
end $$;
revoke execute on function paybeat_mark_restored(text, timestamptz) from public;
