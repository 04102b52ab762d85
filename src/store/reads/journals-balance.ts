/**
 * I6 as a query: the postings of every committed run balance and are its totals, and a run has a journal exactly when it
 * is committed.
 *
 * A journal adds up the lines of payslips by where people belong (assignments.ts). So a person whose roster has two rows
 * at the revision of the commit would be posted twice.
 */
import { type Sql, sql } from '#store/sql.ts';
import type { Violation } from './evidence.ts';
import { knownAt } from './known-at.ts';
import { type LineKinds, summedAmounts, sumsOfLines } from './lines-add-up.ts';

export function journalsBalance(kinds: LineKinds): Sql<Violation> {
  const posted = sql`select r.run_id, sum(t.gross_minor) as gross_minor,
      sum(t.reimbursements_minor) as reimbursements_minor, sum(t.deductions_minor) as deductions_minor,
      sum(t.taxes_minor) as taxes_minor, sum(t.employer_minor) as employer_minor
    from pay_run r join pay_run o on o.run_id = coalesce(r.reverses_run_id, r.run_id)
      join payslip s on s.run_id = r.run_id
      left join employee_version v on v.employee_id = s.employee_id and ${knownAt(sql`o.committed_revision`)}
      cross join lateral (${sumsOfLines(kinds)}) t
    where r.state = 'committed' group by r.run_id`;
  return sql`select 'run:' || r.run_id as subject,
      case when p.gross_minor + p.reimbursements_minor - p.deductions_minor - p.taxes_minor <> r.net_minor
        then 'its postings do not balance' else 'its postings are not its totals' end as detail
    from (${posted}) p join pay_run r using (run_id)
    where (${summedAmounts(sql`p`)}) is distinct from (${summedAmounts(sql`r`)})
      or p.gross_minor + p.reimbursements_minor - p.deductions_minor - p.taxes_minor <> r.net_minor
    union all
    select 'run:' || run_id, 'it is ' || state || ', and its journal is ' ||
      case when committed_revision is null then 'not posted' else 'posted' end
    from pay_run where (state = 'committed') is distinct from (committed_revision is not null)`;
}
