-- What    Requests of programs that changed something, each under the key that the program chose, with its answer.
-- Why     A program whose reply was lost sends its request again, and must not pay or approve twice.
-- Effect  One table in seven partitions, one small table and two functions. Nothing that exists changes.
-- Back    Drop the tables and the functions. A request that is sent again is then carried out again.

-- A partition is filled for a time, and emptied as a whole when its turn comes again: money has five of 100 days, so a
-- request is kept for 400 to 500 days; all else two of 7 days, so it is kept for 7 to 14.
create table if not exists api_request (
  slot           text not null,
  -- Without a foreign key, so that a partition can be emptied and filled by itself. Companies are never deleted.
  company_id     integer not null,
  -- As in the audit chain, without the person behind it: `key:hr-sync`.
  caller         text not null,
  -- What the program sent as Idempotency-Key.
  request_key    text not null check (length(request_key) between 1 and 200),
  -- Of the method, the path and the body.
  request_sha256 bytea not null check (length(request_sha256) = 32),
  begun_at       timestamptz not null default paybeat_now(),
  -- JSON. Null: it is under way, or its process ended between the change and this answer.
  answer         text,
  primary key (slot, company_id, caller, request_key)
) partition by list (slot);
do $$
declare slot text;
begin
  foreach slot in array array['money_0', 'money_1', 'money_2', 'money_3', 'money_4', 'other_0', 'other_1'] loop
    execute format('create table if not exists api_request_%s partition of api_request for values in (%L)', slot, slot);
    execute format('alter table api_request_%s enable row level security', slot);
  end loop;
end $$;
alter table api_request enable row level security;
drop policy if exists one_company on api_request;
create policy one_company on api_request to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on api_request;
create policy every_company on api_request for select to paybeat_worker using (true);
-- Only the function below inserts.
grant select, update (answer), delete on api_request to paybeat_app;
grant select on api_request to paybeat_worker;

-- For which time each partition was filled last.
create table if not exists api_request_turn (
  slot text primary key,
  turn integer not null
);

-- The partition of now. It is emptied when its turn begins.
create or replace function paybeat_request_slot(kind text) returns text language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  days constant integer := case kind when 'money' then 100 else 7 end;
  slots constant integer := case kind when 'money' then 5 else 2 end;
  now_turn constant integer := floor(extract(epoch from paybeat_now()) / 86400 / days);
  chosen constant text := kind || '_' || (now_turn % slots);
begin
  if exists (select from api_request_turn t where t.slot = chosen and t.turn >= now_turn) then
    return chosen;
  end if;
  insert into api_request_turn as t (slot, turn) values (chosen, now_turn)
    on conflict (slot) do update set turn = excluded.turn where t.turn < excluded.turn;
  if found then
    execute format('truncate api_request_%s', chosen);
  end if;
  return chosen;
end $$;
revoke execute on function paybeat_request_slot(text) from public;

-- Claims a key for a request, or returns the request that has it. Another transaction that claims the same key is
-- waited for. The claim is of the caller's company, and rolled back with the change that it belongs to.
create or replace function paybeat_claim_request(of_caller text, of_key text, sha256 bytea, kind text)
  returns table (request_sha256 bytea, answer text, age_seconds double precision) language plpgsql
  security definer set search_path = paybeat, pg_temp as $$
declare
  company constant integer := paybeat_company();
  chosen text;
begin
  if kind not in ('money', 'other') then
    raise exception 'no kind of request %', kind using errcode = 'check_violation';
  end if;
  chosen := paybeat_request_slot(kind);
  perform pg_advisory_xact_lock(hashtextextended(company || ' ' || of_caller || ' ' || of_key, 83));
  return query select r.request_sha256, r.answer, extract(epoch from paybeat_now() - r.begun_at)::float8
    from api_request r where r.company_id = company and r.caller = of_caller and r.request_key = of_key;
  if not found then
    insert into api_request (slot, company_id, caller, request_key, request_sha256)
      values (chosen, company, of_caller, of_key, sha256);
  end if;
end $$;
revoke execute on function paybeat_claim_request(text, text, bytea, text) from public;
grant execute on function paybeat_claim_request(text, text, bytea, text) to paybeat_app;
