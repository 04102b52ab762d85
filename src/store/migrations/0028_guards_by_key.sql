-- What    The guard of a run's rows looks up each run by its key.
-- Why     The server keeps the plan of its query as long as a connection lasts. Made while few runs existed,
--         that plan read the key of every run of every company for each statement of a set.
-- Effect  One function is replaced, and refuses what it refused. No row is read or changed.
-- Back    Create the function of 0011 again.

create or replace function paybeat_only_while() returns trigger language plpgsql
  security definer set search_path = paybeat, pg_temp set enable_seqscan = off as $$
declare
  wrong record;
begin
  select t.run_id, r.state into wrong
  from (select distinct company_id, run_id from touched) t
    left join lateral (select r.state from pay_run r
      where r.run_id = t.run_id and r.company_id = t.company_id offset 0) r on true
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
