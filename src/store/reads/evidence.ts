/**
 * I13, I14 and I21 as queries. They compare approvals, committed runs and input versions with the audit
 * chain. Each query returns the rows that no audit row explains.
 */
import { type Sql, sql } from '#store/sql.ts';
import { chunksWithOtherSums, runsWithOtherHash } from './run-totals.ts';

/** A violated invariant. It says what is wrong, and never contains an amount. */
export interface Violation {
  readonly subject: string;
  readonly detail: string;
}

/** Joins an approval `a` with the audit row `e` of the move that it was given for. */
const sameApproval = sql`e.company_id = a.company_id and e.subject = 'run:' || a.run_id
  and e.action in ('run.approve', 'approval.give') and e.actor = a.approver and e.facts ->> 'epoch' = a.run_epoch::text
  and e.facts ->> 'totals' = a.totals_hash`;

export const approvalsAsMoved: Sql<Violation> = sql`
  select 'run:' || r.run_id as subject, 'no approval of its totals' as detail
  from pay_run r where r.state in ('approved', 'committed')
    and not exists (select from approval a where a.run_id = r.run_id
      and a.run_epoch = r.epoch and a.totals_hash = r.totals_hash
      and (r.blockers = '[]' or a.reason is not null)
      and (r.approved_by is null or r.approved_by = a.approver))
  union all
  select 'run:' || r.run_id, 'not approved as its policy asks'
  from pay_run r where r.state in ('approved', 'committed') and r.review is not null
    and not paybeat_is_reviewed(r)
  union all
  select 'run:' || a.run_id, 'an approval in epoch ' || a.run_epoch || ' that no move tells of'
  from approval a where not exists (select from audit_event e where ${sameApproval})
  union all
  select e.subject, 'audit row ' || e.seq || ' tells of an approval that is not there'
  from audit_event e where e.action in ('run.approve', 'approval.give')
    and not exists (select from approval a where ${sameApproval})`;

export const committedAsApproved: Sql<Violation> = sql`
  select 'run:' || o.run_id as subject, 'payslips were changed' as detail
  from (${runsWithOtherHash}) o
  union all
  select 'run:' || c.run_id, 'chunk ' || c.ordinal || ' has other sums or another digest than its payslips'
  from (${chunksWithOtherSums}) c
  union all
  select 'run:' || r.run_id, 'its totals are not those that the audit chain says were committed'
  from pay_run r where r.state = 'committed'
    and not exists (select from audit_event e where e.company_id = r.company_id
      and e.subject = 'run:' || r.run_id and e.action = 'run.commit'
      and e.facts ->> 'totals' = r.totals_hash
      and e.facts ->> 'revision' = r.committed_revision::text)
  union all
  select 'run:' || r.run_id, 'held or excluded people were added or taken away'
  from pay_run r cross join lateral (
    select count(*) filter (where x.disposition = 'held') as held,
      count(*) filter (where x.disposition = 'excluded') as excluded
    from run_exception x where x.run_id = r.run_id) others
  where r.state in ('approved', 'committed')
    and (others.held, others.excluded) is distinct from (r.held_count, r.excluded_count)
  union all
  select 'run:' || r.run_id, 'its chunks are not those that it was calculated in'
  from pay_run r cross join lateral (
    select count(*) filter (where c.state = 'done') as done, count(*) as all_of_them,
      coalesce(sum(cardinality(c.employee_ids)), 0) as people
    from run_chunk c where c.run_id = r.run_id) chunks
  where r.state in ('approved', 'committed')
    and (chunks.done, chunks.all_of_them, chunks.people)
      is distinct from (r.chunk_count, r.chunk_count, r.paid_count + r.held_count)
  union all
  select 'period:' || p.period_id, 'its due instant does not name the run that paid it'
  from pay_period p join due_instant d using (period_id)
  where p.status = 'completed' and d.stage = 'open'
    and not exists (select from pay_run r where r.run_id = d.fulfilled_by
    and r.period_id = p.period_id and r.state = 'committed')`;

/** All tables with versions. A test compares the list with the schema. */
export const versionedTables: readonly string[] = [
  ...['employee_version', 'employee_item', 'employee_terms', 'employee_move', 'period_item'],
  ...['opening_balance', 'owed_decision', 'pay_code', 'pay_settings', 'account_settings'],
];

const revisions = sql.join(
  versionedTables.map(
    (table) => sql`select company_id, from_revision as revision, ${table}::text as "in"
        from ${sql.ref(table)}
      union select company_id, until_revision, ${table}::text from ${sql.ref(table)}
        where until_revision is not null`,
  ),
  sql` union all `,
);

/**
 * A move of a run names the revision that the run read, and changes no input. Only the opening of an
 * off-cycle run also writes inputs.
 */
export const versionsAsTold: Sql<Violation> = sql`
  with told as (select distinct company_id, facts ->> 'revision' as revision from audit_event
    where facts ? 'revision' and (action not like 'run.%'
      or (action = 'run.open' and facts ->> 'kind' = 'off_cycle')))
  select 'company:' || v.company_id as subject,
    v."in" || ' has a version at revision ' || v.revision || ', which no audit row tells of' as detail
  from (${revisions}) v
  where not exists (select from told t where t.company_id = v.company_id
    and t.revision = v.revision::text)`;
