/** What new terms of pay change, although they replace no row: the pay of the job on the day before. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import type { ClosedRow, Columns, StagedVersions } from './versions.ts';

/** More than anybody reads. */
const rowsMax = 100_000;

/** Staged terms that began at `revision` without replacing others, and pay something else than before. Ask after writing. */
export async function payChangedByTerms(
  tx: Writing,
  ask: { readonly staged: StagedVersions; readonly revision: number },
): Promise<readonly ClosedRow[]> {
  const { staged, revision } = ask;
  const rows = await rowsOf<Columns>(
    tx,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber", new.job, new.from_on,
          new.pay_type, new.annual_salary_minor, new.hourly_rate_micro,
          coalesce(b.pay_type, v.pay_type) as had_pay_type,
          case when b.pay_type is null then v.annual_salary_minor else b.annual_salary_minor end
            as had_annual_salary_minor,
          case when b.pay_type is null then v.hourly_rate_micro else b.hourly_rate_micro end
            as had_hourly_rate_micro
        from ${staged.table} as new
          join employee e on e.employee_id = new.employee_id
          join employee_terms began on began.employee_id = new.employee_id and began.job = new.job
            and began.from_on = new.from_on and began.from_revision = ${revision}
          left join lateral (select o.* from employee_terms o
            where o.employee_id = new.employee_id and o.job = new.job and o.until_revision is null
              and o.from_on < new.from_on order by o.from_on desc limit 1) b on true
          left join employee_version v on v.employee_id = new.employee_id
            and v.until_revision is null and new.job = '' and b.pay_type is null
        where coalesce(b.pay_type, v.pay_type) is not null
          and not exists (select from employee_terms gone where gone.employee_id = new.employee_id
            and gone.job = new.job and gone.from_on = new.from_on and gone.until_revision = ${revision})
        order by new.row_number limit ${rowsMax}`,
  );
  const pay = ['pay_type', 'annual_salary_minor', 'hourly_rate_micro'] as const;
  const of = (row: Columns, prefix: string) =>
    Object.fromEntries(pay.map((name) => [name, row[prefix + name]]));
  return rows
    .filter((row) => pay.some((name) => row[name] !== row[`had_${name}`]))
    .map((row) => ({
      ...{ employeeNumber: String(row['employeeNumber']), rowNumber: Number(row['rowNumber']) },
      before: { job: row['job'], from_on: row['from_on'], ...of(row, 'had_') },
      after: { job: row['job'], from_on: row['from_on'], ...of(row, '') },
      because: null,
    }));
}
