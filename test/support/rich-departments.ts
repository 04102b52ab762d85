/**
 * Gives the people of companies departments and cost centres: of everybody, of some from a day in 2026 on, and of
 * some none. Straight into the rows, as if they had been imported so.
 */
import pg from 'pg';

export async function giveDepartments(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`set search_path = paybeat, public; set session_replication_role = replica;
      update employee_version set
        department = case when employee_id % 7 > 0 then 'D' || employee_id % 3 end,
        cost_centre = case when employee_id % 5 > 0 then (4000 + employee_id % 4)::text end,
        assigned_on = case when employee_id % 11 = 0 then date '2026-06-15' end,
        earlier_assignments = case when employee_id % 11 = 0
          then '[{"from": null, "department": "Before", "cost_centre": "3999", "job_title": null}]'::jsonb end`);
  } finally {
    await client.end();
  }
}
