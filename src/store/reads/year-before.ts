/**
 * What people were paid under a pay code in the tax year before: the year-to-date of their newest committed payslip of
 * that year, and their opening balance. Whoever has neither is left out: it is not known.
 */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import { type AskedRun, askedPeople, ofEachPerson, type Placed } from './asked.ts';
import { knownAt } from './known-at.ts';

interface YearBeforeRow extends Placed {
  readonly employeeId: number;
  readonly amountMinor: bigint;
}

/** A run of the set, with some of its employees. */
export interface AskedYearBefore extends AskedRun {
  readonly payCodeId: number;
}

export function yearBeforeOf(
  at: Reading,
  runs: readonly AskedYearBefore[],
): Promise<readonly YearBeforeRow[]> {
  const codes = sql`unnest(${ofEachPerson(runs, ({ place }) => place)}::int[],
      ${runs.flatMap(({ employeeIds }) => employeeIds)}::int[],
      ${ofEachPerson(runs, ({ payCodeId }) => payCodeId)}::int[])
    as c(place, employee_id, code)`;
  return rowsOf(
    at,
    sql`select place, a.employee_id as "employeeId",
          (coalesce(paid.amount, 0) + coalesce(opening.amount, 0))::int8 as "amountMinor"
        from ${askedPeople(runs)} join ${codes} using (place, employee_id)
          left join lateral (select s.ytd_amounts[array_position(s.ytd_codes, c.code)] as amount, true as is_paid
            from pay_run r join payslip s on s.run_id = r.run_id and s.employee_id = a.employee_id
            where r.company_id = f.company_id and r.tax_year = f.tax_year - 1 and r.state = 'committed'
              and r.committed_revision <= f.undated
            order by r.committed_revision desc limit 1) paid on true
          left join lateral (select sum(v.amount_minor) as amount from opening_balance v
            where v.employee_id = a.employee_id and v.tax_year = f.tax_year - 1 and v.pay_code_id = c.code
              and ${knownAt(sql`f.undated`)}) opening on true
        where paid.is_paid or opening.amount is not null`,
  );
}
