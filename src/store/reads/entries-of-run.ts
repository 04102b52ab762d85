/** Which changes of pay data a run reads that no earlier run of the same people has read. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface ReadingRun {
  readonly runId: number;
  readonly companyId: number;
}

/** Tables of versions by employee, each with the condition for what the period of the run reads. */
const ofPeople = [
  ['employee_version', sql`true`],
  ['employee_terms', sql`v.from_on <= w.end_on`],
  ['employee_item', sql`true`],
  ['employee_move', sql`v.effective_on <= w.end_on`],
  ['opening_balance', sql`true`],
  [
    'period_item',
    sql`exists (select from pay_period q where q.period_id = v.period_id and q.start_on <= w.end_on)`,
  ],
] as const;

/**
 * The revisions at which pay data of the run's people, pay codes or settings changed: since the last committed
 * run of the schedule, up to the run's snapshot. An off-cycle run is compared with the run before it.
 */
export async function revisionsReadAnew(at: Reading, run: ReadingRun): Promise<readonly number[]> {
  const parts = ofPeople.map(
    ([table, isRead]) => sql`select v.from_revision, v.until_revision
      from w join ${sql.ref(table)} v on v.company_id = w.company_id
        and greatest(v.from_revision, v.until_revision) > w.since
      where ${isRead} and v.employee_id in (select employee_id from people)`,
  );
  const ofCompany = ['pay_code', 'pay_settings'].map(
    (table) => sql`select v.from_revision, v.until_revision
      from w join ${sql.ref(table)} v on v.company_id = w.company_id
        and greatest(v.from_revision, v.until_revision) > w.since`,
  );
  const rows = await rowsOf<{ revision: number }>(
    at,
    sql`with w as (
          select r.run_id, r.company_id, r.snapshot_revision as until, p.end_on,
            coalesce((select max(o.snapshot_revision) from pay_run o join pay_period q using (period_id)
              where o.company_id = r.company_id and o.state = 'committed' and o.run_id <> r.run_id
                and case when r.covers_days
                  then o.kind = 'regular' and q.end_on < p.start_on
                    and coalesce(q.schedule_id, 0) = coalesce(p.schedule_id, 0)
                  else o.kind <> 'reversal' and o.run_id < r.run_id end), 0) as since
          from pay_run r join pay_period p using (period_id)
          where r.run_id = ${run.runId} and r.company_id = ${run.companyId}),
        people as (select unnest(c.employee_ids) as employee_id from run_chunk c
            where c.run_id = ${run.runId}
          -- Whoever entered that they left has changed what the run pays, too.
          union all select x.employee_id from run_exception x
            where x.run_id = ${run.runId} and x.code = 'left_before_period')
        select distinct n.revision
        from w cross join (${sql.join([...parts, ...ofCompany], sql` union all `)}) v
          cross join lateral (values (v.from_revision), (v.until_revision)) n(revision)
        where n.revision > w.since and n.revision <= w.until
        order by n.revision`,
  );
  return rows.map((row) => row.revision);
}
