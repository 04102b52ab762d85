-- What    Employee numbers, jobs and references hold nothing that cannot be seen, and no blank but
--         single spaces between words; names of companies hold nothing that a terminal would obey.
-- Why     A number with an invisible character was another person, whom nobody could tell apart.
-- Effect  New rows are checked. Rows that are there stay as they are, can be closed, and are not read.
-- Back    Drop the three constraints, the trigger and the three functions.

-- The same as #text/key-text.ts, as far as a server of every version knows the characters.
create or replace function paybeat_is_key(key text) returns boolean
language sql immutable parallel safe as $$
  select case when key ~ '^[A-Za-z0-9_.-]*$' then true
    when getdatabaseencoding() <> 'UTF8' then key !~ '[[:cntrl:]]|  |^ | $'
    else key is nfc normalized and key !~ (
      '  |^ | $|[\u0001-\u001f\u007f-\u00a0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2'
      || '\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800'
      || '\u3000\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb'
      || '\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a'
      || '\U000e0000-\U000e0fff\U000f0000-\U0010ffff]') end
$$;

create or replace function paybeat_is_name(name text) returns boolean
language sql immutable parallel safe as $$
  select case when name ~ '^[ -~]*$' then true
    when getdatabaseencoding() <> 'UTF8' then name !~ '[[:cntrl:]]'
    else name !~ (
      '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff'
      || '\ufff9-\ufffb\U000e0001-\U000e007f]') end
$$;

-- A row that is closed is not judged again: what an earlier version took can end.
alter table employee
  drop constraint if exists employee_number_is_key,
  add constraint employee_number_is_key check (paybeat_is_key(number)) not valid;
alter table employee_terms
  drop constraint if exists employee_terms_job_is_key,
  add constraint employee_terms_job_is_key
    check (until_revision is not null or paybeat_is_key(job)) not valid;
alter table employee_item
  drop constraint if exists employee_item_keys_are_keys,
  add constraint employee_item_keys_are_keys check (until_revision is not null
    or (paybeat_is_key(job) and paybeat_is_key(reference))) not valid;

-- Not a constraint: every import changes the company's row, of an earlier version too.
create or replace function paybeat_refuse_name() returns trigger language plpgsql
  set search_path = paybeat, pg_temp as $$
begin
  if not paybeat_is_name(new.name) then
    raise exception 'the name of a company holds a character that acts on a terminal or cannot be seen'
      using errcode = 'check_violation', constraint = 'company_name_is_name';
  end if;
  return new;
end $$;
drop trigger if exists company_name_is_name on company;
create trigger company_name_is_name before insert or update of name on company
  for each row execute function paybeat_refuse_name();
