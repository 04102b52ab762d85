/** Who an off-cycle run is for, and how often those people are paid. */
import { sql } from 'kysely';
import { type Reading, rowsOf } from '#store/store.ts';

/** Employee ids of those who have an input of the period, in order. */
export async function peopleWithInputs(
  at: Reading,
  ask: { readonly periodId: number; readonly revision: number },
): Promise<readonly number[]> {
  const rows = await rowsOf<{ employee_id: number }>(
    at,
    sql`select distinct employee_id from period_item
        where period_id = ${ask.periodId} and from_revision <= ${ask.revision}
          and (until_revision is null or until_revision > ${ask.revision})
        order by employee_id`,
  );
  return rows.map((row) => row.employee_id);
}

/** Frequencies of their schedules; of the newest period by hand for people without one. */
export async function frequenciesOf(
  at: Reading,
  ask: { readonly companyId: number; readonly employeeIds: readonly number[] },
): Promise<readonly string[]> {
  const rows = await rowsOf<{ frequency: string }>(
    at,
    sql`select distinct frequency from (
          select coalesce(s.frequency, (select p.frequency from pay_period p
              where p.company_id = ${ask.companyId} and p.schedule_id is null and p.kind = 'regular'
                and p.status <> 'skipped' order by p.end_on desc limit 1)) as frequency
          from employee_version v left join pay_schedule s on s.schedule_id = v.schedule_id
          where v.company_id = ${ask.companyId} and v.until_revision is null
            and v.employee_id = any(${ask.employeeIds}::int[])) f
        where frequency is not null order by frequency`,
  );
  return rows.map((row) => row.frequency);
}
