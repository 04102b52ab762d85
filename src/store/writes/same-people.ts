/** Staged new people who have the name, the first day and the pay of somebody on the roster. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import type { Staged } from './staged-rows.ts';

export interface SamePerson {
  readonly rowNumber: number;
  readonly employeeNumber: string;
  /** The number of the person on the roster. */
  readonly known: string;
}

/** Added people have ids from `firstAdded` on. Ask before anything is written. */
export function peopleLikeOthers(
  tx: Writing,
  ask: { readonly companyId: number; readonly staged: Staged; readonly firstAdded: number },
): Promise<readonly SamePerson[]> {
  const { companyId, staged, firstAdded } = ask;
  return rowsOf(
    tx,
    sql`select new.row_number as "rowNumber", e.number as "employeeNumber", min(k.number) as known
        from ${staged.table} as new
          join employee_version old on old.company_id = ${companyId} and old.until_revision is null
            and lower(old.name) = lower(new.name) and old.hired_on = new.hired_on
            and old.pay_type = new.pay_type
            and coalesce(old.annual_salary_minor, old.hourly_rate_micro)
              = coalesce(new.annual_salary_minor, new.hourly_rate_micro)
          join employee e on e.employee_id = new.employee_id
          join employee k on k.employee_id = old.employee_id
        where new.employee_id >= ${firstAdded} and old.employee_id < ${firstAdded}
        group by 1, 2 order by 1`,
  );
}
