/** Who was held in the committed runs of a period and has not been paid for it since. */
import { sql } from 'kysely';
import { type Reading, rowsOf } from '#store/store.ts';

export interface HeldUnpaid {
  readonly employeeId: number;
  readonly number: string;
  /** The newest run that held them. */
  readonly runId: number;
}

/** Of one period, by employee number. Runs in motion count as paying whom they have a payslip for. */
export function heldUnpaid(at: Reading, periodId: number): Promise<readonly HeldUnpaid[]> {
  return rowsOf(
    at,
    sql`select x.employee_id as "employeeId", e.number, max(x.run_id) as "runId"
        from pay_run r join run_exception x using (run_id)
          join employee e on e.employee_id = x.employee_id
        where r.period_id = ${periodId} and r.state = 'committed' and r.covers_days
          and x.disposition = 'held'
          and not exists (select from payslip s join pay_run p using (run_id)
            where p.period_id = ${periodId} and p.covers_days and p.state <> 'voided'
              and s.employee_id = x.employee_id)
        group by x.employee_id, e.number order by e.number`,
  );
}

/** The run that is at the held people of a period now; there is at most one. */
export async function openHeldRun(at: Reading, periodId: number): Promise<number | null> {
  const [row] = await rowsOf<{ run_id: number }>(
    at,
    sql`select run_id from pay_run where period_id = ${periodId} and pays_held_of is not null
          and state not in ('committed', 'voided')`,
  );
  return row?.run_id ?? null;
}
