-- What    Says of a held due instant whether lateness alone holds it, and of a run why it was let
--         run late.
-- Why     `run --late --reason TEXT` lets lateness pass and nothing else: what a person, a pause or a
--         change of schedule holds stays held, and the reason stands on the run.
-- Effect  Two columns with constant defaults: no row is rewritten but the held ones. A worker of the
--         version before goes on working; what it holds meanwhile waits for `periods release`.
-- Back    Drop the columns.

alter table due_instant add column if not exists held_late boolean not null default false;
comment on column due_instant.held_late is 'Of a held one: only because it was missed.';
update due_instant set held_late = true
where state = 'held' and not held_late and held_why like 'its due instant was missed by %'
  and held_why !~ ' \([^()]*\)$';

alter table pay_run add column if not exists late_reason text;
