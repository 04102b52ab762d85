/**
 * Tells a new assignment of a person (department, cost centre, job) from a corrected one, for the rows of a roster
 * that are staged.
 *
 * What a row leaves out stays as it is. Another department from a later day on begins a new assignment, and the one
 * before becomes an earlier one. Without a day, or from a day that is not later, it corrects the one that is known.
 * Earlier assignments stay as long as they began before the day of the row.
 */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { eachPeopleSlice, type Staged } from './staged-rows.ts';

/** Fills in what the staged rows leave out, and the earlier assignments. Ask before anything is written. */
export async function keepAssignments(
  tx: Writing,
  ask: { readonly companyId: number; readonly staged: Staged },
): Promise<void> {
  const { staged } = ask;
  if (!(await hasAssignments(tx, ask.companyId))) return;
  await eachPeopleSlice(tx, staged, async ({ from, to }) => {
    await rowsOf(
      tx,
      sql`with said as (
            select new.employee_id, new.assigned_on as given, old.assigned_on as was_on,
              coalesce(old.earlier_assignments, '[]') as was_earlier,
              old.department as was_department, old.cost_centre as was_cost_centre, old.job_title as was_job_title,
              coalesce(new.department, old.department) as department,
              coalesce(new.cost_centre, old.cost_centre) as cost_centre,
              coalesce(new.job_title, old.job_title) as job_title
            from ${staged.table} as new join employee_version old
              on old.employee_id = new.employee_id and old.until_revision is null
                -- As a list: the people may be few between the first and the last of them.
                and old.employee_id = any(array(select person.employee_id
                  from ${staged.table} as person where person.employee_id between ${from} and ${to}))
            where new.employee_id between ${from} and ${to}
              and num_nonnulls(old.department, old.cost_centre, old.job_title) > 0
          ), decided as (
            select *, coalesce(given, was_on) as assigned_on,
              case when given > coalesce(was_on, '-infinity') and (department, cost_centre, job_title)
                  is distinct from (was_department, was_cost_centre, was_job_title)
                then was_earlier || jsonb_build_array(jsonb_build_object('from', was_on,
                  'department', was_department, 'cost_centre', was_cost_centre, 'job_title', was_job_title))
                else was_earlier end as earlier
            from said
          )
          update ${staged.table} as new set department = d.department, cost_centre = d.cost_centre,
            job_title = d.job_title, assigned_on = d.assigned_on,
            earlier_assignments = (select jsonb_agg(e order by e ->> 'from' nulls first)
              from jsonb_array_elements(d.earlier) e
              where coalesce((e ->> 'from')::date, '-infinity') < d.assigned_on)
          from decided d where new.employee_id = d.employee_id`,
    );
  });
}

/** Most companies have none, and need no comparison. */
async function hasAssignments(tx: Writing, companyId: number): Promise<boolean> {
  const [row] = await rowsOf<{ has: boolean }>(
    tx,
    sql`select exists (select from employee_version where company_id = ${companyId} and until_revision is null
          and num_nonnulls(department, cost_centre, job_title) > 0) as has`,
  );
  return row?.has === true;
}
