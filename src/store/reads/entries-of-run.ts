/** Which changes of pay data a run reads that no earlier run of the same people has read, or has paid by. */
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { knownAt } from './known-at.ts';
import { isEffective } from './reversals.ts';

interface ReadingRun {
  readonly runId: number;
  readonly companyId: number;
}

const ofPeriod = (columns: Sql) =>
  sql`exists (select from pay_period q where q.period_id = v.period_id and ${columns})`;

/**
 * Tables of versions by employee. `isRead`: what the period of the run reads. `isAhead`: what no period before it
 * reads, also when it was entered long before.
 */
const ofPeople = [
  { table: 'employee_version', isRead: sql`true`, isAhead: between(sql`v.ended_on`) },
  {
    table: 'employee_terms',
    isRead: sql`v.from_on <= w.end_on`,
    isAhead: between(sql`v.from_on`),
  },
  { table: 'employee_item', isRead: sql`true`, isAhead: between(sql`v.from_on`) },
  {
    table: 'employee_move',
    isRead: sql`v.effective_on <= w.end_on`,
    isAhead: between(sql`v.effective_on`),
  },
  { table: 'opening_balance', isRead: sql`true`, isAhead: null },
  {
    table: 'period_item',
    isRead: ofPeriod(sql`q.start_on <= w.end_on`),
    isAhead: ofPeriod(between(sql`q.start_on`)),
  },
] as const;

function between(day: Sql): Sql {
  return sql`(${day} > w.last_end and ${day} <= w.end_on)`;
}

/**
 * The revisions at which pay data of the run's people, pay codes or settings changed: since the last committed
 * run of the schedule, up to the run's snapshot. An off-cycle run is compared with the run before it, and a
 * correction with the run that it corrects.
 *
 * What was entered ahead counts for the first run that pays by it. For people whom the last run did not pay,
 * everything counts since the run that paid them before it.
 */
export async function revisionsReadAnew(at: Reading, run: ReadingRun): Promise<readonly number[]> {
  const since = ofPeople.map(
    ({ table, isRead }) => sql`select v.from_revision, v.until_revision, w.since
      from w join ${sql.ref(table)} v on v.company_id = w.company_id
        and greatest(v.from_revision, v.until_revision) > w.since
      where ${isRead} and v.employee_id in (select employee_id from people)`,
  );
  const ahead = ofPeople.flatMap(({ table, isAhead }) =>
    isAhead === null
      ? []
      : [
          sql`select v.from_revision, null::int, 0
            from w join ${sql.ref(table)} v on v.company_id = w.company_id
              and v.from_revision <= w.since and ${knownAt(sql`w.until`)}
            where ${isAhead} and v.employee_id in (select employee_id from people)`,
        ],
  );
  const ofUnpaid = ofPeople.map(
    ({ table, isRead }) => sql`select v.from_revision, v.until_revision, b.since
      from w cross join unpaid b join ${sql.ref(table)} v on v.employee_id = b.employee_id
        and greatest(v.from_revision, v.until_revision) > b.since
      where ${isRead}`,
  );
  const ofCompany = ['pay_code', 'pay_settings'].map(
    (table) => sql`select v.from_revision, v.until_revision, w.since
      from w join ${sql.ref(table)} v on v.company_id = w.company_id
        and greatest(v.from_revision, v.until_revision) > w.since`,
  );
  const rows = await rowsOf<{ revision: number }>(
    at,
    sql`with ${peopleRead(run)}
        select distinct n.revision
        from w cross join (${sql.join([...since, ...ahead, ...ofUnpaid, ...ofCompany], sql` union all `)})
            v(from_revision, until_revision, since)
          cross join lateral (values (v.from_revision), (v.until_revision)) n(revision)
        where n.revision > v.since and n.revision <= w.until
        order by n.revision`,
  );
  return rows.map((row) => row.revision);
}

/**
 * `w`: the run and the one that it is compared with. `people`: everybody whose pay data it reads. `unpaid`: whom this
 * run pays and the last one did not, because they were new, held, or of another schedule until then.
 */
function peopleRead(run: ReadingRun): Sql {
  return sql`w as (
          select r.run_id, r.company_id, r.snapshot_revision as until, p.end_on,
            coalesce(l.snapshot_revision, 0) as since, l.run_id as last_run, l.end_on as last_end
          from pay_run r join pay_period p using (period_id) left join lateral (
            select o.run_id, o.snapshot_revision, case when r.covers_days then q.end_on end as end_on
            from pay_run o join pay_period q using (period_id)
            where o.company_id = r.company_id and o.state = 'committed' and o.run_id <> r.run_id
              and case when r.kind = 'correction' then o.run_id = r.corrects_run_id
                when r.covers_days
                then o.kind = 'regular' and q.end_on < p.start_on
                  and coalesce(q.schedule_id, 0) = coalesce(p.schedule_id, 0)
                else o.kind not in ('reversal', 'correction') and o.run_id < r.run_id end
            order by o.snapshot_revision desc, q.end_on desc limit 1) l on true
          where r.run_id = ${run.runId} and r.company_id = ${run.companyId}),
        people as (select unnest(c.employee_ids) as employee_id from run_chunk c
            where c.run_id = ${run.runId}
          -- Whoever entered that they left has changed what the run pays, too.
          union all select x.employee_id from run_exception x
            where x.run_id = ${run.runId} and x.code = 'left_before_period'),
        unpaid as (select n.employee_id, coalesce(b.snapshot_revision, 0) as since
          from w cross join (
            (select unnest(c.employee_ids) as employee_id from run_chunk c where c.run_id = ${run.runId}
              except select x.employee_id from run_exception x where x.run_id = ${run.runId})
            except (select unnest(c.employee_ids) from run_chunk c, w where c.run_id = w.last_run
              except select x.employee_id from run_exception x, w where x.run_id = w.last_run)) n
            left join lateral (select o.snapshot_revision
              from pay_run o join pay_period q using (period_id)
                join payslip s on s.run_id = o.run_id and s.employee_id = n.employee_id
              where o.company_id = w.company_id and o.state = 'committed' and o.covers_days
                and o.run_id <> w.run_id
                and ${isEffective({ run: sql`o.run_id`, employee: sql`n.employee_id` })}
              order by q.end_on desc, o.run_id desc limit 1) b on true
          where w.last_end is not null)`;
}
