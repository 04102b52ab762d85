/** The earlier assignments of a company's people, as stored. */
import type { World } from '#operations/world.ts';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';

/** `[employee, first day, department]` of each, the earliest first. */
export async function earlierAssignmentsOf(
  world: World,
  { companyId }: { readonly companyId: number },
): Promise<readonly (readonly [string, string, string])[]> {
  const rows = await world.store.read({ companyId }, (at) =>
    rowsOf<{ number: string; from: string | null; department: string }>(
      at,
      sql`select e.number, a.e ->> 'from' as from, a.e ->> 'department' as department
          from employee_version v join employee e using (employee_id)
            cross join lateral jsonb_array_elements(v.earlier_assignments)
              with ordinality as a(e, at)
          where v.company_id = ${companyId} and v.until_revision is null order by e.number, a.at`,
    ),
  );
  return rows.map(({ number, from, department }) => [number, from ?? 'always', department]);
}
