-- What    Keys with which programs use the API: their roles and companies, until when, who made and revoked them.
-- Why     HTTP has no user of the operating system, so each request has to say who sends it.
-- Effect  One table and a trigger. Nothing that exists changes.
-- Back    Drop the table and the function. The API then refuses every request.

-- Keys belong to the installation, so the role of one company sees none of them. Rows stay: the audit chain names them.
create table if not exists api_key (
  -- The public part of the key.
  key_id        text primary key check (key_id ~ '^[0-9a-f]{12}$'),
  -- Of the secret part, which nobody can read again.
  secret_sha256 bytea not null check (length(secret_sha256) = 32),
  -- As in the audit chain: `key:hr-sync`.
  name          text not null unique check (name ~ '^[a-z][a-z0-9_-]{0,59}$'),
  roles         text[] not null check (cardinality(roles) > 0 and roles <@
    array['viewer', 'preparer', 'approver', 'releaser', 'admin', 'auditor', 'worker']),
  -- Null: every company, also those to come.
  company_ids   integer[] check (cardinality(company_ids) > 0),
  -- The person for whom the program acts: `person:ada`. Who entered pay does not approve it with such a key.
  on_behalf_of  text check (on_behalf_of ~ '^[a-z][a-z0-9_-]*:.' and length(on_behalf_of) <= 200),
  created_at    timestamptz not null default paybeat_now(),
  created_by    text not null,
  expires_at    timestamptz not null check (expires_at > created_at),
  revoked_at    timestamptz,
  revoked_by    text,
  last_used_at  timestamptz,
  check (num_nulls(revoked_at, revoked_by) in (0, 2))
);
grant select, insert, update (revoked_at, revoked_by, last_used_at) on api_key to paybeat_worker;

create or replace function paybeat_key_stays_revoked() returns trigger language plpgsql as $$
begin
  raise exception 'a key that is revoked never changes' using errcode = 'restrict_violation';
end $$;
drop trigger if exists api_key_stays_revoked on api_key;
create trigger api_key_stays_revoked before update on api_key
  for each row when (old.revoked_at is not null) execute function paybeat_key_stays_revoked();
