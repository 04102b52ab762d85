/** The people who have dated tax forms, as known now. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface WithDatedForms {
  readonly number: string;
  /** As stored. `taxFormFrom` reads it. */
  readonly taxForm: string;
}

export function peopleWithDatedForms(
  at: Reading,
  ask: { readonly companyId: number; readonly employeeIds: readonly number[] | null },
): Promise<readonly WithDatedForms[]> {
  return rowsOf(
    at,
    sql`select e.number, v.tax_form::text as "taxForm"
        from employee_version v join employee e using (employee_id)
        where v.company_id = ${ask.companyId} and v.until_revision is null and v.tax_form ? 'dated'
          and (${ask.employeeIds}::int[] is null or v.employee_id = any(${ask.employeeIds}::int[]))
        order by e.number`,
  );
}
